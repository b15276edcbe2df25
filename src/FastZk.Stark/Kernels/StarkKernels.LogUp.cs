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
            // m·(b - a) or m·(a - b): one tuple is sent and the other received, equally often.
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
        var shares = helpers + 1 + (t.PairCount + width - 1) / width;
        var rows = t.Rows;
        var area = 5 * rows;
        var d = t.Scratch;
        var before = d + area;
        var value = before + area;
        var sum = value + area;
        var product = sum + area;
        var negative = product + area;
        StepOfSum(t.Next, t.Auxiliary + 5 * helpers, t.Row, sum, rows);
        for (var c = 0; c <= helpers; c++)
        {
            PrefetchAhead(t, c, shares);

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

        ProductConstraints(t, helpers, shares);
    }

    // Z_{j+1}·Π D_i - Z_j·Π N_i over the pairs of product j; behind the last stands the first at the next row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProductConstraints(in LogUpTile t, int helpers, int shares)
    {
        var width = t.FractionsPerColumn;
        var products = shares - helpers - 1;
        var rows = t.Rows;
        var area = 5 * rows;
        var consumed = t.Scratch;
        var produced = consumed + area;
        var d = produced + area;
        var n = d + area;
        var before = n;
        for (var c = 0; c < products; c++)
        {
            PrefetchAhead(t, helpers + 1 + c, shares);
            before = MultiplyPairs(t, c * width, Math.Min(t.PairCount, (c + 1) * width), before, consumed, produced, d, n);
            var z = t.Auxiliary + 5 * (helpers + 1 + c);
            PrefetchColumns(z, t.Row, rows);
            T.MultiplyRows(ExtRows.At<T>(produced, rows), Columns(z, t.Row), null, default, ExtRows.At<T>(produced, rows), false, rows);
            T.MultiplyRows(ExtRows.At<T>(consumed, rows), c + 1 < products ? Columns(z + 5, t.Row) : ExtRows.At<T>(t.Next[5], rows), null, default, ExtRows.At<T>(consumed, rows), false, rows);
            SubtractWords(produced, consumed, area);
            var gamma = PackedExt<T>.Broadcast(t.ProductGamma + 5 * c);
            T.MultiplyRows(ExtRows.At<T>(consumed, rows), ExtRows.Repeat(&gamma), null, default, ExtRows.At<T>(t.Accumulator, t.AccumulatorStride), true, rows);
        }
    }

    // Products of what the pairs [first, end) consume and produce; d and n are room for one fingerprint each. before holds the fingerprint of the last tuple, and
    // the place where it then is is returned: with a single pair, that of its product, which is the last product's then and of no more use.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint* MultiplyPairs(in LogUpTile t, int first, int end, uint* before, uint* consumed, uint* produced, uint* d, uint* n)
    {
        Denominator(t, t.FractionCount + 2 * first, before, consumed);
        Denominator(t, t.FractionCount + 2 * first + 1, consumed, produced);
        before = produced;
        for (var i = first + 1; i < end; i++)
        {
            Denominator(t, t.FractionCount + 2 * i, before, d);
            Denominator(t, t.FractionCount + 2 * i + 1, d, n);
            MultiplyRows(consumed, d, consumed, t.Rows);
            MultiplyRows(produced, n, produced, t.Rows);
            before = n;
        }

        return before;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractWords(uint* source, uint* target, int words)
    {
        for (var i = 0; i < words; i += T.Width)
        {
            T.Store(T.Load(target + i) - T.Load(source + i), target + i);
        }
    }

    private static ExtRows Columns(uint** columns, long row) => ExtRows.At<T>(columns[0] + row, columns[1] - columns[0]);

    private static void PrefetchColumns(uint** columns, long row, int rows)
    {
        for (var k = 0; k < 5; k++)
        {
            for (var i = 0; i < rows; i += Line)
            {
                PrefetchNext(columns[k] + row + i, rows);
            }
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
        var all = chunks + (t.PairCount + width - 1) / width;
        var rows = t.Rows;
        var area = 5L * rows; // words of one extension column of the tile
        var product = t.Scratch;
        var prefix = product + all * area;
        var numerator = prefix + all * area;
        var d = numerator + all * area;
        var before = d + area;
        var negative = before + area;
        var last = before; // the pairs' last fingerprint
        for (var c = 0; c < all; c++)
        {
            PrefetchAhead(t, c, all);
            if (c < chunks)
            {
                SumFractions(t, c * width, Math.Min(t.FractionCount, (c + 1) * width), numerator + c * area, product + c * area, ref d, ref before, negative);
            }
            else
            {
                var first = (c - chunks) * width;
                last = MultiplyPairs(t, first, Math.Min(t.PairCount, first + width), last, product + c * area, numerator + c * area, d, before);
            }

            if (c == 0)
            {
                Buffer.MemoryCopy(product, prefix, area * sizeof(uint), area * sizeof(uint));
            }
            else
            {
                MultiplyRows(prefix + (c - 1) * area, product + c * area, prefix + c * area, rows);
            }
        }

        // Montgomery's trick, over the chunks of each row first: those products do not wait for each other. The last chunk of fractions opens the columns of S,
        // the others add to them.
        var inverse = prefix + (all - 1) * area;
        InvertRows(inverse, d, rows);
        for (var c = all - 1; c >= 0; c--)
        {
            var h = inverse;
            if (c > 0)
            {
                h = d;
                MultiplyRows(inverse, prefix + (c - 1) * area, h, rows);
                MultiplyRows(inverse, product + c * area, inverse, rows);
            }

            if (c >= chunks)
            {
                MultiplyRows(h, numerator + c * area, numerator + c * area, rows);
                continue;
            }

            MultiplyRows(h, numerator + c * area, h, rows);
            Put(t, c, chunks - 1, h);
        }

        if (all > chunks)
        {
            PutProducts(t, chunks, all, numerator, d);
        }
    }

    // From the ratio of each product and row to the ratios of all products before it in the row; that of all of them goes to the first, over the rows before.
    private static void PutProducts(in LogUpTile t, int chunks, int all, uint* numerator, uint* scratch)
    {
        var area = 5L * t.Rows;
        for (var c = chunks; c < all; c++)
        {
            var ratio = numerator + c * area;
            if (c > chunks)
            {
                MultiplyRows(ratio - area, ratio, ratio, t.Rows);
            }

            if (c + 1 < all)
            {
                PutColumns(ratio, t.Auxiliary + 5 * (c + 1), t.Row, t.Rows);
            }
        }

        var whole = numerator + (all - 1) * area;
        ExclusiveProducts(whole, t.Rows, scratch, t.Product);
        PutColumns(whole, t.Auxiliary + 5 * chunks, t.Row, t.Rows);
    }

    private static void PutColumns(uint* source, uint** columns, long row, int rows)
    {
        for (var k = 0; k < 5; k++)
        {
            CopyRows(source + k * rows, columns[k] + row, rows);
        }
    }

    // x, five rows of words, becomes the product of all before it, and product that of all. As ExclusiveSums: a lane is a run of Width elements.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExclusiveProducts(uint* x, int rows, uint* scratch, uint* product)
    {
        var w = T.Width;
        var square = w * w;
        var total = Fp5.One;
        var starts = scratch + 5 * square;
        for (var at = 0; at < rows; at += square)
        {
            for (var k = 0; k < 5; k++)
            {
                T.Transpose(x + k * rows + at, w, scratch + k * square, w);
            }

            var running = PackedExt<T>.Broadcast(One);
            for (var e = 0; e < w; e++)
            {
                var v = PackedExt<T>.Load(scratch + e * w, square);
                running.Store(scratch + e * w, square);
                running *= v;
            }

            running.Store(starts, w);
            for (var lane = 0; lane < w; lane++)
            {
                var v = new Fp5(Fp.FromRawUnchecked(starts[lane]), Fp.FromRawUnchecked(starts[w + lane]), Fp.FromRawUnchecked(starts[2 * w + lane]),
                    Fp.FromRawUnchecked(starts[3 * w + lane]), Fp.FromRawUnchecked(starts[4 * w + lane]));
                for (var k = 0; k < 5; k++)
                {
                    starts[k * w + lane] = total[k].Raw;
                }

                total *= v;
            }

            var start = PackedExt<T>.Load(starts, w);
            for (var e = 0; e < w; e++)
            {
                (PackedExt<T>.Load(scratch + e * w, square) * start).Store(scratch + e * w, square);
            }

            for (var k = 0; k < 5; k++)
            {
                T.Transpose(scratch + k * square, w, x + k * rows + at, w);
            }
        }

        total.CopyRawTo(new Span<uint>(product, 5));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ScaleProducts(uint** columns, int products, long row, uint* before, int rows)
    {
        var first = Columns(columns, row);
        var scale = PackedExt<T>.Broadcast(before);
        T.MultiplyRows(first, ExtRows.Repeat(&scale), null, default, first, false, rows);
        for (var c = 1; c < products; c++)
        {
            var z = Columns(columns + 5 * c, row);
            T.MultiplyRows(z, first, null, default, z, false, rows);
        }
    }

    public override void MultiplyColumns(uint** x, uint** y, long row, uint* target, int rows) =>
        T.MultiplyRows(Columns(x, row), Columns(y, row), null, default, ExtRows.At<T>(target, rows), false, rows);

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
