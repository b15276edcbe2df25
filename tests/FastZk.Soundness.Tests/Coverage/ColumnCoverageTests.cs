using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Docs.Tests;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Soundness.Tests.Report;
using FastZk.Stark.Air;
using FastZk.Stark.Check;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>S19: single corrupted cells of every column of every table.</summary>
public class ColumnCoverageTests
{
    [Fact]
    public void S19_EverySingleCellIsCaughtOrFreeByAnArgument()
    {
        Assert.True(ColumnCoverage.Result.Escaped.Count == 0, string.Join("; ", ColumnCoverage.Result.Escaped));
        Assert.All(ColumnCoverage.Result.Tables.Values, c => Assert.Equal(c.Cells, c.Noticed + c.ByCounts + c.Free));
    }

    [Fact]
    public void S19_EveryColumnIsCaughtWithEveryKindOfChange()
    {
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Instance == 0))
        {
            foreach (var c in t.Table.MainNames)
            {
                foreach (var kind in Enum.GetValues<ColumnCoverage.Kind>())
                {
                    // Where all rows hold the same value, nothing can be exchanged.
                    var isSwap = kind is ColumnCoverage.Kind.Swap or ColumnCoverage.Kind.SwapUnused;
                    Assert.True(ColumnCoverage.Result.Caught.ContainsKey((t.Name, c, kind)) || isSwap && !ColumnCoverage.Result.Tried.Contains((t.Name, c, kind)), $"{t.Name}.{c}, {kind}, was never caught");
                }
            }
        }
    }

    [Fact]
    public void S19_EveryEntryOfTheFreeCellsIsNeeded()
    {
        foreach (var f in FreeCells.All)
        {
            foreach (var c in f.Columns)
            {
                Assert.True(ColumnCoverage.Result.Free.ContainsKey((f, c)), $"{f.Table}.{c} was caught whenever it was changed");
            }
        }
    }

    /// <summary>All tables, further instances too, in both densities.</summary>
    public static TheoryData<bool> Densities => [false, true];

    [Theory]
    [MemberData(nameof(Densities))]
    public void S19_TheProgramsOfEveryInstanceSayWhatTheTextSays(bool dense)
    {
        // Cells are corrupted by the text; prover and verifier run programs that were compiled from it.
        var random = new Random(1919);
        foreach (var t in dense ? Rv32Circuit.System.DenseTables : Rv32Circuit.System.Tables)
        {
            var text = TableText.Of(t.Id);
            using var main = new ColumnMatrix(WitnessChecks.Context.Pool, 2, t.MainColumns);
            using var fixedColumns = t.FixedColumns == 0 ? null : new ColumnMatrix(WitnessChecks.Context.Pool, 2, t.FixedColumns, secret: false);
            for (var k = 0; k < 40; k++)
            {
                Fp[][] rows = [Fill(main), Fill(main, 1)];
                Fp[][] fixedRows = fixedColumns is null ? [[], []] : [Fill(fixedColumns), Fill(fixedColumns, 1)];
                var broken = RowChecker.Check(t, main, fixedColumns, 2, int.MaxValue).Select(v => (v.Row, v.Constraint)).Order();
                Assert.Equal(Broken(text.Table, rows, fixedRows).Order(), broken);

                var checker = new BusChecker();
                checker.Add(t, main, fixedColumns, 2);
                var net = new Dictionary<BusTuple, long>();
                for (var r = 0; r < 2; r++)
                {
                    foreach (var (tuple, n, _) in text.Tuples(rows[r][..t.DeclaredMain], fixedRows[r]))
                    {
                        net[tuple] = net.GetValueOrDefault(tuple) + n;
                    }
                }

                Assert.Equal(net.Where(p => p.Value != 0).OrderBy(p => p.Key.ToString(), StringComparer.Ordinal).ToArray(),
                    checker.Imbalances(int.MaxValue).Select(i => KeyValuePair.Create(BusTuple.Of(i.Bus, i.Message), i.Net)).OrderBy(p => p.Key.ToString(), StringComparer.Ordinal).ToArray());
            }
        }

        Fp[] Fill(ColumnMatrix m, int row = 0)
        {
            var cells = new Fp[m.Columns];
            for (var c = 0; c < cells.Length; c++)
            {
                cells[c] = random.Next(4) switch { 0 => Fp.Zero, 1 => Fp.One, 2 => Fp.FromUInt32((uint)random.Next(1 << 16)), _ => Fp.FromUInt32((uint)random.NextInt64(Fp.Modulus)) };
                m.Column(c)[row] = cells[c].Raw;
            }

            return cells;
        }
    }

    private static IEnumerable<(int, string)> Broken(AirTable t, Fp[][] rows, Fp[][] fixedRows) =>
        (from r in Enumerable.Range(0, 2)
         from c in t.Constraints
         where (!c.IsTransition || r == 0) && TableText.Value(c.Value, rows[r], r == 0 ? rows[1] : null, fixedRows[r]) != Fp.Zero
         select (r, c.Name)).Concat(t.FirstConstraints.Where(c => TableText.Value(c.Value, rows[0], null, fixedRows[0]) != Fp.Zero).Select(c => (0, c.Name)));

    [Fact]
    public void TheTablesOfTheDocumentAreUpToDate()
    {
        GeneratedPart.AssertUpToDate(Repository.Path(ReportTests.Document), "columns", ColumnCoverage.Result.Table());
        GeneratedPart.AssertUpToDate(Repository.Path(ReportTests.Document), "free", ColumnCoverage.Result.FreeTable());
    }
}
