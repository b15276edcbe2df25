namespace FastZk.Cli.Files;

/// <summary>
/// Writes files that are there whole or not at all: to a temporary name in the same directory, flushed to the disk, then renamed. Devices and pipes
/// (names below /dev and /proc) are written to directly; a rename would replace them. A process that is killed while it writes leaves its temporary file,
/// .fastzk-*.tmp, which nobody reads and no later run meets.
/// </summary>
internal static class OutputFile
{
    /// <summary>Finds out before long work whether the file could be written; leaves nothing behind.</summary>
    public static void Probe(string path)
    {
        Guarded(path, () =>
        {
            if (IsSpecial(Resolve(path)))
            {
                return;
            }

            using var file = new FileStream(TemporaryName(Resolve(path)), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
        });
    }

    /// <summary>Writes the bytes; on any failure the old file, or none, is what remains.</summary>
    public static void Write(string path, byte[] bytes, CancellationToken cancellation = default) => Guarded(path, () =>
    {
        var target = Resolve(path);
        if (IsSpecial(target))
        {
            using var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write(bytes);
            return;
        }

        var temporary = TemporaryName(target);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            cancellation.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    });

    private static void Guarded(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitStatus.Usage, $"cannot write {path}: {Why(e)}");
        }
    }

    // The runtime's messages name the temporary file, which means nothing to the user.
    private static string Why(Exception e) => e switch
    {
        DirectoryNotFoundException => "there is no such directory",
        UnauthorizedAccessException => "permission denied",
        _ => e.Message.Split(" : '")[0],
    };

    // The file that a link leads to: a rename would replace the link itself.
    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(path))
        {
            throw new IOException("it is a directory");
        }

        return !IsSpecial(full) && new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
    }

    private static bool IsSpecial(string full) =>
        !OperatingSystem.IsWindows() && (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal));

    private static string TemporaryName(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".fastzk-{Guid.NewGuid():N}.tmp");

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one worth telling.
        }
    }
}
