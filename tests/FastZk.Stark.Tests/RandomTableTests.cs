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
/// Tables with random interactions and random cells, whose fractions are summed here straight from the definition: whatever short cuts the prover takes
/// - differences between neighbouring fractions, shared multiplicities, sums formed in the base field - trace, quotient and verifier agree with it.
/// </summary>
public sealed class RandomTableTests
{
    private static readonly int[] TupleLengths = [1, 3, 5, 2];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(1, 4)]
    [InlineData(1, 5)]
    [InlineData(1, 6)]
    [InlineData(1, 7)]
    [InlineData(1, 8)]
    [InlineData(2, 9)]
    [InlineData(2, 10)]
    [InlineData(2, 11)]
    [InlineData(2, 12)]
    public void Fractions_are_what_their_definition_says(byte profileId, int seed)
    {
        var random = new Random(seed);
        var profile = Profile.OfId(profileId)!;
        var system = new StarkSystem("random", [new RandomTable(random, 0), new RandomTable(random, 2), new RandomTable(random, 1)], TupleLengths.Length, [1], [2]);
        sbyte[] heights = [10, 10, 11];
        heights[random.Next(3)] = 16;
        var shape = ProofShape.Create(system, profile, heights, 0, out var reason);
        Assert.Null(reason);

        using var pool = new BufferPool();
        using var workers = new WorkerSet(2);
        var context = new ProverContext(pool, workers);
        using var values = new Matrices();
        var main = system.Tables.Select(t => Random(pool, random, t.MainColumns, heights[t.Id])).ToArray();
        var fixedColumns = system.Tables.Select(t => t.FixedColumns == 0 ? null : Random(pool, random, t.FixedColumns, heights[t.Id])).ToArray();
        var inputs = new Definition(values);
        foreach (var t in system.Tables)
        {
            values.Add(t, Copy(main[t.Id]), fixedColumns[t.Id] is { } f ? Copy(f) : null, profile.ActiveRows(heights[t.Id]));
        }

        using var program = FixedCommitment.Build(context, profile, system, [new(1, heights[1], fixedColumns[1]!)]);
        using var circuit = FixedCommitment.Build(context, profile, system, [new(2, heights[2], fixedColumns[2]!)]);
        var witness = new Witness([.. system.Tables.Select(t => new WitnessTable(t.Id, heights[t.Id], main[t.Id]))]);
        var proof = StarkProver.Prove(context, shape!, inputs, program, circuit, witness, ToyProof.Seed(seed));
        Assert.Null(StarkVerifier.Verify(shape!, inputs, program.Root, circuit.Root, proof));

        // Cells of the definition changed: the sum is another, and nothing else can make up for it.
        var used = system.Tables[0].Fractions[0].Columns;
        if (used.Length > 0)
        {
            values.Spoil(0, used[0]);
            Assert.Equal("the buses do not balance", StarkVerifier.Verify(shape!, inputs, program.Root, circuit.Root, proof));
        }
    }

    private static ColumnMatrix Random(BufferPool pool, Random random, int columns, int log)
    {
        var m = new ColumnMatrix(pool, 1L << log, columns);
        for (var c = 0; c < columns; c++)
        {
            foreach (ref var v in m.Column(c))
            {
                v = random.Next(4) == 0 ? 0 : (uint)random.Next((int)Fp.Modulus);
            }
        }

        return m;
    }

    private static Fp[][] Copy(ColumnMatrix m) => [.. Enumerable.Range(0, m.Columns).Select(c => m.Column(c).ToArray().Select(Fp.FromRawUnchecked).ToArray())];

    /// <summary>Interactions of every kind that the fingerprint plan tells apart.</summary>
    private sealed class RandomTable : AirTable
    {
        public RandomTable(Random random, int fixedColumns)
            : base($"random {random.Next()}")
        {
            var columns = Enumerable.Range(0, random.Next(2, 9)).Select(i => Column($"c{i}")).Concat(Enumerable.Range(0, fixedColumns).Select(i => Fixed($"f{i}"))).ToArray();
            var count = random.Next(1, 9);
            var bus = 0;
            Expression[] message = [];
            Expression multiplicity = 1;
            for (var i = 0; i < count; i++)
            {
                if (i == 0 || random.Next(2) == 0)
                {
                    bus = random.Next(TupleLengths.Length);
                    message = [.. Enumerable.Range(0, TupleLengths[bus]).Select(_ => Affine())];
                }
                else
                {
                    var k = random.Next(message.Length);
                    message = [.. message.Select((m, j) => j != k ? m : random.Next(3) switch { 0 => m + 1, 1 => Affine(), _ => m - columns[0] })];
                }

                if (i == 0 || random.Next(2) == 0)
                {
                    multiplicity = random.Next(4) switch { 0 => 1, 1 => 1 - columns[^1], 2 => columns[random.Next(columns.Length)], _ => Affine() };
                }

                if (random.Next(2) == 0)
                {
                    Send(bus, multiplicity, 0, message);
                }
                else
                {
                    Receive(bus, multiplicity, 0, message);
                }
            }

            Expression Affine() => random.Next(6) switch
            {
                0 => random.Next(5),
                1 => columns[random.Next(columns.Length)] + random.Next(100),
                2 => columns[random.Next(columns.Length)] * 7 - columns[random.Next(columns.Length)] * 65536 + 3,
                3 => 5 - columns[random.Next(columns.Length)],
                _ => columns[random.Next(columns.Length)],
            };
        }
    }

    /// <summary>The cells of all tables.</summary>
    private sealed class Matrices : IDisposable
    {
        private readonly List<(CompiledTable Table, Fp[][] Main, Fp[][]? Fixed, int Rows)> _tables = [];

        public void Add(CompiledTable table, Fp[][] main, Fp[][]? fixedColumns, int rows) => _tables.Add((table, main, fixedColumns, rows));

        public void Spoil(int table, int column)
        {
            // Many rows: in some the multiplicity is zero.
            for (var r = 0; r < 60; r++)
            {
                _tables[table].Main[column][r] += Fp.One;
            }
        }

        public void Dispose() => _tables.Clear();

        /// <summary>Σ of all fractions, from the expressions.</summary>
        public Fp5 Sum(LogUpChallenge challenge)
        {
            var numerators = new List<Fp>();
            var denominators = new List<Fp5>();
            foreach (var (table, main, fixedColumns, rows) in _tables)
            {
                foreach (var i in table.Table.Interactions)
                {
                    Span<Fp> message = new Fp[i.Message.Count];
                    for (var r = 0; r < rows; r++)
                    {
                        for (var k = 0; k < message.Length; k++)
                        {
                            message[k] = Value(i.Message[k], main, fixedColumns, r);
                        }

                        var m = Value(i.Multiplicity, main, fixedColumns, r);
                        numerators.Add(i.IsSend ? m : -m);
                        denominators.Add(challenge.Fingerprint(i.Bus, message));
                    }
                }
            }

            var prefix = new Fp5[denominators.Count];
            var product = Fp5.One;
            for (var i = 0; i < prefix.Length; i++)
            {
                prefix[i] = product;
                product *= denominators[i];
            }

            var inverse = product.Inverse();
            var sum = Fp5.Zero;
            for (var i = prefix.Length - 1; i >= 0; i--)
            {
                sum += inverse * prefix[i] * numerators[i];
                inverse *= denominators[i];
            }

            return sum;
        }

        private static Fp Value(Expression e, Fp[][] main, Fp[][]? fixedColumns, int row) => e.Kind switch
        {
            ExpressionKind.Constant => e.Value,
            ExpressionKind.Main => main[e.Column][row],
            ExpressionKind.Fixed => fixedColumns![e.Column][row],
            ExpressionKind.Add => Value(e.Left!, main, fixedColumns, row) + Value(e.Right!, main, fixedColumns, row),
            ExpressionKind.Subtract => Value(e.Left!, main, fixedColumns, row) - Value(e.Right!, main, fixedColumns, row),
            _ => Value(e.Left!, main, fixedColumns, row) * Value(e.Right!, main, fixedColumns, row),
        };
    }

    /// <summary>A statement whose own fractions cancel the tables'.</summary>
    private sealed class Definition(Matrices values) : PublicInputs
    {
        public override ReadOnlySpan<byte> Statement => "random"u8;

        public override long TupleCount => 0;

        public override bool BusSum(LogUpChallenge challenge, out Fp5 sum)
        {
            sum = -values.Sum(challenge);
            return true;
        }
    }
}
