using System.Text.Json;
using FastZk.Vm.Profiling;

namespace FastZk.Cli.Output;

/// <summary>A profile, as JSON members and as tables for people.</summary>
/// <param name="profile">The profile.</param>
/// <param name="cost">The tables of a proof, or null where they were not counted.</param>
/// <param name="seconds">How long the profiled run took.</param>
/// <param name="notes">What limits the profile.</param>
/// <param name="path">Where the call stacks were written, or null.</param>
internal sealed class ProfileReport(GuestProfile profile, RunCost? cost, double seconds, IReadOnlyList<string> notes, string? path)
{
    private const int LongestName = 70;

    private long InstructionCells => profile.Tree.Totals().Cells[0];

    /// <summary>Everything, as members of an object.</summary>
    public void WriteJson(Utf8JsonWriter w)
    {
        var c = profile.Counters;
        w.WriteNumber("cycles", profile.Result.Cycles);
        w.Figure("seconds", seconds);
        w.Figure("mips", profile.Result.Cycles / seconds / 1e6, 3);
        w.WriteNumber("exitCode", profile.Result.ExitCode);
        w.WriteNumber("attributedCells", InstructionCells);
        Optional("usedCells", cost?.UsedCells);
        Optional("committedCells", cost?.CommittedCells);
        w.WriteNumber("bytesRead", c.BytesRead);
        w.WriteNumber("bytesCommitted", c.BytesCommitted);
        w.WriteNumber("bytesToConsole", c.BytesToConsole);
        w.WriteNumber("pagesWritten", c.PagesWritten);
        Optional("pagesTouched", cost?.TouchedPages);
        Optional("wordsTouched", cost?.TouchedWords);
        w.WriteNumber("unalignedLoads", profile.Unaligned.Loads);
        w.WriteNumber("unalignedStores", profile.Unaligned.Stores);
        w.WriteNumber("textStores", c.TextStores);
        w.Array("ecalls", c.Ecalls, e =>
        {
            w.WriteNumber("number", e.Key);
            w.WriteString("name", EcallNames.Of(e.Key));
            w.WriteNumber("count", e.Value);
        });
        w.Array("functions", profile.ByFunction(), f =>
        {
            w.WriteString("name", f.Name);
            w.WriteNumber("calls", f.Calls);
            w.WriteNumber("selfCycles", f.SelfCycles);
            w.WriteNumber("totalCycles", f.TotalCycles);
            w.WriteNumber("selfCells", f.SelfCells);
            w.WriteNumber("totalCells", f.TotalCells);
        });
        w.Array("tables", cost?.Tables ?? [], t =>
        {
            w.WriteString("name", t.Name);
            w.WriteNumber("rows", t.Rows);
            w.WriteNumber("rowCells", t.RowCells);
            w.WriteNumber("usedCells", t.UsedCells);
            w.WriteNumber("committedRows", t.CommittedRows);
        });
        w.WriteStartArray("notes");
        foreach (var note in notes)
        {
            w.WriteStringValue(note);
        }

        w.WriteEndArray();

        void Optional(string name, long? value)
        {
            if (value is { } v)
            {
                w.WriteNumber(name, v);
            }
            else
            {
                w.WriteNull(name);
            }
        }
    }

    /// <summary>The dearest functions, and the counts.</summary>
    public void Show(Page page, int top)
    {
        var functions = profile.ByFunction();
        var (cycles, cells) = (profile.Result.Cycles, Math.Max(1, InstructionCells));
        page.Facts(
            ("exit code", profile.Result.ExitCode.ToString()),
            ("cycles", $"{Text.Count(cycles)} in {Text.Seconds(seconds)}, {Text.Number(cycles / seconds / 1e6, "0.0")} MIPS"),
            ("cells", CellsText()));
        page.Table(
            $"Functions by cells of their own{(functions.Count > top ? $": {top} of {functions.Count}" : "")}",
            ["function", "self cells", "share", "total cells", "self cycles", "share", "total cycles", "calls"],
            functions.Take(top).Select(f => new[]
            {
                Short(f.Name), Text.Count(f.SelfCells), Text.Share(f.SelfCells, cells), Text.Count(f.TotalCells),
                Text.Count(f.SelfCycles), Text.Share(f.SelfCycles, cycles), Text.Count(f.TotalCycles), f.Calls == 0 ? "inlined" : Text.Count(f.Calls),
            }));
        ShowApart(page);
        ShowCounts(page);
        foreach (var note in notes)
        {
            page.Line($"note: {note}");
        }

        if (path is not null)
        {
            page.Line($"call stacks: {path}");
        }
    }

    private string CellsText() => cost is null
        ? $"{Text.Count(InstructionCells)} of instructions and I/O"
        : $"{Text.Count(InstructionCells)} of instructions and I/O, {Text.Count(cost.UsedCells)} used, {Text.Count(cost.CommittedCells)} committed";

    // Tables whose rows belong to no function.
    private void ShowApart(Page page)
    {
        if (cost is null)
        {
            return;
        }

        var apart = cost.Tables.Where(t => RunCost.IsApart(t.Name)).Select(t => new[] { t.Name, Text.Count(t.Rows), $"{t.RowCells}", Text.Count(t.UsedCells) });
        page.Table("Cells of no function", ["table", "rows", "cells a row", "cells"],
            [.. apart, ["padding to powers of two", "", "", Text.Count(cost.CommittedCells - cost.UsedCells)]]);
    }

    private void ShowCounts(Page page)
    {
        var c = profile.Counters;
        page.Heading("Counts");
        page.Facts(
            ("bytes", $"{Text.Count(c.BytesRead)} read, {Text.Count(c.BytesCommitted)} committed, {Text.Count(c.BytesToConsole)} to the console"),
            ("memory", cost is null ? $"{Text.Count(c.PagesWritten)} pages written" : $"{Text.Count(cost.TouchedWords)} words touched on {Text.Count(cost.TouchedPages)} pages; {Text.Count(c.PagesWritten)} pages written, the image's included"),
            ("unaligned words", $"{Text.Count(profile.Unaligned.Loads)} loaded and {Text.Count(profile.Unaligned.Stores)} stored in parts"),
            ("stores to text", Text.Count(c.TextStores)),
            ("ecalls", string.Join(", ", c.Ecalls.Select(e => $"{EcallNames.Of(e.Key)} {Text.Count(e.Value)}"))));
    }

    // Generic Rust names fill pages.
    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";
}
