using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FastZk.Field;
using FastZk.Field.Packed;

namespace FastZk.Stark.Kernels;

/// <summary>Fractions, helper columns and running sums, a tile at a time.</summary>
internal sealed unsafe partial class StarkKernels<T>
{
    private const int Line = 16; // words of a cache line

    // Denominator of one fraction on the whole tile (five rows of words, t.Rows apart); before is that of the fraction before it. One loop for each number
    // of terms, so that weights and constants stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Denominator(in LogUpTile t, int f, uint* before, uint* target)
    {
        var view = t.Fractions + f;
        var terms = t.Terms + view->FirstTerm;
        switch (view->Count)
        {
            case 0:
                FillConstant(view->Constant, target, t.Rows);
                break;
            case 1:
                OneTerm(terms[0], view->Weights, view->Constant, target, t.Rows);
                break;
            default:
                ManyTerms(terms, view->Count, view->Weights, view->Constant, target, t.Rows);
                break;
        }

        if (view->BaseOutput >= 0)
        {
            AddBase(t.Values[view->BaseOutput], target, t.Rows);
        }

        if (view->IsDelta)
        {
            // Five rows of words that lie together.
            AddWords(before, target, 5 * t.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillConstant(uint* constant, uint* target, int rows)
    {
        var k = PackedExt<T>.Broadcast(constant);
        for (var i = 0; i < rows; i += T.Width)
        {
            k.Store(target + i, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneTerm(uint* term, uint* weight, uint* constant, uint* target, int rows)
    {
        for (var k = 0; k < 5; k++)
        {
            var w = T.Broadcast(weight[k]);
            var c = T.Broadcast(constant[k]);
            for (var i = 0; i < rows; i += T.Width)
            {
                T.Store(T.Load(term + i) * w + c, target + k * rows + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ManyTerms(uint** terms, int count, uint* weights, uint* constant, uint* target, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            T.DotExt(terms, i, count, weights, constant).Store(target + i, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBase(uint* values, uint* target, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            T.Store(T.Load(target + i) + T.Load(values + i), target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWords(uint* source, uint* target, int words)
    {
        for (var i = 0; i < words; i += T.Width)
        {
            T.Store(T.Load(target + i) + T.Load(source + i), target + i);
        }
    }

    // target = m_a·b + m_b·a on the tile, for the fractions f and f + 1 with denominators a and b.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Numerator(in LogUpTile t, int f, uint* a, uint* b, uint* target)
    {
        var first = t.Fractions[f];
        var second = t.Fractions[f + 1];
        if (!second.SharesMultiplicity)
        {
            GeneralNumerator(a, b, t.Multiplicities[f], t.Multiplicities[f + 1], first.IsNegative, second.IsNegative, target, t.Rows);
        }
        else if (first.IsNegative == second.IsNegative)
        {
            SumNumerator(a, b, t.Multiplicities[f], first.IsNegative, target, t.Rows);
        }
        else
        {
            // m·(b - a) or m·(a - b): the access that a row consumes against the one that it produces.
            DifferenceNumerator(first.IsNegative ? a : b, first.IsNegative ? b : a, t.Multiplicities[f], target, t.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DifferenceNumerator(uint* plus, uint* minus, uint* multiplicity, uint* target, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            var m = T.Load(multiplicity + i);
            for (var k = 0; k < 5 * rows; k += rows)
            {
                T.Store((T.Load(plus + k + i) - T.Load(minus + k + i)) * m, target + k + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumNumerator(uint* a, uint* b, uint* multiplicity, bool negative, uint* target, int rows)
    {
        var zero = T.Broadcast(0);
        for (var i = 0; i < rows; i += T.Width)
        {
            var m = T.Load(multiplicity + i);
            if (negative)
            {
                m = zero - m;
            }

            for (var k = 0; k < 5 * rows; k += rows)
            {
                T.Store((T.Load(a + k + i) + T.Load(b + k + i)) * m, target + k + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GeneralNumerator(uint* a, uint* b, uint* multiplicityA, uint* multiplicityB, bool negativeA, bool negativeB, uint* target, int rows)
    {
        var zero = T.Broadcast(0);
        for (var i = 0; i < rows; i += T.Width)
        {
            var ma = T.Load(multiplicityA + i);
            var mb = T.Load(multiplicityB + i);
            if (negativeA)
            {
                ma = zero - ma;
            }

            if (negativeB)
            {
                mb = zero - mb;
            }

            for (var k = 0; k < 5 * rows; k += rows)
            {
                T.Store(T.Load(b + k + i) * ma + T.Load(a + k + i) * mb, target + k + i);
            }
        }
    }

    // The numerator of a fraction that stands alone: its multiplicity, in the base field.
    private static void SingleNumerator(in LogUpTile t, int f, uint* target)
    {
        var negative = t.Fractions[f].IsNegative;
        var zero = T.Broadcast(0);
        for (var i = 0; i < t.Rows; i += T.Width)
        {
            var m = T.Load(t.Multiplicities[f] + i);
            new PackedExt<T>(negative ? zero - m : m, zero, zero, zero, zero).Store(target + i, t.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogUpConstraints(in LogUpTile t)
    {
        var width = t.FractionsPerColumn;
        var helpers = (t.FractionCount + width - 1) / width - 1;
        var rows = t.Rows;
        var area = 5 * rows;
        var d = t.Scratch;
        var before = d + area;
        var value = before + area;
        var sum = value + area;
        var product = sum + area;
        var negative = product + area;
        StepOfSum(t.SumNext, t.Auxiliary + 5 * helpers, t.Row, sum, rows);
        for (var c = 0; c <= helpers; c++)
        {
            PrefetchAhead(t, c, helpers + 1);

            // The last column's fractions are what the helper columns leave of the step of S.
            if (c < helpers)
            {
                TakeHelper(t.Auxiliary + 5 * c, t.Row, sum, value, rows);
            }
            else
            {
                value = sum;
            }

            // h·Π D_i - Σ m_i·Π_{j≠i} D_j, one fraction after the other: value becomes value·D - m·Π.
            var first = c * width;
            var end = Math.Min(t.FractionCount, first + width);
            var all = product;
            for (var f = first; f < end; f++)
            {
                Swap(ref d, ref before);
                Denominator(t, f, before, d);
                if (f == first)
                {
                    all = d;
                    MultiplyRows(value, d, value, rows);
                    SubtractNumerator(t.Multiplicities[f], t.Fractions[f].IsNegative, value, rows);
                    all = d;
                    continue;
                }

                var m = t.Fractions[f].IsNegative ? t.Multiplicities[f] : Negated(t.Multiplicities[f], negative, rows);
                MultiplyAddRows(value, d, m, all, value, rows);
                if (f + 1 < end)
                {
                    // The first denominator's place is wanted for the third.
                    MultiplyRows(all, d, product, rows);
                    all = product;
                }
            }

            var gamma = PackedExt<T>.Broadcast(t.Gamma + 5 * c);
            T.MultiplyRows(ExtRows.At<T>(value, rows), ExtRows.Repeat(&gamma), null, default, ExtRows.At<T>(t.Accumulator, t.AccumulatorStride), true, rows);
        }
    }

    // One share of the columns that the next tile needs: a tile of a column is too short for the hardware's prefetchers to start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PrefetchAhead(in LogUpTile t, int share, int shares)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var end = (share + 1) * t.AheadCount / shares;
        for (var c = share * t.AheadCount / shares; c < end; c++)
        {
            var from = t.Ahead[c] + t.Row + t.Rows;
            for (var i = 0; i < t.Rows; i += Line)
            {
                Sse.Prefetch1(from + i);
            }
        }
    }

    // The same place in the next tile of a column that goes through row by row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchNext(uint* place, int rows)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(place + rows);
        }
    }

    // helper is copied to the tile and taken off the sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeHelper(uint** helper, long row, uint* sum, uint* copy, int rows)
    {
        for (var k = 0; k < 5; k++)
        {
            var from = helper[k] + row;
            for (var i = 0; i < rows; i += T.Width)
            {
                PrefetchNext(from + i, rows);
                var h = T.Load(from + i);
                T.Store(h, copy + k * rows + i);
                T.Store(T.Load(sum + k * rows + i) - h, sum + k * rows + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StepOfSum(uint** next, uint** now, long row, uint* target, int rows)
    {
        for (var k = 0; k < 5; k++)
        {
            var x = next[k];
            var y = now[k] + row;
            for (var i = 0; i < rows; i += T.Width)
            {
                PrefetchNext(y + i, rows);
                T.Store(T.Load(x + i) - T.Load(y + i), target + k * rows + i);
            }
        }
    }

    // value -= the fraction's numerator, which lies in the base field.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractNumerator(uint* multiplicity, bool negative, uint* value, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            var v = T.Load(value + i);
            var m = T.Load(multiplicity + i);
            T.Store(negative ? v + m : v - m, value + i);
        }
    }

    // -multiplicity, in the place given.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint* Negated(uint* multiplicity, uint* target, int rows)
    {
        var zero = T.Broadcast(0);
        for (var i = 0; i < rows; i += T.Width)
        {
            T.Store(zero - T.Load(multiplicity + i), target + i);
        }

        return target;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogUpGenerate(in LogUpTile t)
    {
        var width = t.FractionsPerColumn;
        var chunks = (t.FractionCount + width - 1) / width;
        var rows = t.Rows;
        var area = 5L * rows; // words of one extension column of the tile
        var product = t.Scratch;
        var prefix = product + chunks * area;
        var numerator = prefix + chunks * area;
        var d = numerator + chunks * area;
        var before = d + area;
        var negative = before + area;
        for (var c = 0; c < chunks; c++)
        {
            PrefetchAhead(t, c, chunks);
            SumFractions(t, c * width, Math.Min(t.FractionCount, (c + 1) * width), numerator + c * area, product + c * area, ref d, ref before, negative);
            if (c == 0)
            {
                Buffer.MemoryCopy(product, prefix, area * sizeof(uint), area * sizeof(uint));
            }
            else
            {
                MultiplyRows(prefix + (c - 1) * area, product + c * area, prefix + c * area, rows);
            }
        }

        // Montgomery's trick, over the chunks of each row first: those products do not wait for each other. The last chunk opens the columns of S, the
        // others add to them.
        var inverse = prefix + (chunks - 1) * area;
        InvertRows(inverse, d, rows);
        for (var c = chunks - 1; c >= 0; c--)
        {
            var h = inverse;
            if (c > 0)
            {
                h = d;
                MultiplyRows(inverse, prefix + (c - 1) * area, h, rows);
                MultiplyRows(inverse, product + c * area, inverse, rows);
            }

            MultiplyRows(h, numerator + c * area, h, rows);
            Put(t, c, chunks - 1, h);
        }
    }

    // numerator/product = Σ m_i/D_i over the fractions [first, end). before holds the last denominator when it begins and when it ends.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumFractions(in LogUpTile t, int first, int end, uint* numerator, uint* product, ref uint* d, ref uint* before, uint* negative)
    {
        var rows = t.Rows;
        Denominator(t, first, before, product);
        if (end == first + 1)
        {
            SingleNumerator(t, first, numerator);
            return;
        }

        Denominator(t, first + 1, product, d);
        Numerator(t, first, product, d, numerator);
        MultiplyRows(product, d, product, rows);
        Swap(ref d, ref before);
        for (var f = first + 2; f < end; f++)
        {
            Denominator(t, f, before, d);
            var m = t.Fractions[f].IsNegative ? Negated(t.Multiplicities[f], negative, rows) : t.Multiplicities[f];
            MultiplyAddRows(numerator, d, m, product, numerator, rows);
            MultiplyRows(product, d, product, rows);
            Swap(ref d, ref before);
        }
    }

    private static void Swap(ref uint* x, ref uint* y)
    {
        var z = x;
        x = y;
        y = z;
    }

    private static void MultiplyAddRows(uint* x, uint* y, uint* scalar, uint* other, uint* target, int rows) =>
        T.MultiplyRows(ExtRows.At<T>(x, rows), ExtRows.At<T>(y, rows), scalar, ExtRows.At<T>(other, rows), ExtRows.At<T>(target, rows), false, rows);

    private static void MultiplyRows(uint* x, uint* y, uint* target, int rows) =>
        T.MultiplyRows(ExtRows.At<T>(x, rows), ExtRows.At<T>(y, rows), null, default, ExtRows.At<T>(target, rows), false, rows);

    // x = 1/x, row by row, with one inversion; scratch has five rows of words, too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InvertRows(uint* x, uint* scratch, int rows)
    {
        var running = PackedExt<T>.Broadcast(One);
        for (var i = 0; i < rows; i += T.Width)
        {
            running.Store(scratch + i, rows);
            running *= PackedExt<T>.Load(x + i, rows);
        }

        var inverse = running.Inverse();
        for (var i = rows - T.Width; i >= 0; i -= T.Width)
        {
            var d = PackedExt<T>.Load(x + i, rows);
            (inverse * PackedExt<T>.Load(scratch + i, rows)).Store(x + i, rows);
            inverse *= d;
        }
    }

    private static void Put(in LogUpTile t, int c, int helpers, uint* h)
    {
        var sum = t.Auxiliary + 5 * helpers;
        for (var k = 0; k < 5; k++)
        {
            var source = h + k * t.Rows;
            if (c == helpers)
            {
                CopyRows(source, sum[k] + t.Row, t.Rows);
            }
            else
            {
                CopyAndAdd(source, t.Auxiliary[5 * c + k] + t.Row, sum[k] + t.Row, t.Rows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRows(uint* source, uint* target, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            PrefetchNext(target + i, rows);
            T.Store(T.Load(source + i), target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyAndAdd(uint* source, uint* target, uint* sum, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            PrefetchNext(target + i, rows);
            var h = T.Load(source + i);
            T.Store(h, target + i);
            T.Store(T.Load(sum + i) + h, sum + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PackedExt<T> LoadColumns(uint** columns, long row) =>
        new(T.Load(columns[0] + row), T.Load(columns[1] + row), T.Load(columns[2] + row), T.Load(columns[3] + row), T.Load(columns[4] + row));
}
