using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Lookup;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>
/// Helper columns of two and of four fractions, full ones and ones with some left over: at every height that decides about their layout honest proofs are
/// accepted, and a prover that leaves a fraction out and corrects everything else to fit is not.
/// </summary>
public sealed class DenseTableTests
{
    private const int Wide = 0, Program = 1, Circuit = 2;

    // Rows in whose last fraction something is sent that nobody receives.
    private const int Row = 37;

    public static TheoryData<byte, int, int, int> Shapes()
    {
        // Profile, fractions, height of the table with them, height of another.
        var data = new TheoryData<byte, int, int, int>();
        foreach (var fractions in new[] { 3, 4, 5, 11 })
        {
            data.Add(2, fractions, 9, 16);
        }

        data.Add(2, 10, 15, 16); // N/2: the highest that is dense
        data.Add(2, 5, 16, 9); // N: not dense
        data.Add(1, 7, 15, 16);
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Honest_proofs_are_accepted(byte profile, int fractions, int log, int top) => Assert.Null(Run(profile, fractions, log, top, -1, null));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void S14_a_fraction_left_out_of_any_column_is_rejected(byte profile, int fractions, int log, int top)
    {
        var density = ProofShape.Density(Profile.OfId(profile)!, log, Math.Max(log, top));
        Assert.Equal(profile == 2 && log < Math.Max(log, top) ? 4 : 2, density);
        Assert.Equal("the buses do not balance", Run(profile, fractions, log, top, 0, null));

        // The last fraction of every column.
        var columns = (fractions + density - 1) / density;
        for (var c = 0; c < columns; c++)
        {
            var forged = c;
            var odd = Math.Min(fractions - 1, c * density + density - 1);
            // What the odd fraction adds to the sum is all that S ends with: it is taken off the column and off S behind the row, and then only the column's
            // own constraint is violated, in one row.
            var faults = new ProverFaults
            {
                Auxiliary = (id, m, a) =>
                {
                    for (var k = 0; id == Wide && k < Fp5.Degree; k++)
                    {
                        var s = m.Column(m.Columns - Fp5.Degree + k);
                        var excess = Fp.FromRawUnchecked(s[a]);
                        if (forged < columns - 1)
                        {
                            Subtract(ref m.Column(Fp5.Degree * forged + k)[Row], excess);
                        }

                        for (var r = Row + 1; r <= a; r++)
                        {
                            Subtract(ref s[r], excess);
                        }
                    }
                },
            };
            Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, fractions, log, top, odd, faults));
        }

