using System.Security.Cryptography;

namespace FastZk.Messenger.Keys;

/// <summary>A key file cannot be used or written; the message is one line for the user.</summary>
internal sealed class KeyFileException(string message) : Exception(message);

/// <summary>Keys on the disk: a file of exactly the 32 bytes, which nobody but its owner may read or write.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Writes a key to a new file with mode 0600; an existing file is never replaced.</summary>
    /// <exception cref="KeyFileException">There is such a file, or it cannot be written.</exception>
    public static void Write(string path, SecretKey key)
    {
        if (File.Exists(path))
        {
            throw new KeyFileException($"{path} is there already; a key is never overwritten");
        }

        Span<byte> bytes = stackalloc byte[SecretKey.Size];
        Guarded(path, "write");
        try
        {
            // The mode is the file's from its first moment: there is no time at which others could open it.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            key.CopyTo(bytes);
            using var file = new FileStream(path, options);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new KeyFileException($"cannot write the key {path}: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="KeyFileException">It cannot be read, has another length, is all zeros, or others than its owner may read or write it.</exception>
    public static SecretKey Read(string path)
    {
        Guarded(path, "read");
        Span<byte> bytes = stackalloc byte[SecretKey.Size + 1];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            // Asked of the open file, not of its name, which may by now lead elsewhere.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                throw new KeyFileException($"others than its owner may use the key {path}; chmod 600 it, or make a new one if they may have read it");
            }

            // One byte more than wanted tells a longer file apart.
            if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != SecretKey.Size)
            {
                throw new KeyFileException($"{path} is no key: it has not {SecretKey.Size} bytes");
            }

            if (!bytes.ContainsAnyExcept((byte)0))
            {
                throw new KeyFileException($"{path} is no key: it is all zeros");
            }

            return SecretKey.Take(bytes[..SecretKey.Size]);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new KeyFileException($"cannot read the key {path}: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static void Guarded(string path, string verb)
    {
        if (path.Length == 0 || Directory.Exists(path))
        {
            throw new KeyFileException($"cannot {verb} the key {path}: {(path.Length == 0 ? "the name is empty" : "it is a directory")}");
        }
    }

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
