using FastZk.Bench.Macro;
using FastZk.Stark.Security;

var repeats = 5;
foreach (var c in MacroCase.All.Where(c => args.Length == 0 || args.Contains(c.Name)))
{
    foreach (var profile in Profile.All.Where(p => args.Length < 2 || args.Contains(p.Name)))
    {
        var r = MacroRunner.Run(c, profile, 2, repeats);
        Console.WriteLine($"{r.Case} {r.Profile} threads {r.Threads}: cycles {r.Cycles}, cold {r.ColdSeconds:f3}, warm {r.WarmSeconds:f3} s (cpu {r.CpuSeconds:f3}), {r.Khz:f0} kHz, verify {r.VerifySeconds * 1000:f1} ms, receipt {r.ReceiptBytes / 1e3:f0} kB, "
            + $"peak {r.PeakNativeBytes >> 20} MiB (predicted {r.PredictedBytes >> 20}), rss {r.PeakRssBytes >> 20} MiB, alloc {r.AllocatedBytes / 1e3:f0} kB, cells/cycle {r.CellsPerCycle:f1} (used {r.UsedCellsPerCycle:f1}), {r.MillionCellsPerSecond:f0} Mcells/s, run {r.ExecuteMips:f0} MIPS, q {r.Queries}");
        Console.WriteLine("  " + string.Join(", ", r.Phases.Select(p => $"{p.Phase} {p.Seconds * 1000:f0}")));
    }
}
