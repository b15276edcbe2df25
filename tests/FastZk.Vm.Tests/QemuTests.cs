using System.Diagnostics;
using FastZk.Vm.Tests.Support;

namespace FastZk.Vm.Tests;

/// <summary>Our executor against qemu-riscv32, where it is installed; without it these tests have nothing to do.</summary>
public sealed class QemuTests
{
    private static readonly string? Qemu = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "qemu-riscv32")).FirstOrDefault(File.Exists);

    [Fact]
    public void RandomProgramsEndAsUnderQemu()
    {
        if (Qemu is null || OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("fastzk-qemu");
        try
        {
            var input = Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1)).ToArray();
            File.WriteAllBytes(Path.Combine(folder.FullName, "input"), input);
            for (var seed = 10_000; seed < 10_060; seed++)
            {
                var elf = RandomPrograms.Terminating(seed, items: 60, cycleCount: false);
                var result = Executor.Run(ElfImage.Load(elf), input);
                var (exitCode, journal) = RunQemu(folder.FullName, elf);
                Assert.True((result.ExitCode & 0xFF) == exitCode, $"seed {seed}: exit code {result.ExitCode}, qemu {exitCode}");
                Assert.True(journal.AsSpan().SequenceEqual(result.Journal), $"seed {seed}: journals differ");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (uint ExitCode, byte[] Journal) RunQemu(string folder, byte[] elf)
    {
        File.WriteAllBytes(Path.Combine(folder, "guest"), elf);
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"chmod +x guest && exec {Qemu} ./guest < input 3> journal"]) { WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        Assert.True(process.WaitForExit(20_000), "qemu did not end");
        return ((uint)process.ExitCode, File.ReadAllBytes(Path.Combine(folder, "journal")));
    }
}
