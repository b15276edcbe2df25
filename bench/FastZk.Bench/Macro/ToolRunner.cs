using System.Diagnostics;
using FastZk.Bench.Cases;
using FastZk.Bench.Common;

namespace FastZk.Bench.Macro;

/// <summary>Wall times of the command-line tool as a user sees them: process start, compilation and first touch of memory included.</summary>
internal static class ToolRunner
{
    public static IReadOnlyList<ToolTime> Run(string tool, int repeats)
    {
        var folder = Directory.CreateTempSubdirectory("fastzk-bench-").FullName;
        try
        {
            var c = GuestCase.Of("key_ownership");
            string elf = Path.Combine(folder, "guest.elf"), input = Path.Combine(folder, "input"), receipt = Path.Combine(folder, "receipt");
            File.WriteAllBytes(elf, c.Elf());
            File.WriteAllBytes(input, c.Input);
            return
            [
                Time("fastzk image-id key_ownership.elf", "image-id", elf),
                Time("fastzk prove key_ownership.elf --profile compact", "prove", elf, "--input", input, "--receipt", receipt, "--profile", "compact"),
                Time("fastzk prove key_ownership.elf", "prove", elf, "--input", input, "--receipt", receipt),
                Time("fastzk verify (that receipt)", "verify", "--receipt", receipt, "--elf", elf),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        ToolTime Time(string name, params string[] arguments)
        {
            var isAssembly = Path.GetExtension(tool) == ".dll";
            return new(name, new([.. Enumerable.Range(0, repeats).Select(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                ChildProcess.Run(isAssembly ? "dotnet" : tool, isAssembly ? [tool, .. arguments] : arguments);
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            })]));
        }
    }
}
