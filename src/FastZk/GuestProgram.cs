using FastZk.Circuits;
using FastZk.Circuits.Preprocessed;
using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;
using FastZk.Vm;

namespace FastZk;

/// <summary>A guest program: its ELF, checked and decoded, and its ImageId. Immutable, thread-safe, reusable for any number of runs and proofs.</summary>
public sealed class GuestProgram : IDisposable
{
    // Preprocessed tables larger than this are built anew for each proof instead of being kept.
    private const long KeepBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly FixedCommitment?[] _kept = new FixedCommitment?[Profile.All.Count];
    private bool _disposed;

    private GuestProgram(ElfImage elf)
    {
        Elf = elf;
        using var workers = new WorkerSet(Environment.ProcessorCount);
        var context = new ProverContext(BufferPool.Shared, workers);
        var entries = new (byte, byte, Digest)[Profile.All.Count];
        try
        {
            foreach (var profile in Profile.All)
            {
                var (program, image) = FixedTables.ProgramHeights(profile, elf);
                if (Math.Max(program, image) > ProofShape.MaxLogTop)
                {
                    throw new InvalidElfException(ElfError.ImageTooLarge, "The program has more words than one proof has room for.");
                }

                var commitment = FixedTables.BuildProgram(context, profile, elf);
                entries[profile.Id - 1] = ((byte)program, (byte)image, commitment.Root);
                Keep(profile, commitment, program, image);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        Key = ProgramKey.Create(elf.Entry, entries);
    }

    /// <summary>The decoded program.</summary>
    public ElfImage Elf { get; }

    /// <summary>Names the program and the circuit version; the same for the same ELF on every machine.</summary>
    public ImageId ImageId => Key.ImageId;

    internal ProgramKey Key { get; }

    /// <summary>Loads a statically linked RV32IM ELF.</summary>
    /// <param name="elf">the file's bytes.</param>
    /// <exception cref="InvalidElfException">The file is no program that can be proven; the message says what is wrong and what to do.</exception>
    public static GuestProgram Load(ReadOnlySpan<byte> elf) => new(ElfImage.Load(elf));

    /// <summary>The preprocessed tree for a profile; <paramref name="owned"/> is the caller's to dispose when it is not null.</summary>
    internal FixedCommitment Commitment(ProverContext context, Profile profile, out FixedCommitment? owned)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            owned = null;
            if (_kept[profile.Id - 1] is { } kept)
            {
                return kept;
            }
        }

        return owned = FixedTables.BuildProgram(context, profile, Elf);
    }

    private void Keep(Profile profile, FixedCommitment commitment, int logProgram, int logImage)
    {
        var tables = Rv32Circuit.System.Tables;
        var words = (long)tables[Rv32Circuit.Program].FixedColumns << (logProgram + profile.LogBlowup);
        words += (long)tables[Rv32Circuit.Image].FixedColumns << (logImage + profile.LogBlowup);
        if (words * sizeof(uint) <= KeepBytes)
        {
            _kept[profile.Id - 1] = commitment;
        }
        else
        {
            commitment.Dispose();
        }
    }

    /// <summary>Returns the memory of the preprocessed tables. No proof of this program may be running.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            for (var i = 0; i < _kept.Length; i++)
            {
                _kept[i]?.Dispose();
                _kept[i] = null;
            }
        }
    }
}
