using FastZk.Circuits.Fill;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>Classes are shared out to instances of their tables where that makes a proof cheaper, and only there.</summary>
public sealed class TableLayoutTests
{
    private const InstructionClass Bitwise = InstructionClass.Bitwise, Add = InstructionClass.Add;

    [Theory]
    [InlineData(200, new[] { 10 })]
    [InlineData(32_768 - 801, new[] { 15 })]
    [InlineData(40_000, new[] { 15, 14 })] // 8,256 are left, and as many rows are saved as must be
    [InlineData(60_000, new[] { 15, 15 })] // as many rows as one table of 2^16, but the top falls below the slender tables of range and bytes
    [InlineData(140_000, new[] { 16, 16, 14 })] // not 17 and 14: the top falls to 2^16
    [InlineData(396_275, new[] { 17, 17, 17, 13 })]
    public void AClassTakesTheCheapestHeights(int count, int[] heights)
    {
        var rows = Rows((Bitwise, count));
        TableLayout.Choose(Profile.Fast, rows);
        var found = Instances(Bitwise, rows);
        Assert.Equal(count, found.Sum());
        Assert.Equal(heights, found.Where(n => n > 0).Select(n => Profile.Fast.LogHeightFor(n)));
        // All but the last are full, and whole tiles.
        Assert.All(found.TakeWhile((_, i) => i + 1 < heights.Length), n => Assert.Equal(TableLayout.FullRows(Profile.Fast, Profile.Fast.LogHeightFor(n)), n));
        Assert.Equal(0, rows[(int)Add]);
    }

    [Fact]
    public void TheTopIsLoweredOnlyWhereEveryTableFits()
    {
        var rows = Rows((Bitwise, 396_275), (Add, 200_000));
        TableLayout.Choose(Profile.Fast, rows);
        Assert.Equal(17, WitnessBuilder.LogHeights(Profile.Fast, rows).Max());

        // A table whose rows are not shared out here is as high.
        foreach (var id in new[] { Rv32Circuit.Boundary, Rv32Circuit.InputSecond, Rv32Circuit.KeccakPermute, Rv32Circuit.Level })
        {
            rows = Rows((Bitwise, 396_275));
            rows[id] = 300_000;
            TableLayout.Choose(Profile.Fast, rows);
            Assert.Equal(19, WitnessBuilder.LogHeights(Profile.Fast, rows).Max());
            Assert.Equal(300_000, rows[id]);
        }

        // More rows than all instances of half the height hold.
        rows = Rows((Bitwise, Rv32Circuit.Instances * (1 << 19)));
        TableLayout.Choose(Profile.Fast, rows);
        Assert.Equal(20, WitnessBuilder.LogHeights(Profile.Fast, rows).Max());
    }

    /// <summary>In Compact, tables below the top are narrower: there the layout is only held against whole classes.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void NoOtherLayoutIsCheaper(byte profile, bool all)
    {
        var p = Profile.OfId(profile)!;
        var random = new Random(profile);
        for (var k = 0; k < 40; k++)
        {
            var rows = Rows((Bitwise, 1 + random.Next(1 << random.Next(12, 22))), (Add, 1 + random.Next(1 << random.Next(12, 22))));
            var (bitwise, add) = (rows[(int)Bitwise], rows[(int)Add]);
            TableLayout.Choose(p, rows);
            Assert.Equal((bitwise, add), (Instances(Bitwise, rows).Sum(), Instances(Add, rows).Sum()));
            var top = WitnessBuilder.LogHeights(p, rows).Max();
            var chosen = Top(p, top) + Cost(p, Bitwise, Instances(Bitwise, rows), top) + Cost(p, Add, Instances(Add, rows), top);
            var highest = Math.Max(ProofShape.MinLogTop, Math.Max(p.LogHeightFor(bitwise), p.LogHeightFor(add)));
            var least = all ? Enumerable.Range(ProofShape.MinLogTop, ProofShape.MaxLogTop - ProofShape.MinLogTop).Min(t => Top(p, t) + Least(p, Bitwise, bitwise, t) + Least(p, Add, add, t))
                : Top(p, highest) + Cost(p, Bitwise, [bitwise], highest) + Cost(p, Add, [add], highest);
            Assert.True(chosen <= least, $"{bitwise}, {add}: {string.Join(" ", rows)}");
        }
    }

    [Fact]
    public void ARunThatIsTooLongStaysAsItIs()
    {
        var rows = Rows((Bitwise, 1 << 26));
        TableLayout.Choose(Profile.Fast, rows);
        Assert.Equal(1 << 26, rows[(int)Bitwise]);
        Assert.True(WitnessBuilder.LogHeights(Profile.Fast, rows).Max() > ProofShape.MaxLogTop);
    }

    // What a top of 2^top rows costs, the circuit's own tables included.
    private static long Top(Profile p, int top) => ((long)TableLayout.CellsOfTopRow << top) + Rv32Circuit.System.SystemTablesAt(top).Sum(id => Cells(p, id, Rv32Circuit.Lookup(id).UsedRows, top, 0));

    // What the tables of a class cost: their cells, and the price of all but one.
    private static long Cost(Profile p, InstructionClass c, int[] parts, int top)
    {
        var used = parts.Count(n => n > 0);
        return parts.Take(used).Select((n, i) => Cells(p, (int)c, n, top, i + 1 < used ? TableLayout.LeastSaved(top) : 0)).Sum();
    }

    private static long Cells(Profile p, int id, int rows, int top, int more)
    {
        var log = p.LogHeightFor(rows);
        var t = ProofShape.Density(p, log, top) == 4 ? Rv32Circuit.System.DenseTables[id] : Rv32Circuit.System.Tables[id];
        return (t.MainColumns + t.AuxiliaryColumns) * ((1L << log) + more);
    }

    // The least cost of a class over every way to fill tables of falling height; no way costs more than any.
    private static long Least(Profile p, InstructionClass c, int count, int top) => Cuts(p, count, top, Rv32Circuit.Instances).Select(parts => Cost(p, c, parts, top)).Append(long.MaxValue >> 2).Min();

    private static IEnumerable<int[]> Cuts(Profile p, int count, int top, int instances)
    {
        if (p.LogHeightFor(count) <= top)
        {
            yield return [count];
        }

        for (var log = Math.Min(top, p.LogHeightFor(count) - 1); instances > 1 && log >= 13 && instances * (long)p.ActiveRows(log) >= count; log--)
        {
            var full = TableLayout.FullRows(p, log);
            foreach (var rest in Cuts(p, count - full, log, instances - 1))
            {
                yield return [full, .. rest];
            }
        }
    }

    private static int[] Rows(params (InstructionClass Class, int Count)[] parts)
    {
        var rows = new int[Rv32Circuit.System.Tables.Length];
        foreach (var c in parts.GroupBy(p => p.Class))
        {
            foreach (var (part, i) in c.Select((p, i) => (p.Count, i)))
            {
                rows[Rv32Circuit.InstanceOf(c.Key, i)] = part;
            }
        }

        return rows;
    }

    private static int[] Instances(InstructionClass c, int[] rows) =>
        [.. Enumerable.Range(0, Rv32Circuit.Instances).Select(i => rows[Rv32Circuit.InstanceOf(c, i)])];
}