        static void Subtract(ref uint cell, Fp by) => cell = (Fp.FromRawUnchecked(cell) - by).Raw;
    }

    [Theory]
    [InlineData(2, 7, 15, 16)]
    public void S19_every_coefficient_of_every_auxiliary_column_is_bound(byte profile, int fractions, int log, int top)
    {
        var columns = new ProofShapeOf(profile, fractions, log, top).Shape.Table(Wide).AuxiliaryColumns;
        for (var c = 0; c < columns; c++)
        {
            var faults = new ProverFaults
            {
                Auxiliary = (id, m, a) =>
                {
                    if (id == Wide)
                    {
                        ref var cell = ref m.Column(c)[(c * 7) % a];
                        cell = (Fp.FromRawUnchecked(cell) + Fp.One).Raw;
                    }
                },
            };
            Assert.Equal("the constraints do not hold at the out-of-domain point", Run(profile, fractions, log, top, -1, faults));
        }
    }

    [Fact]
    public void The_layout_follows_from_the_shape_alone()
    {
        foreach (var profile in Profile.All)
        {
            for (var log = profile.LogMinHeight; log <= 17; log++)
            {
                for (var top = 16; top <= 17; top++)
                {
                    if (log > top)
                    {
                        continue;
                    }

                    var shape = new ProofShapeOf(profile.Id, 11, log, top).Shape;
                    var dense = profile.Blowup >= 4 && log < top;
                    Assert.Equal(dense ? 15 : 30, shape.Table(Wide).AuxiliaryColumns);
                    Assert.Same(shape.Table(Wide), shape.Present[Wide]);
                    // Q has fewer than 2N + h + 1 coefficients: w·n from constraints of degree w + 1, and those of T_n.
                    foreach (var t in shape.Present)
                    {
                        var n = 1L << shape.LogHeight(t.Id);
                        var degree = (t.FractionsPerColumn + 1) * (n - 1) + shape.Profile.RandomRows + 1 - n;
                        Assert.InRange(degree, 0, 2 * shape.Top + shape.Profile.RandomRows);
                        // The numerator that vanishes at ζ, with columns of degree n: cleared of X^N - 1, within the bound of the round.
                        Assert.InRange((t.FractionsPerColumn + 1) * n + shape.Profile.RandomRows + 1 - n + shape.Top, 0, 4 * shape.Top + 4096);
                    }
                }
            }
        }
    }

    [Fact]
    public void S17_a_proof_does_not_fit_a_shape_of_the_other_layout()
    {
        // The same heights but for one that makes the table in question dense or not.
        var dense = Prove(2, 11, 15, 16, -1, null, out var a);
        var sparse = Prove(2, 11, 16, 16, -1, null, out var b);
        Assert.Null(a.Verify(dense));
        Assert.Null(b.Verify(sparse));
        Assert.NotNull(b.Verify(dense));
        Assert.NotNull(a.Verify(sparse));
    }

    private static string? Run(byte profile, int fractions, int log, int top, int odd, ProverFaults? faults)
    {
        var bytes = Prove(profile, fractions, log, top, odd, faults, out var verifier);
        return verifier.Verify(bytes);
    }

    private static byte[] Prove(byte profileId, int fractions, int log, int top, int odd, ProverFaults? faults, out Checker checker)
    {
        var random = new Random(fractions);
        var of = new ProofShapeOf(profileId, fractions, log, top, odd);
        var (system, shape, profile) = (of.System, of.Shape, of.Shape.Profile);
        using var pool = new BufferPool();
        using var workers = new WorkerSet(2);
        var context = new ProverContext(pool, workers);
        var tables = new List<WitnessTable>();
        foreach (var t in system.Tables)
        {
            var rows = 1 << shape.LogHeight(t.Id);
            var main = new ColumnMatrix(pool, rows, t.MainColumns, zeroed: true);
            for (var c = 0; t.Id == Wide && c < t.DeclaredMain; c++)
            {
                foreach (ref var v in main.Column(c)[..profile.ActiveRows(shape.LogHeight(t.Id))])
                {
                    v = (uint)random.Next((int)Fp.Modulus);
                }
            }

            if (t.Id == Wide)
            {
                // The last column counts in the odd fraction only.
                main.Column(t.DeclaredMain - 1)[..rows].Clear();
                main.Column(t.DeclaredMain - 1)[Row] = Fp.One.Raw;
            }

            tables.Add(new(t.Id, shape.LogHeight(t.Id), main));
        }

        using var program = Tree(Program);
        using var circuit = Tree(Circuit);
        var bytes = StarkProver.Prove(context, shape, new Nothing(), program, circuit, new Witness([.. tables]), ToyProof.Seed(1), faults);
        checker = new(shape, program.Root, circuit.Root);
        return bytes;

        FixedCommitment Tree(int id) => FixedCommitment.Build(context, profile, system,
            [new(id, shape.LogHeight(id), new ColumnMatrix(pool, 1L << shape.LogHeight(id), 1, secret: false, zeroed: true))]);
    }

    private sealed record Checker(ProofShape Shape, Hash.Digest ProgramRoot, Hash.Digest CircuitRoot)
    {
        public string? Verify(byte[] proof) => StarkVerifier.Verify(Shape, new Nothing(), ProgramRoot, CircuitRoot, proof);
    }

    private sealed class ProofShapeOf
    {
        public ProofShapeOf(byte profile, int fractions, int log, int top, int odd = -1)
        {
            System = new("dense", [new WideTable(fractions, odd), new CountTable("program"), new CountTable("circuit")], 2, [Program], [Circuit]);
            var p = Profile.OfId(profile)!;
            Shape = ProofShape.Create(System, p, [(sbyte)log, (sbyte)p.LogMinHeight, (sbyte)top], 0, out var reason)!;
            Assert.Null(reason);
        }

        public StarkSystem System { get; }

        public ProofShape Shape { get; }
    }

    /// <summary>Fractions that cancel each other in pairs; a middle one without a partner counts nothing. One of them may count more.</summary>
    private sealed class WideTable : AirTable
    {
        public WideTable(int fractions, int odd)
            : base("wide")
        {
            var x = Column("x");
            var y = Column("y");
            var m = Column("m");
            var extra = Column("extra");
            Expression none = 0;
            for (var i = 0; i < fractions; i++)
            {
                // The pairs (i, fractions - 1 - i): far apart, so that they stand in different columns.
                var pair = Math.Min(i, fractions - 1 - i);
                var multiplicity = 2 * i + 1 == fractions ? none : m + pair;
                Expression[] tuple = [x + pair, y * (pair + 1)];
                if (i == odd)
                {
                    multiplicity += 2 * i < fractions ? extra : -extra;
                }

                if (2 * i < fractions)
                {
                    Send(0, multiplicity, 0, tuple);
                }
                else
                {
                    Receive(0, multiplicity, 0, tuple);
                }
            }
        }
    }

    private sealed class CountTable : AirTable
    {
        public CountTable(string name)
            : base(name)
        {
            var value = Fixed("value");
            Receive(1, Column("count"), 0, value);
        }
    }

    private sealed class Nothing : PublicInputs
    {
        public override ReadOnlySpan<byte> Statement => "dense"u8;

        public override long TupleCount => 0;

        public override bool BusSum(LogUpChallenge challenge, out Fp5 sum)
        {
            sum = Fp5.Zero;
            return true;
        }
    }
}
