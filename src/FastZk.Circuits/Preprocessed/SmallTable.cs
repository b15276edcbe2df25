using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Preprocessed;

/// <summary>
/// Tuples of several small relations under tags 1 to 7. Shifts: (direction and range, amount, j, 2^j, 2^(16-j)) for the 64 pairs of direction and amount.
/// Masks: (5, offset, flags, 0, 0) for the ten runs of 1 to 4 - offset bytes that begin at an offset inside a word.
/// Bits: (6, x, n, 0, 0) for n = 0..8 and x below 2^n. Conjunctions: (7, x, y, x and y, 0) for x and y below 16.
/// </summary>
/// <remarks>
/// Claim: Small(tag, ...) with a tag of 1 to 7 is received only for these tuples. A tag occurs with one relation only, and (tag, amount) decides j and its
/// powers. Rows not in use are all zero, tag 0, which no row in use asks for: the shifts' tag is that of their one flag, all others have a constant one. No run of
/// bytes is empty.
/// </remarks>
internal sealed class SmallTable : LookupTable
{
    /// <summary>Tags of the shifts: left by less than 16, left by 16 or more, right likewise.</summary>
    public const int LeftLow = 1, LeftHigh = 2, RightLow = 3, RightHigh = 4;

    /// <summary>Tag of the byte masks.</summary>
    public const int Mask = 5;

    /// <summary>Tag of the numbers of 0 to 8 bits.</summary>
    public const int Bits = 6;

    /// <summary>Tag of the conjunctions of half bytes.</summary>
    public const int Conjunction = 7;

    private static readonly (uint Tag, uint V0, uint V1, uint V2, uint V3)[] Tuples = [.. Shifts(), .. Masks(), .. Numbers(), .. Conjunctions()];

    private static readonly Dictionary<(uint, uint, uint), int> Entries =
        Tuples.Select((t, i) => ((t.Tag, t.V0, t.V1), i)).ToDictionary(p => p.Item1, p => p.i);

    public SmallTable()
        : base("small", 1) =>
        Send(Bus.Small, Column("count"), 0, Fixed("tag"), Fixed("v0"), Fixed("v1"), Fixed("v2"), Fixed("v3"));

    public override int CounterColumns => 1;
    public override int Counters => Tuples.Length;
    public override int UsedRows => Tuples.Length;

    /// <summary>The entry with the given first three values, or -1.</summary>
    public static int EntryOf(uint tag, uint v0, uint v1) => Entries.GetValueOrDefault((tag, v0, v1), -1);

    public override (int Row, int Column) Place(int counter) => (counter, 0);

    public override void FillFixed(ColumnMatrix matrix)
    {
        for (var i = 0; i < Tuples.Length; i++)
        {
            var t = Tuples[i];
            matrix.Column(0)[i] = t.Tag;
            matrix.Column(1)[i] = t.V0;
            matrix.Column(2)[i] = t.V1;
            matrix.Column(3)[i] = t.V2;
            matrix.Column(4)[i] = t.V3;
        }
    }

    private static IEnumerable<(uint, uint, uint, uint, uint)> Shifts()
    {
        for (uint amount = 0; amount < 32; amount++)
        {
            foreach (var left in new[] { true, false })
            {
                var (split, low, high) = ProgramRow.SplitOf(left, amount);
                var tag = (left ? LeftLow : RightLow) + (amount >= 16 ? 1 : 0);
                yield return ((uint)tag, amount, split, low, high);
            }
        }
    }

    private static IEnumerable<(uint, uint, uint, uint, uint)> Numbers() =>
        from n in Enumerable.Range(0, 9) from x in Enumerable.Range(0, 1 << n) select ((uint)Bits, (uint)x, (uint)n, 0u, 0u);

    private static IEnumerable<(uint, uint, uint, uint, uint)> Conjunctions() =>
        from x in Enumerable.Range(0, 16) from y in Enumerable.Range(0, 16) select ((uint)Conjunction, (uint)x, (uint)y, (uint)(x & y), 0u);

    private static IEnumerable<(uint, uint, uint, uint, uint)> Masks()
    {
        for (uint offset = 0; offset < 4; offset++)
        {
            for (uint count = 1; count <= 4 - offset; count++)
            {
                yield return (Mask, offset, ((1u << (int)count) - 1) << (int)offset, 0, 0);
            }
        }
    }
}
