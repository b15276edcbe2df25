using System.Security.Cryptography;
using FastZk.Messenger.Keys;
using FastZk.Stark.Security;
using FastZk.Vm;

namespace FastZk.Messenger.Handshakes;

/// <summary>Proves ownership of keys with the embedded guest key_ownership. One for all sessions of a process: proofs take turns, and the queue is bounded.</summary>
internal sealed class OwnershipProver : IDisposable
{
    /// <summary>Proofs that wait or run at most.</summary>
    public const int MaxQueue = 64;

    private const long MemoryLimitBytes = 2L << 30;

    private readonly GuestProgram _program = GuestProgram.Load(Guest());
    private readonly Prover _prover;
    private readonly SemaphoreSlim _turn = new(1);
    private int _queue;

    /// <param name="threads">worker threads of a proof; 0: as many as the machine has.</param>
    public OwnershipProver(int threads = 0) =>
        _prover = new(new() { Profile = Profile, MemoryLimitBytes = MemoryLimitBytes, Threads = threads == 0 ? Environment.ProcessorCount : threads });

    /// <summary>The profile of this protocol's receipts: the small one, for they travel.</summary>
    public static Profile Profile => Profile.Compact;

    /// <summary>The program that both sides must run.</summary>
    public ImageId Program => _program.ImageId;

    /// <summary>The receipt for a challenge.</summary>
    /// <exception cref="SessionException">The queue is full, or the proof failed.</exception>
    public async Task<byte[]> ProveAsync(SecretKey key, byte[] challenge, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _queue) > MaxQueue)
        {
            Interlocked.Decrement(ref _queue);
            throw new SessionException(SessionFault.Busy, $"{MaxQueue} proofs are waiting already");
        }

        try
        {
            await _turn.WaitAsync(cancellation);
            try
            {
                return await Task.Run(() => Prove(key, challenge, cancellation), cancellation);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _queue);
        }
    }

    private byte[] Prove(SecretKey key, byte[] challenge, CancellationToken cancellation)
    {
        var input = GC.AllocateUninitializedArray<byte>(2 * SecretKey.Size, pinned: true);
        try
        {
            key.CopyTo(input);
            challenge.CopyTo(input, SecretKey.Size);
            return _prover.Prove(_program, input, cancellation).ToBytes();
        }
        catch (Exception e) when (e is GuestFaultException or ProofTooLargeException or Memory.MemoryLimitException or Stark.StarkProverException or OutOfMemoryException)
        {
            throw new SessionException(SessionFault.ProverFailed, $"our own proof failed: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    private static byte[] Guest()
    {
        using var stream = typeof(OwnershipProver).Assembly.GetManifestResourceStream("key_ownership.elf")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>No proof may be running.</summary>
    public void Dispose()
    {
        _prover.Dispose();
        _program.Dispose();
        _turn.Dispose();
    }
}
