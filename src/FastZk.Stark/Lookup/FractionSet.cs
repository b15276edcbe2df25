using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Kernels;

namespace FastZk.Stark.Lookup;

/// <summary>The fractions of one table over one domain, in the form that the kernels take. Lives as long as its arena.</summary>
internal unsafe readonly struct FractionSet
{
    private FractionSet(FractionView* views, int count)
    {
        Views = views;
        Count = count;
    }

    public FractionView* Views { get; }

    public int Count { get; }

    /// <summary>Arena bytes that a table's set takes.</summary>
    public static long Bytes(CompiledTable table)
    {
        long bytes = 64 + table.Fractions.Length * (sizeof(FractionView) + 64L);
        foreach (var f in table.Fractions)
        {
            bytes += 3 * 64 + f.Columns.Length * (sizeof(nint) + 5L * sizeof(uint)) + 5 * sizeof(uint);
        }

        return bytes;
    }

    /// <summary>Builds the set; columns[c] is the base pointer of column c (main, then fixed).</summary>
    public static FractionSet Build(Arena arena, CompiledTable table, LogUpChallenge challenge, uint** columns)
    {
        var count = table.Fractions.Length;
        var views = (FractionView*)arena.Allocate((long)count * sizeof(FractionView));
        Span<Fp5> weights = new Fp5[table.Fractions.Max(f => f.Columns.Length)];
        for (var i = 0; i < count; i++)
        {
            var f = table.Fractions[i];
            var view = new FractionView
            {
                Count = f.Columns.Length,
                Columns = (uint**)arena.Allocate(Math.Max(1, f.Columns.Length) * (long)sizeof(nint)),
                Weights = (uint*)arena.Allocate(Math.Max(1, f.Columns.Length) * 5L * sizeof(uint)),
                Constant = (uint*)arena.Allocate(5L * sizeof(uint)),
            };
            challenge.Weights(f, weights, out var constant);
            constant.CopyRawTo(new Span<uint>(view.Constant, 5));
            for (var c = 0; c < f.Columns.Length; c++)
            {
                view.Columns[c] = columns[f.Columns[c]];
                weights[c].CopyRawTo(new Span<uint>(view.Weights + 5 * c, 5));
            }

            views[i] = view;
        }

        return new(views, count);
    }
}
