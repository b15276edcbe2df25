using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Lookup;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>Running products as the prover makes them, against their definition, and what a table may declare of pairs.</summary>
public sealed class ProductColumnTests
{
    private const int LogHeight = 11;

    public static TheoryData<int, bool, int> Layouts()
    {
        var data = new TheoryData<int, bool, int>();
        foreach (var pairs in new[] { 1, 2, 3, 4, 5, 9 })
        {
            foreach (var dense in new[] { false, true })
            {
                // Active rows that end within a tile, with one, and one behind.
                foreach (var rows in new[] { 1247, 1280, 1281 })
                {
                    data.Add(pairs, dense, rows);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Products_are_those_of_all_fingerprints_before(int pairs, bool dense, int rows)
    {
        var table = Compile(pairs, dense);
        Assert.Equal((pairs + table.FractionsPerColumn - 1) / table.FractionsPerColumn, table.ProductColumns);
        using var pool = new BufferPool();
        using var main = Witness(pool, table, rows);
        var challenge = new LogUpChallenge(new Fp5(Fp.One, Fp.FromUInt32(7), Fp.Zero, Fp.One, Fp.One), Fp5.X + Fp.FromUInt32(3), table.LongestMessage);
        using var columns = Generate(pool, table, main, rows, challenge);
        var z = Fp5.One;
        for (var r = 0; r <= rows; r++)
        {
            Assert.Equal(z, Element(columns, table.ProductColumn, r));
            for (var p = 0; r < rows && p < pairs; p++)
            {
                if (p > 0 && p % table.FractionsPerColumn == 0)
                {
                    Assert.Equal(z, Element(columns, table.ProductColumn + Fp5.Degree * (p / table.FractionsPerColumn), r));
                }

                z *= Fingerprint(challenge, table.Pairs[p].Produced, main, r) * Fingerprint(challenge, table.Pairs[p].Consumed, main, r).Inverse();
            }
        }
    }

    [Fact]
    public void S14_a_zero_fingerprint_makes_the_product_zero_or_stops_the_proof()
    {
        // α such that what row 70 takes has fingerprint 0: no product of this table can be told any more.
        var table = Compile(3, dense: false);
        using var pool = new BufferPool();
        using var main = Witness(pool, table, 1247);
        var beta = Fp5.X + Fp.FromUInt32(3);
        var atZero = new LogUpChallenge(Fp5.Zero, beta, table.LongestMessage);
        foreach (var pair in new[] { 0, 2 })
        {
            foreach (var tuple in new[] { table.Pairs[pair].Consumed, table.Pairs[pair].Produced })
            {
                var challenge = new LogUpChallenge(-Fingerprint(atZero, tuple, main, 70), beta, table.LongestMessage);
                Assert.Equal(Fp5.Zero, Fingerprint(challenge, tuple, main, 70));
                using var columns = Generate(pool, table, main, 1247, challenge);
                Assert.Equal(Fp5.Zero, Element(columns, table.ProductColumn, 1247));
            }
        }

        // A prover does not show such a proof.
        var faults = new ProverFaults
        {
            IgnoreDegree = false,
            Auxiliary = (id, m, a) =>
            {
                for (var k = 0; id == ToySystem.Counter && k < Fp5.Degree; k++)
                {
                    m.Column(ToySystem.System.Tables[id].ProductColumn + k)[a] = 0;
                }
            },
        };
        var thrown = Assert.Throws<StarkProverException>(() => ToyProof.Create(Profile.Fast, new(10, 10, 11, 12, 13, 16), 200, faults: faults));
        Assert.Contains("begin anew", thrown.Message);
    }

    [Fact]
    public void S06_declared_pairs_are_equal_where_they_are_not_in_use()
    {
        var table = new WalkTable(1);
        Assert.Equal(["idle", "idle"], table.Constraints.Where(c => c.Name == "idle").Select(c => c.Name));
        // Equal pairs once more ask for nothing new.
        Assert.Equal(2, new WalkTable(2).Constraints.Count(c => c.Name == "idle"));
    }

    [Fact]
    public void S14_a_bus_has_fractions_or_pairs()
    {
        Assert.Throws<InvalidOperationException>(() => new StarkSystem("mixed", [new WalkTable(1), new MixedTable()], 2, [], []));
        Assert.Throws<InvalidOperationException>(() => new StarkSystem("no such bus", [new WalkTable(1)], 1, [], []));
    }

    private static CompiledTable Compile(int pairs, bool dense)
    {
        var table = new CompiledTable(new WalkTable(pairs), 0);
        return dense ? table.Dense() : table;
    }

    private static ColumnMatrix Witness(BufferPool pool, CompiledTable table, int rows)
    {
        var random = new Random(rows);
        var main = new ColumnMatrix(pool, 1L << LogHeight, table.MainColumns, zeroed: true);
        for (var c = 0; c < table.MainColumns; c++)
        {
            foreach (ref var v in main.Column(c))
            {
                v = (uint)random.Next((int)Fp.Modulus);
            }
        }

        return main;
    }

    private static ColumnMatrix Generate(BufferPool pool, CompiledTable table, ColumnMatrix main, int rows, LogUpChallenge challenge)
    {
        using var workers = new WorkerSet(2);
        using var randomness = new Randomness(ToyProof.Seed(5));
        var columns = new ColumnMatrix(pool, 1L << LogHeight, table.AuxiliaryColumns);
        AuxiliaryTrace.Generate(new ProverContext(pool, workers), table, LogHeight, rows, main, null, challenge, randomness, columns);
        return columns;
    }

    private static Fp5 Element(ColumnMatrix columns, int column, int row) =>
        Fp5.FromRawUnchecked([.. Enumerable.Range(column, Fp5.Degree).Select(c => columns.Column(c)[row])]);

    private static Fp5 Fingerprint(LogUpChallenge challenge, CompiledTuple tuple, ColumnMatrix main, int row)
    {
        var message = (Fp[])tuple.Constants.Clone();
        for (var c = 0; c < tuple.Columns.Length; c++)
        {
            for (var k = 0; k < message.Length; k++)
            {
                message[k] += tuple.Weights[c][k] * Fp.FromRawUnchecked(main.Column(tuple.Columns[c])[row]);
            }
        }

        return challenge.Fingerprint(tuple.Bus, message);
    }

    /// <summary>Takes (x, t) and puts (y, t + 3) back, several times a row.</summary>
    private sealed class WalkTable : AirTable
    {
        public WalkTable(int pairs)
            : base("walk")
        {
            var used = Column("used");
            var x = Column("x");
            var y = Column("y");
            var t = Column("t");
            var before = Column("before");
            Boolean("used", used);
            Send(0, used, 1, t);
            for (var p = 0; p < pairs; p++)
            {
                Pair(1, used, [x + p, before, p], [y + p, t + 3, p]);
            }
        }
    }

    private sealed class MixedTable : AirTable
    {
        public MixedTable()
            : base("mixed") => Send(1, Column("count"), 1, Column("x"), Column("y"), Column("z"));
    }
}
