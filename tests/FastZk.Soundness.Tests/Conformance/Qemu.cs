using System.Diagnostics;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>Runs guests under qemu-riscv32, each in a process of its own, in one temporary folder.</summary>
internal sealed class Qemu : IDisposable
{
    private const int MillisecondsAllowed = 60_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastzk-conformance");

    /// <summary>The emulator's path, or null where it is not installed.</summary>
    public static string? Path { get; } = InstalledTool.Find("qemu-riscv32");

    /// <summary>Runs an ELF to its end.</summary>
    /// <returns>The exit code, of which an operating system passes on 8 bits, or 128 and the signal's number; and the journal.</returns>
    /// <exception cref="InvalidOperationException">qemu is not installed or did not end.</exception>
    public (int ExitCode, byte[] Journal) Run(ReadOnlySpan<byte> elf, ReadOnlySpan<byte> input)
    {
        if (OperatingSystem.IsWindows() || Path is null)
        {
            throw new InvalidOperationException("qemu-riscv32 is not installed.");
        }

        var guest = In("guest");
        File.WriteAllBytes(guest, elf);
        File.SetUnixFileMode(guest, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(In("input"), input);
        // The shell opens descriptor 3, where guests write their journal.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" ./guest < input 3> journal > /dev/null 2>&1", Path]) { WorkingDirectory = _folder.FullName };
        using var process = Process.Start(start)!;
        if (!process.WaitForExit(MillisecondsAllowed))
        {
            process.Kill();
            throw new InvalidOperationException("qemu-riscv32 did not end.");
        }

        return (process.ExitCode, File.ReadAllBytes(In("journal")));
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose() => _folder.Delete(recursive: true);

    private string In(string name) => System.IO.Path.Combine(_folder.FullName, name);
}
