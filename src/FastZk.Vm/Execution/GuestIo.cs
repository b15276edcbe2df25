using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FastZk.Vm;

/// <summary>What the ecalls of one run read and write: position in the input, the journal, the console.</summary>
/// <remarks>
/// Plain execution and trace recording share this type, so they cannot differ in what a call does. Every method
/// returns null on success and the kind of fault otherwise; nothing was changed then.
/// </remarks>
/// <param name="input">The private input.</param>
/// <param name="options">Limits and the console.</param>
public ref struct GuestIo(ReadOnlySpan<byte> input, ExecutionOptions options)
{
    private const int ConsoleChunkBytes = 1 << 16, SmallestConsoleChunk = 256;

    private readonly ReadOnlySpan<byte> _input = input;
    private readonly ExecutionOptions _options = options;
    private readonly List<byte> _journal = [];
    private byte[] _console = [];
    private int _position;

    /// <summary>Input bytes not read yet.</summary>
    public readonly uint InputLeft => (uint)(_input.Length - _position);

    /// <summary>Journal bytes written so far.</summary>
    public readonly uint JournalLength => (uint)_journal.Count;

    /// <summary>A copy of the journal.</summary>
    public readonly byte[] GetJournal() => [.. _journal];

    /// <summary>The input bytes that a read of n bytes would deliver: min(n, left).</summary>
    public readonly ReadOnlySpan<byte> PeekInput(uint count) => _input.Slice(_position, (int)Math.Min(count, InputLeft));

    /// <summary>read(0, buffer, count): moves min(count, left) bytes to guest memory.</summary>
    /// <param name="memory">Where the bytes go.</param>
    /// <param name="buffer">Guest address, of any alignment.</param>
    /// <param name="count">Bytes asked for, any 32-bit number.</param>
    /// <param name="transferred">Bytes delivered, the value for a0.</param>
    public FaultKind? Read(GuestMemory memory, uint buffer, uint count, out uint transferred)
    {
        var bytes = PeekInput(count);
        transferred = (uint)bytes.Length;
        if (!BufferFits(buffer, transferred))
        {
            return FaultKind.BadBuffer;
        }

        memory.Write(buffer, bytes);
        _position += bytes.Length;
        return null;
    }

    /// <summary>write(descriptor, buffer, count): all bytes or a fault; a0 becomes count.</summary>
    /// <param name="memory">Where the bytes come from.</param>
    /// <param name="descriptor">1, 2 or 3.</param>
    /// <param name="buffer">Guest address, of any alignment.</param>
    /// <param name="count">Number of bytes.</param>
    /// <param name="cancellation">Ends long console output.</param>
    public FaultKind? Write(GuestMemory memory, uint descriptor, uint buffer, uint count, CancellationToken cancellation)
    {
        if (descriptor is not (1 or 2 or EcallNumber.JournalDescriptor))
        {
            return FaultKind.UnknownDescriptor;
        }

        if (count >= EcallNumber.MaxWriteBytes || !BufferFits(buffer, count))
        {
            return FaultKind.BadBuffer;
        }

        return descriptor == EcallNumber.JournalDescriptor
            ? WriteJournal(memory, buffer, (int)count)
            : WriteConsole(memory, (int)descriptor, buffer, (int)count, cancellation);
    }

    /// <summary>Whether [buffer, buffer + count) lies below the memory limit; an empty buffer may lie anywhere.</summary>
    public static bool BufferFits(uint buffer, uint count) => count == 0 || (ulong)buffer + count <= AddressSpace.MemoryLimit;

    private readonly FaultKind? WriteJournal(GuestMemory memory, uint buffer, int count)
    {
        if (count > _options.MaxJournalBytes - _journal.Count)
        {
            return FaultKind.JournalTooLong;
        }

        var start = _journal.Count;
        CollectionsMarshal.SetCount(_journal, start + count);
        memory.Read(buffer, CollectionsMarshal.AsSpan(_journal)[start..]);
        return null;
    }

    private FaultKind? WriteConsole(GuestMemory memory, int descriptor, uint buffer, int count, CancellationToken cancellation)
    {
        if (_options.Console is not { } console || count == 0)
        {
            return null;
        }

        // In pieces: a guest may ask for a gigabyte at once and must not make the host allocate one. Pinned and wiped: a guest may print what it keeps from
        // everybody else. Kept for the run: it may print byte by byte.
        if (_console.Length < Math.Min(count, ConsoleChunkBytes))
        {
            _console = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(2L * count, SmallestConsoleChunk, ConsoleChunkBytes), pinned: true);
        }

        var chunk = _console;
        try
        {
            for (var done = 0; done < count;)
            {
                cancellation.ThrowIfCancellationRequested();
                _options.CancellationToken.ThrowIfCancellationRequested();
                var piece = chunk.AsMemory(0, Math.Min(chunk.Length, count - done));
                memory.Read(buffer + (uint)done, piece.Span);
                console(descriptor, piece);
                done += piece.Length;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(chunk.AsSpan(0, Math.Min(count, chunk.Length)));
        }

        return null;
    }
}
