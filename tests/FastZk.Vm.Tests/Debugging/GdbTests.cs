using System.Diagnostics;
using FastZk.Vm.Debugging;
using FastZk.Vm.Tests.Profiling;

namespace FastZk.Vm.Tests.Debugging;

/// <summary>A session with gdb-multiarch.</summary>
public sealed class GdbTests
{
    [GdbFact]
    public async Task GdbFindsItsWay()
    {
        var image = ElfImage.Load(Profiles.File("calls_dwarf4"));
        using var listener = new GdbListener(0);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var run = Task.Run(() => GuestDebugger.Run(image, default, listener.Accept(stop.Token), null, stop.Token));
        string[] commands =
        [
            "set pagination off", $"file {Path.Combine(AppContext.BaseDirectory, "Profiling", "guests", "calls_dwarf4.elf")}", $"target remote 127.0.0.1:{listener.Port}",
            "break fib if n==3", "continue", "bt 3", "delete", "break load", "continue", "finish", "watch bytes[7]", "continue", "delete", "stepi", "info registers pc", "continue",
        ];
        var start = new ProcessStartInfo(GdbFactAttribute.Gdb!, ["-batch", "-nx", .. commands.SelectMany(c => new[] { "-ex", c })]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var gdb = Process.Start(start)!;
        var error = gdb.StandardError.ReadToEndAsync();
        var output = await gdb.StandardOutput.ReadToEndAsync();
        Assert.True(gdb.WaitForExit(60_000), output);
        var result = await run;
        var expected = Executor.Run(image, default);
        Assert.Equal((expected.Cycles, expected.ExitCode, Convert.ToHexString(expected.Journal)), (result.Cycles, result.ExitCode, Convert.ToHexString(result.Journal)));
        foreach (var part in new[] { "=3) at calls.c", "#1 ", "Breakpoint 2, load", "Value returned is $1 = 84148994", "watchpoint 3: bytes[7]", "New value = 4", "[Inferior 1 (Remote target) exited normally]" })
        {
            Assert.True(output.Contains(part, StringComparison.Ordinal), $"'{part}' is missing in\n{output}\n{await error}");
        }
    }
}
