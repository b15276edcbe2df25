using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Kernels;

namespace FastZk.Stark.Lookup;

/// <summary>The fractions and pairs of one table under one challenge, in the form that the kernels take. Lives as long as its arena.</summary>
internal unsafe readonly struct FractionSet
{
    private FractionSet(FractionView* views, int count, int pairs, int* slots, int terms)
    {
        Views = views;
        Count = count;
        PairCount = pairs;
        TermOutputs = slots;
        TermCount = terms;
    }

    /// <summary>The fractions, then of each pair what is consumed and what is produced.</summary>
    public FractionView* Views { get; }

    /// <summary>Number of fractions.</summary>
    public int Count { get; }

    public int PairCount { get; }

    /// <summary>For each term of each fraction the value that it multiplies, an index among the plan's values.</summary>
    public int* TermOutputs { get; }

    public int TermCount { get; }

    /// <summary>Arena bytes that a table's set takes.</summary>
    public static long Bytes(CompiledTable table) =>
        3 * 64 + (long)table.Tuples.Length * (sizeof(FractionView) + 20 + 64)
        + table.Fingerprints.Steps.Sum(s => (long)s.Terms.Length) * (sizeof(int) + 5 * sizeof(uint))
        + 64L * table.Tuples.Length;

    /// <summary>Looks up the pointer of every term; terms has room for <see cref="TermCount"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(uint** values, uint** terms)
    {
        for (var t = 0; t < TermCount; t++)
        {
            terms[t] = values[TermOutputs[t]];
        }
    }

    /// <summary>Builds the set.</summary>
    public static FractionSet Build(Arena arena, CompiledTable table, LogUpChallenge challenge)
    {
        var steps = table.Fingerprints.Steps;
        var total = steps.Sum(s => s.Terms.Length);
        var views = (FractionView*)arena.Allocate((long)steps.Length * sizeof(FractionView));
        var outputs = (int*)arena.Allocate(Math.Max(1, total) * (long)sizeof(int));
        var at = 0;
        var slots = table.Fingerprints.TraceProgram.OutputSlots; // equal multiplicities have one slot
        for (var i = 0; i < steps.Length; i++)
        {
            var s = steps[i];
            var view = new FractionView
            {
                Count = s.Terms.Length,
                FirstTerm = at,
                BaseOutput = s.BaseOutput,
                IsDelta = s.IsDelta,
                IsNegative = i < table.Fractions.Length && !table.Fractions[i].Source.IsSend,
                SharesMultiplicity = i > 0 && i < table.Fractions.Length && slots[i] == slots[i - 1],
                Weights = (uint*)arena.Allocate(Math.Max(1, s.Terms.Length) * 5L * sizeof(uint)),
                Constant = (uint*)arena.Allocate(5L * sizeof(uint)),
            };
            var constant = s.IsDelta ? Fp5.Zero : challenge.Alpha + challenge.Tag(table.Tuples[i].Bus);
            for (var k = 0; k < s.Constants.Length; k++)
            {
                constant += challenge.Power(k) * s.Constants[k];
            }

            constant.CopyRawTo(new Span<uint>(view.Constant, 5));
            for (var t = 0; t < s.Terms.Length; t++)
            {
                (challenge.Power(s.Terms[t].Power) * s.Terms[t].Scale).CopyRawTo(new Span<uint>(view.Weights + 5 * t, 5));
                outputs[at++] = s.Terms[t].Output;
            }

            views[i] = view;
        }

        return new(views, table.Fractions.Length, table.Pairs.Length, outputs, total);
    }
}
