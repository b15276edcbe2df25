using FastZk.Field;
using FastZk.Vm;
using Xunit.Abstractions;

namespace FastZk.Circuits.Tests;

/// <summary>S19: single corrupted cells of every column of every table.</summary>
public class ColumnCoverageTests(ITestOutputHelper output)
{
    private const int RowsOfATable = 24;

    /// <summary>
    /// Cells that may be free, each for a reason; every other cell must be caught wherever it is corrupted, and these in at least one row.
    /// </summary>
    private static readonly Dictionary<string, string> Free = new()
    {
        ["boundary.gap_low"] = "behind the last row in use the gap leads nowhere; it stays in range",
        ["boundary.gap_high"] = "as gap_low",
        ["branch_eq.inverse0"] = "multiplied by a0 - b0 = 0",
        ["branch_eq.inverse1"] = "multiplied by a1 - b1 = 0",
        ["div.b_inverse"] = "multiplied by b0 + b1 = 0",
        ["div.slack0"] = "b = 0: nothing to compare; stays in range",
        ["div.slack1"] = "as slack0",
        ["ecall.a1_0"] = "kinds without a buffer do not read a1",
        ["ecall.a1_1"] = "as a1_0",
        ["ecall.time_a1"] = "as a1_0",
        ["ecall.a2_0"] = "kinds without a count do not read a2",
        ["ecall.a2_1"] = "as a2_0",
        ["ecall.time_a2"] = "as a2_0",
        ["ecall.state_old0"] = "kinds without a device touch no pseudo-register",
        ["ecall.state_old1"] = "as state_old0",
        ["ecall.time_state"] = "as state_old0",
        ["ecall.state_new0"] = "as state_old0",
        ["ecall.state_new1"] = "as state_old0",
        ["ecall.count0"] = "exit and unknown numbers have no count",
        ["ecall.count1"] = "as count0",
        ["ecall.short0"] = "only a read compares",
        ["ecall.short1"] = "as short0",
        ["ecall.is_full"] = "when the count asked for is the count left, both cases of the minimum hold",
        ["ecall.buffer_quarter"] = "kinds without a buffer",
        ["ecall.buffer_bit0"] = "kinds without a buffer; still boolean",
        ["ecall.buffer_bit1"] = "as buffer_bit0",
        ["ecall.end_word"] = "kinds without a buffer",
        ["ecall.end_offset"] = "kinds without a buffer",
        ["ecall.exit_time_low"] = "only the exit ends time",
    };

    [Fact]
    public void S19_EverySingleCellIsCaughtOrFreeForAReason()
    {
        var random = new Random(19);
        var caught = new Dictionary<(string Column, int Kind), int>();
        var missed = new Dictionary<string, int>();
        var rows = new Dictionary<string, int>();
        long cells = 0, hits = 0;
        foreach (var (elf, input, _) in EdgePrograms.All.Values)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input);
            var probe = new RowProbe(w);
            foreach (var t in w.Witness.Tables.Select(t => t.Table))
            {
                var text = TableText.Of(t);
                foreach (var row in Sample(random, w.Rows[t]))
                {
                    rows[text.Table.Name] = rows.GetValueOrDefault(text.Table.Name) + 1;
                    var now = w.Row(t, row);
                    for (var c = 0; c < now.Length; c++)
                    {
                        for (var kind = 0; kind < 3; kind++)
                        {
                            var forged = (Fp[])now.Clone();
                            forged[c] = kind switch { 0 => now[c] + Fp.One, 1 => now[c] - Fp.One, _ => Fp.FromUInt32((uint)random.NextInt64(Fp.Modulus)) };
                            if (forged[c] == now[c])
                            {
                                continue;
                            }

                            cells++;
                            var name = $"{text.Table.Name}.{text.Table.MainNames[c]}";
                            if (probe.Caught(t, row, forged) is not null)
                            {
                                hits++;
                                caught[(name, kind)] = caught.GetValueOrDefault((name, kind)) + 1;
                            }
                            else
                            {
                                missed[name] = missed.GetValueOrDefault(name) + 1;
                            }
                        }
                    }
                }
            }
        }

        output.WriteLine($"{cells} cells corrupted, {hits} caught, {cells - hits} free; rows: {string.Join(", ", rows.Select(r => $"{r.Key} {r.Value}"))}");
        output.WriteLine("free: " + string.Join(", ", missed.Select(m => $"{m.Key} {m.Value}")));
        Assert.Empty(missed.Keys.Except(Free.Keys));
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Instance == 0))
        {
            foreach (var c in t.Table.MainNames)
            {
                for (var kind = 0; kind < 3; kind++)
                {
                    Assert.True(caught.ContainsKey(($"{t.Name}.{c}", kind)), $"{t.Name}.{c}, kind {kind}, was never caught");
                }
            }
        }
    }

    // The first and the last row in use, and some between.
    private static IEnumerable<int> Sample(Random random, int rows) =>
        rows <= RowsOfATable ? Enumerable.Range(0, rows) : Enumerable.Range(0, RowsOfATable - 2).Select(_ => random.Next(rows)).Append(0).Append(rows - 1).Distinct();
}
