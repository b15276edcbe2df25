using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Lookup;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>Running products of two tables that walk one chain together, and provers who would have it end elsewhere.</summary>
public sealed class ChainTests
{
    private const int First = 0, Second = 1, Program = 2, Circuit = 3, Steps = 60, Chains = 5;

    private const string Open = "the chains do not close", Broken = "the constraints do not hold at the out-of-domain point";

    private static readonly Fp5 Factor = new(Fp.FromUInt32(3), Fp.One, Fp.Zero, Fp.Zero, Fp.Generator);

    /// <summary>Profiles, and heights of the two tables: products take two pairs, or four in a lower table of the second profile.</summary>
    public static TheoryData<byte, int, int> Shapes => new() { { 1, 10, 16 }, { 1, 16, 11 }, { 2, 9, 16 }, { 2, 16, 10 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S03_a_chain_through_two_tables_is_proven(byte profile, int first, int second)
    {
        var walk = new Walk(profile, first, second);
        Assert.Equal([Math.DivRem(Chains + walk.Width(First) - 1, walk.Width(First)).Quotient, Math.DivRem(Chains + walk.Width(Second) - 1, walk.Width(Second)).Quotient],
            [walk.Shape.Table(First).ProductColumns, walk.Shape.Table(Second).ProductColumns]);
        Assert.Null(walk.Run());
        // Whoever asks for another beginning or end does not get it.
        Assert.Equal(Open, walk.Run(start: 1));
        Assert.Equal(Open, walk.Run(end: Steps + 1));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S03_a_walk_with_a_step_left_out_or_taken_twice_is_rejected(byte profile, int first, int second)
    {
        var walk = new Walk(profile, first, second);
        Assert.Equal(Open, walk.Run(w => walk.Set(w, First, 5, 0, 0, 0)));
        Assert.Equal(Open, walk.Run(w => walk.Set(w, First, Steps, 1, 7, 8)));
        // Nor does it help to send the product that would close the chains.
        Assert.Equal(Broken, walk.Run(w => walk.Set(w, First, 5, 0, 0, 0), new() { Products = (c, u) => u[Second] *= walk.Missing(c, u) }));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S06_a_row_not_in_use_that_changes_a_tuple_is_rejected(byte profile, int first, int second)
    {
        // On the second bus the step from 20 to 21 is not taken, but by a row of padding. All chains close; only the constraint on such rows objects.
        var walk = new Walk(profile, first, second);
        Assert.Equal(Broken, walk.Run(w =>
        {
            walk.SetTo(w, 20, 50_000);
            walk.Set(w, Second, Steps + 1, 0, 50_000, 21);
        }));
        // As a row in use the same is a step of a walk that may go anywhere: a valid witness, if only the first bus has its steps, too.
        Assert.Equal(Open, walk.Run(w =>
        {
            walk.SetTo(w, 20, 50_000);
            walk.Set(w, Second, Steps + 1, 1, 50_000, 21);
        }));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S05_a_row_in_use_twice_over_is_rejected(byte profile, int first, int second)
    {
        // Two steps at once: all chains close, and the flag is 2.
        var walk = new Walk(profile, first, second);
        Assert.Equal(Broken, walk.Run(w =>
        {
            walk.Set(w, First, 10, 2, 20, 22);
            walk.Set(w, Second, 10, 0, 0, 0);
        }));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S29_masks_of_products_that_are_zero_or_do_not_cancel_are_rejected(byte profile, int first, int second)
    {
        var walk = new Walk(profile, first, second);
        foreach (var factor in new[] { Fp5.Zero, Factor })
        {
            // In the mask row of the table, and so in its product.
            Assert.Equal(Open, walk.Run(null, new()
            {
                Main = (id, m, a) => Scale(id == First, m, 5, a, a, factor),
                Products = (_, u) => u[First] *= factor,
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S29_products_moved_against_each_other_are_rejected(byte profile, int first, int second)
    {
        // As if the masks could be chosen after the challenge.
        var walk = new Walk(profile, first, second);
        Assert.Equal(Broken, walk.Run(null, new()
        {
            Products = (_, u) =>
            {
                u[First] *= Factor;
                u[Second] *= Factor.Inverse();
            },
        }));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S29_running_products_that_jump_or_begin_elsewhere_are_rejected(byte profile, int first, int second)
    {
        // In two tables, so that what they end with closes the chains: in the mask row alone, from some row on, or from the first.
        var walk = new Walk(profile, first, second);
        foreach (var from in new[] { -1, 1, 30, 0 })
        {
            Assert.Equal(Broken, walk.Run(null, new()
            {
                Auxiliary = (id, m, a) =>
                {
                    var t = walk.Shape.Table(id);
                    for (var j = 0; id <= Second && j < t.ProductColumns; j++)
                    {
                        // The others have no mask row.
                        Scale(j == 0 || from >= 0, m, t.ProductColumn + Fp5.Degree * j, from < 0 ? a : from, j == 0 ? a : a - 1, id == First ? Factor : Factor.Inverse());
                    }
                },
            }));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S14_running_products_that_vanish_are_rejected(byte profile, int first, int second)
    {
        // Zeros obey every step, wherever the chain leads.
        var walk = new Walk(profile, first, second);
        void Vanish(int id, ColumnMatrix m, int a)
        {
            var t = walk.Shape.Table(id);
            for (var j = 0; j < t.ProductColumns; j++)
            {
                Scale(id == First, m, t.ProductColumn + Fp5.Degree * j, 0, a, Fp5.Zero);
            }
        }

        Assert.Equal(Open, walk.Run(null, new() { Auxiliary = Vanish }));
        Assert.Equal(Broken, walk.Run(null, new() { Auxiliary = Vanish, Products = (c, u) => { u[First] = Fp5.One; u[First] = walk.Missing(c, u); } }));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S14_a_statement_whose_ends_meet_zero_is_rejected(byte profile, int first, int second)
    {
        var walk = new Walk(profile, first, second);
        Assert.Equal(Open, walk.Run(null, new() { Products = (_, u) => u[First] = Fp5.Zero }, isZero: true));
    }

    [Theory]
    [InlineData(1, 10, 16)]
    public void S19_every_coefficient_of_every_product_is_bound(byte profile, int first, int second)
    {
        var walk = new Walk(profile, first, second);
        var t = walk.Shape.Table(First);
        for (var c = t.ProductColumn; c < t.AuxiliaryColumns; c++)
        {
            Assert.Equal(Broken, walk.Run(null, new()
            {
                Auxiliary = (id, m, a) =>
                {
                    if (id == First)
                    {
                        ref var cell = ref m.Column(c)[1 + c * 7 % (a - 1)];
                        cell = (Fp.FromRawUnchecked(cell) + Fp.One).Raw;
                    }
                },
            }));
        }
    }

    [Fact]
    public void S14_a_bus_carries_fractions_or_pairs_and_tuples_of_one_length()
    {
        Assert.Throws<InvalidOperationException>(() => new StarkSystem("x", [new Mixed(true)], 2, [], []));
        Assert.Throws<InvalidOperationException>(() => new StarkSystem("x", [new Mixed(false)], 2, [], []));
    }

    // Multiplies an element of E, in five columns, in rows from..to.
    private static void Scale(bool really, ColumnMatrix m, int column, int from, int to, Fp5 factor)
    {
        Span<uint> words = stackalloc uint[Fp5.Degree];
        for (var r = from; really && r <= to; r++)
        {
            for (var k = 0; k < Fp5.Degree; k++)
            {
                words[k] = m.Column(column + k)[r];
            }

            var v = Fp5.FromRawUnchecked(words) * factor;
            for (var k = 0; k < Fp5.Degree; k++)
            {
                m.Column(column + k)[r] = v[k].Raw;
            }
        }
    }

    /// <summary>Proofs that one walks from 0 to <see cref="Steps"/>, with even steps in one table and odd ones in the other.</summary>
    private sealed class Walk
    {
        private readonly StarkSystem _system;
        private readonly Profile _profile;

        public Walk(byte profile, int first, int second)
        {
            _system = new("walk", [new WalkTable("even"), new WalkTable("odd"), new CountTable("program"), new CountTable("circuit")], 4, [Program], [Circuit]);
            _profile = Profile.OfId(profile)!;
            var low = (sbyte)_profile.LogMinHeight;
            Shape = ProofShape.Create(_system, _profile, [(sbyte)first, (sbyte)second, low, low], 2 * Chains, out var reason)!;
            Assert.Null(reason);
        }

        public ProofShape Shape { get; }

        public int Width(int table) => Shape.Table(table).FractionsPerColumn;

        /// <summary>What the products lack to close the chains.</summary>
        public Fp5 Missing(LogUpChallenge challenge, Fp5[] products)
        {
            new Ends(0, Steps, false).Chain(challenge, out var produced, out var consumed);
            return consumed * (produced * products[First] * products[Second]).Inverse();
        }

        public void Set(IReadOnlyList<WitnessTable> w, int table, int row, params uint[] values)
        {
            for (var c = 0; c < values.Length; c++)
            {
                w[table].Main.Column(c)[row] = Fp.FromUInt32(values[c]).Raw;
            }
        }

        /// <summary>Where one step leads on the second bus.</summary>
        public void SetTo(IReadOnlyList<WitnessTable> w, int step, uint to) => w[step % 2].Main.Column(2)[step / 2] = Fp.FromUInt32(to).Raw;

        /// <summary>Proves and verifies; a prover with faults, as it is here whenever the witness is changed, checks nothing.</summary>
        public string? Run(Action<IReadOnlyList<WitnessTable>>? change = null, ProverFaults? faults = null, uint start = 0, uint end = Steps, bool isZero = false)
        {
            using var pool = new BufferPool();
            using var workers = new WorkerSet(2);
            var context = new ProverContext(pool, workers);
            WitnessTable[] tables = [.. _system.Tables.Select(t => new WitnessTable(t.Id, Shape.LogHeight(t.Id), new ColumnMatrix(pool, 1L << Shape.LogHeight(t.Id), t.MainColumns, zeroed: true)))];
            for (var i = 0u; i < Steps; i++)
            {
                Set(tables, (int)i % 2, (int)i / 2, 1, i, i + 1);
            }

            change?.Invoke(tables);
            using var program = Tree(Program);
            using var circuit = Tree(Circuit);
            var proof = StarkProver.Prove(context, Shape, new Ends(0, Steps, false), program, circuit, new Witness(tables), ToyProof.Seed(1), faults ?? (change is null ? null : new()));
            return StarkVerifier.Verify(Shape, new Ends(start, end, isZero), program.Root, circuit.Root, proof);

            FixedCommitment Tree(int id) => FixedCommitment.Build(context, _profile, _system,
                [new(id, Shape.LogHeight(id), new ColumnMatrix(pool, 1L << Shape.LogHeight(id), 1, secret: false, zeroed: true))]);
        }
    }

    /// <summary>Steps by one on the first bus, to wherever one likes on the second.</summary>
    private sealed class WalkTable : AirTable
    {
        public WalkTable(string name)
            : base(name)
        {
            var real = Column("real");
            var at = Column("at");
            var to = Column("to");
            Boolean("real", real);
            for (var k = 0; k < Chains; k++)
            {
                Pair(k % 2, real, [at, k], [k % 2 == 0 ? at + 1 : to, k]);
            }

            Send(2, real, 1, at);
            Receive(2, real, 1, at);
        }
    }

    private sealed class CountTable : AirTable
    {
        public CountTable(string name)
            : base(name)
        {
            var value = Fixed("value");
            Receive(3, Column("count"), 0, value);
        }
    }

    private sealed class Mixed : AirTable
    {
        public Mixed(bool oneBus)
            : base("mixed")
        {
            var a = Column("a");
            Send(0, a, 1, a);
            Pair(oneBus ? 0 : 1, a, [a], [a]);
            Pair(1, a, [a, a], [a, a]);
        }
    }

    private sealed class Ends(uint start, uint end, bool isZero) : PublicInputs
    {
        public override ReadOnlySpan<byte> Statement => "walk"u8;

        public override long TupleCount => 2 * Chains;

        public override bool BusSum(LogUpChallenge challenge, out Fp5 sum)
        {
            sum = Fp5.Zero;
            return true;
        }

        public override void Chain(LogUpChallenge challenge, out Fp5 produced, out Fp5 consumed)
        {
            (produced, consumed) = (Fp5.One, isZero ? Fp5.Zero : Fp5.One);
            for (var k = 0; k < Chains; k++)
            {
                produced *= challenge.Fingerprint(k % 2, [Fp.FromUInt32(start), Fp.FromUInt32((uint)k)]);
                consumed *= challenge.Fingerprint(k % 2, [Fp.FromUInt32(end), Fp.FromUInt32((uint)k)]);
            }
        }
    }
}
