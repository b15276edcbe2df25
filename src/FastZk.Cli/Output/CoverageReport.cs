using System.Text.Json;
using FastZk.Vm.Profiling;

namespace FastZk.Cli.Output;

/// <summary>What a run executed, as JSON members and as tables for people.</summary>
/// <param name="coverage">What was executed.</param>
/// <param name="cycles">Instructions executed.</param>
/// <param name="note">What was not to be read of the debug information, or null.</param>
internal sealed class CoverageReport(Coverage coverage, long cycles, string? note)
{
    /// <summary>Everything, as members of an object.</summary>
    public void WriteJson(Utf8JsonWriter w)
    {
        w.WriteNumber("cycles", cycles);
        w.Array("classes", coverage.Classes, c =>
        {
            w.WriteString("name", RunCost.TableOf(c.Class));
            w.WriteNumber("count", c.Count);
        });
        w.Array("opcodes", coverage.Opcodes, o =>
        {
            w.WriteString("name", Name(o.Opcode));
            w.WriteNumber("count", o.Count);
        });
        w.Array("functions", coverage.Functions, f =>
        {
            w.WriteString("name", f.Name);
            w.WriteString("address", $"0x{f.Address:x8}");
            w.WriteNumber("instructions", f.Instructions);
            w.WriteNumber("executed", f.Executed);
            w.WriteNumber("cycles", f.Cycles);
        });
        w.Array("lines", coverage.Lines ?? [], l =>
        {
            w.WriteString("file", l.File);
            w.WriteNumber("line", l.Line);
            w.WriteNumber("instructions", l.Instructions);
            w.WriteNumber("executed", l.Executed);
            w.WriteNumber("count", l.Count);
        });
        w.WriteString("note", note);
    }

    /// <summary>Classes and opcodes that were executed, most frequent first; all functions; files.</summary>
    public void Show(Page page)
    {
        page.Table("Instructions by table of the proof", ["class", "executed", "share"], Counts(coverage.Classes.Select(c => (RunCost.TableOf(c.Class), c.Count))));
        page.Table("Instructions by opcode", ["opcode", "executed", "share"], Counts(coverage.Opcodes.Select(o => (Name(o.Opcode), o.Count))));
        page.Table("Functions", ["function", "instructions", "executed", "share", "cycles"],
            coverage.Functions.Select(f => new[] { f.Name, Text.Count(f.Instructions), Text.Count(f.Executed), Text.Share(f.Executed, f.Instructions), Text.Count(f.Cycles) }));
        if (coverage.Lines is { Count: > 0 } lines)
        {
            page.Table("Source lines", ["file", "lines", "executed", "share"], lines.GroupBy(l => l.File).Select(f =>
            {
                var (all, executed) = (f.Count(), f.Count(l => l.Executed > 0));
                return new[] { f.Key, Text.Count(all), Text.Count(executed), Text.Share(executed, all) };
            }));
        }

        if (note is not null)
        {
            page.Line($"note: {note}");
        }
    }

    private IEnumerable<string[]> Counts(IEnumerable<(string Name, long Count)> counts) =>
        counts.Where(c => c.Count > 0).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => new[] { c.Name, Text.Count(c.Count), Text.Share(c.Count, cycles) });

    private static string Name(Vm.Opcode opcode) => opcode.ToString().ToLowerInvariant();
}
