using System.Security.Cryptography;
using FastZk.Cli.Output;
using FastZk.Vm;

namespace FastZk.Cli.Files;

/// <summary>Reads what the command line names. Sizes are checked before anything is read, and again while reading: devices and pipes tell none.</summary>
internal static class InputFile
{
    /// <summary>Longest guest file. All that a proof has room for is below 32 MiB; the rest is debug information.</summary>
    public const int MaxElfBytes = 256 << 20;

    /// <summary>Longest receipt file; real ones have a few MiB.</summary>
    public const int MaxReceiptBytes = 64 << 20;

    private const int ElfHeadBytes = 52;

    /// <summary>A guest's file. The name "-" is no special case here.</summary>
    /// <exception cref="InvalidElfException">The file is no ELF for this machine.</exception>
    public static byte[] Elf(string path)
    {
        using var file = Open(path, "guest");
        try
        {
            // The head alone tells most wrong files, however large.
            var head = ReadUpTo(file, ElfHeadBytes);
            if (head.Length < ElfHeadBytes || !head.AsSpan().StartsWith("\u007fELF"u8))
            {
                ElfImage.Load(head.AsSpan());
            }

            return ReadAll(file, head, MaxElfBytes)
                ?? throw new InvalidElfException(ElfError.ImageTooLarge, $"The file is larger than {MaxElfBytes >> 20} MiB; strip its debug information.");
        }
        catch (IOException e)
        {
            throw Unreadable("guest", path, e.Message);
        }
    }

    /// <summary>A receipt's bytes, or null where the file is longer than any receipt.</summary>
    public static byte[]? Receipt(string path)
    {
        using var file = Open(path, "receipt");
        try
        {
            return ReadAll(file, [], MaxReceiptBytes);
        }
        catch (IOException e)
        {
            throw Unreadable("receipt", path, e.Message);
        }
    }

    /// <summary>The private input: nothing for null, standard input for "-". The caller wipes it.</summary>
    public static byte[] PrivateInput(string? path, Stream standardInput)
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            using var file = path == "-" ? null : Open(path, "input");
            return ReadAll(file ?? standardInput, [], Prover.MaxInputBytes - 1)
                ?? throw Unreadable("input", path, $"it is not shorter than {Text.Count(Prover.MaxInputBytes)} bytes");
        }
        catch (IOException e)
        {
            throw Unreadable("input", path, e.Message);
        }
    }

    private static FileStream Open(string path, string what)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Unreadable(what, path, "it is a directory");
            }

            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(what, path, "there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(what, path, e.Message);
        }
    }

    private static CliException Unreadable(string what, string path, string why) =>
        new(ExitStatus.Usage, $"cannot read the {what} {path}: {why}");

    private static byte[] ReadUpTo(Stream stream, int count)
    {
        var bytes = new byte[count];
        return bytes[..stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
    }

    // Null when there is more than the most allowed. Outgrown buffers are wiped: they may hold a secret.
    private static byte[]? ReadAll(Stream stream, ReadOnlySpan<byte> head, int most)
    {
        var known = stream.CanSeek ? stream.Length : 0;
        if (known > most)
        {
            return null;
        }

        var bytes = Unmoving((int)Math.Max(Math.Max(known, head.Length) + 1, 4096));
        head.CopyTo(bytes);
        var length = head.Length;
        while (true)
        {
            var read = stream.Read(bytes, length, bytes.Length - length);
            length += read;
            if (length > most)
            {
                CryptographicOperations.ZeroMemory(bytes);
                return null;
            }

            if (read == 0)
            {
                break;
            }

            if (length == bytes.Length)
            {
                bytes = Moved(bytes, length, (int)Math.Min(2L * length, most + 1L));
            }
        }

        return length == bytes.Length ? bytes : Moved(bytes, length, length);
    }

    private static byte[] Moved(byte[] bytes, int count, int size)
    {
        var moved = Unmoving(size);
        bytes.AsSpan(0, count).CopyTo(moved);
        CryptographicOperations.ZeroMemory(bytes);
        return moved;
    }

    // The collector moves arrays as it likes and leaves what they held behind; these stay where they are until they are wiped.
    private static byte[] Unmoving(int size) => GC.AllocateArray<byte>(size, pinned: true);
}
