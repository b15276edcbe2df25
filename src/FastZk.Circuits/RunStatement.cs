using System.Buffers.Binary;
using System.Security.Cryptography;
using FastZk.Circuits.Tables;
using FastZk.Field;
using FastZk.Stark;
using FastZk.Stark.Lookup;

namespace FastZk.Circuits;

/// <summary>
/// The statement of a run: program key, exit code, journal. It begins the State chain at (entry, 0) and ends it at (<see cref="ProgramRow.Nowhere"/>, 0); its
/// fractions consume the exit code and every journal byte.
/// </summary>
public sealed class RunStatement : PublicInputs
{
    private const int Batch = 256; // journal bytes whose fingerprints are inverted together

    private readonly byte[] _statement;
    private readonly uint _entry;
    private readonly uint _exitCode;
    private readonly ReadOnlyMemory<byte> _journal;

    /// <param name="programKey">the encoded verifying key of the program; bound to the ImageId by the caller.</param>
    /// <param name="entry">the entry of the program, part of the key.</param>
    /// <param name="exitCode">the exit code claimed.</param>
    /// <param name="journal">the journal claimed.</param>
    public RunStatement(ReadOnlySpan<byte> programKey, uint entry, uint exitCode, ReadOnlyMemory<byte> journal)
    {
        _entry = entry;
        _exitCode = exitCode;
        _journal = journal;
        _statement = new byte[programKey.Length + 4 + 8 + 32];
        programKey.CopyTo(_statement);
        var rest = _statement.AsSpan(programKey.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, exitCode);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[4..], (ulong)journal.Length);
        SHA256.HashData(journal.Span, rest[12..]);
    }

    public override ReadOnlySpan<byte> Statement => _statement;

    public override long TupleCount => TuplesOf(_journal.Length);

    /// <summary>Tuples of a statement with a journal of that length: two of State, the exit code, the bytes.</summary>
    public static long TuplesOf(int journalLength) => 3L + journalLength;

    public override void Chain(LogUpChallenge challenge, out Fp5 produced, out Fp5 consumed)
    {
        produced = challenge.Fingerprint(Bus.State, [Fp.FromUInt32(_entry), Fp.Zero]);
        consumed = challenge.Fingerprint(Bus.State, [Fp.FromUInt32(ProgramRow.Nowhere), Fp.Zero]);
    }

    public override bool BusSum(LogUpChallenge challenge, out Fp5 sum)
    {
        var exit = challenge.Fingerprint(Bus.Public,
            [Fp.FromUInt32(EcallTable.PublicExit), Fp.FromUInt32(_exitCode & 0xFFFF), Fp.FromUInt32(_exitCode >> 16)]);
        sum = -exit.Inverse();
        if (exit == Fp5.Zero)
        {
            return false;
        }

        Span<Fp5> prefix = stackalloc Fp5[Batch];
        Span<Fp5> values = stackalloc Fp5[Batch];
        var journal = _journal.Span;
        for (var start = 0; start < journal.Length; start += Batch)
        {
            var count = Math.Min(Batch, journal.Length - start);
            var product = Fp5.One;
            for (var i = 0; i < count; i++)
            {
                values[i] = challenge.Fingerprint(Bus.Public,
                    [Fp.FromUInt32(EcallTable.PublicJournal), Fp.FromUInt32((uint)(start + i)), Fp.FromUInt32(journal[start + i])]);
                prefix[i] = product;
                product *= values[i];
            }

            if (product == Fp5.Zero)
            {
                return false;
            }

            var inverse = product.Inverse();
            for (var i = count - 1; i >= 0; i--)
            {
                sum -= inverse * prefix[i];
                inverse *= values[i];
            }
        }

        return true;
    }
}
