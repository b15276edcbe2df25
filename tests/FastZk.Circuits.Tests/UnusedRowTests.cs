using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tests;

/// <summary>S06: a row that is not in use sends nothing and receives nothing, whatever its other cells hold.</summary>
public class UnusedRowTests
{
    public static TheoryData<int> Tables => [.. Ids];

    // All rows of the tables of a few lookups are in use: FewTableTests.
    private static IEnumerable<int> Ids =>
        Rv32Circuit.System.Tables.Where(t => t.FixedColumns == 0 && t.Instance == 0).Select(t => t.Id).Except([Rv32Circuit.RangeFew, Rv32Circuit.BytesFew]);

    [Theory]
    [MemberData(nameof(Tables))]
    public void S06_WithoutFlagsNothingIsSentOrReceived(int table)
    {
        var random = new Random(table);
        var text = TableText.Of(table);
        var compiled = Rv32Circuit.System.Tables[table];
        // All columns that stand in a multiplicity.
        var flags = text.Interactions.SelectMany(i => AffineForm.Of(i.Multiplicity, compiled.MainColumns).Terms.Select(t => t.Key)).ToHashSet();
        Assert.All(compiled.Fractions, f => Assert.Equal(Fp.Zero, AffineForm.Of(f.Source.Multiplicity, compiled.MainColumns).Constant));
        var row = new Fp[text.Table.MainNames.Count];
        for (var c = 0; c < row.Length; c++)
        {
            row[c] = flags.Contains(c) ? Fp.Zero : Fp.FromUInt32((uint)random.NextInt64(Fp.Modulus));
        }

        Assert.DoesNotContain(text.Tuples(row, []), t => compiled.Fractions.Any(f => f.Bus == t.Tuple.Bus));
        // Where a pair's sides differ, a constraint is broken by just the difference.
        var idle = compiled.RowConstraints.Where(c => c.Name == "idle").Select(c => TableText.Value(c.Value, row, null, [])).ToHashSet();
        foreach (var p in compiled.Table.Pairs)
        {
            for (var k = 0; k < p.Consumed.Count; k++)
            {
                var difference = TableText.Value(p.Produced[k] - p.Consumed[k], row, null, []);
                Assert.True(difference == Fp.Zero || idle.Contains(difference) || idle.Contains(-difference));
            }
        }

        // An all-zero row is valid, and no flag that is a multiplicity can be set without the row being in use.
        var zero = new Fp[row.Length];
        Assert.Null(text.Broken(zero, null, []));
        var real = flags.Where(c => text.Table.MainNames[c] == "is_real").ToArray();
        foreach (var c in flags.Except(real).Where(_ => real.Length > 0))
        {
            zero[c] = Fp.One;
            Assert.NotNull(text.Broken(zero, null, []));
            zero[c] = Fp.Zero;
        }
    }

    /// <summary>All of these but for the one table among them that provides a lookup: its counts are free.</summary>
    public static TheoryData<int> Users => [.. Ids.Where(t => t != Rv32Circuit.KeccakParity)];

    [Theory]
    [MemberData(nameof(Users))]
    public void S06_MultiplicitiesOfAcceptedRowsAreZeroOrOne(int table)
    {
        var random = new Random(table);
        var text = TableText.Of(table);
        var compiled = Rv32Circuit.System.Tables[table];
        var flags = text.Interactions.SelectMany(i => AffineForm.Of(i.Multiplicity, compiled.MainColumns).Terms.Select(t => t.Key)).Distinct().ToArray();
        for (var k = 0; k < 2000; k++)
        {
            var row = new Fp[text.Table.MainNames.Count];
            foreach (var c in flags)
            {
                row[c] = Fp.FromInt64(random.Next(4) switch { 0 => 0, 1 => 1, 2 => -1, _ => 2 });
            }

            if (text.Broken(row, null, []) is null)
            {
                Assert.All(text.Tuples(row, []), t => Assert.Equal(1, Math.Abs(t.Net)));
                Assert.All(compiled.Table.Pairs, p => Assert.InRange(TableText.Value(p.Used, row, null, []).ToUInt32(), 0u, 1u));
            }
        }
    }
}
