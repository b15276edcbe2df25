using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;

namespace FastZk.Stark.Tests.Toy;

/// <summary>log2 heights of the toy's tables; loop = -1 leaves that table out.</summary>
internal sealed record ToyHeights(int Counter, int Square, int Range, int Program, int Parity, int Loop)
{
    public sbyte[] Array => [(sbyte)Counter, (sbyte)Square, (sbyte)Range, (sbyte)Program, (sbyte)Parity, (sbyte)Loop];

    public int Of(int table) => Array[table];
}

/// <summary>A small system with every feature of the real one: transitions, dummies, odd and even fractions, both preprocessed trees, an absent table.</summary>
internal static class ToySystem
{
    public const int Counter = 0, Square = 1, Range = 2, Program = 3, Parity = 4, Loop = 5;

    public static StarkSystem System { get; } = new("FastZk.Toy.v1",
        [new CounterTable(), new SquareTable(), new RangeTable(), new ProgramTable(), new ParityTable(), new LoopTable()],
        ToyBus.Count, [Program], [Range, Parity]);

    /// <summary>The operation at pc in the toy's program.</summary>
    public static uint Op(uint pc) => (pc * pc + 7) & 0xFF;

    public static ProofShape Shape(Profile profile, ToyHeights heights) =>
        ProofShape.Create(System, profile, heights.Array, 8, out var reason) ?? throw new InvalidOperationException(reason);

    public static FixedCommitment ProgramTree(ProverContext context, Profile profile, ToyHeights heights, uint salt = 0) =>
        FixedCommitment.Build(context, profile, System, [Build(context, profile, Program, heights.Program, r => [r, Op(r) + salt])]);

    public static FixedCommitment CircuitTree(ProverContext context, Profile profile, ToyHeights heights) =>
        FixedCommitment.Build(context, profile, System,
        [
            Build(context, profile, Range, heights.Range, r => [r]),
            Build(context, profile, Parity, heights.Parity, r => [r, r & 1]),
        ]);

    private static FixedTable Build(ProverContext context, Profile profile, int table, int log, Func<uint, uint[]> row)
    {
        var values = new ColumnMatrix(context.Pool, 1L << log, System.Tables[table].FixedColumns, secret: false, zeroed: true);
        for (var r = 0; r < profile.ActiveRows(log); r++)
        {
            var v = row((uint)r);
            for (var c = 0; c < v.Length; c++)
            {
                values.Column(c)[r] = Fp.FromUInt32(v[c]).Raw;
            }
        }

        return new(table, log, values);
    }
}
