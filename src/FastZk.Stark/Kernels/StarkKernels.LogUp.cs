using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Field.Packed;

namespace FastZk.Stark.Kernels;

/// <summary>Fractions, helper columns and running sums, a tile at a time.</summary>
internal sealed unsafe partial class StarkKernels<T>
{
    // Denominator of one fraction on the whole tile (five rows of words, t.Rows apart); before is that of the fraction before it. One loop for each number
    // of terms, so that weights and constants stay in registers.
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

    public override void LogUpConstraints(in LogUpTile t)
    {
        var helpers = (t.FractionCount + 1) / 2 - 1;
        var area = 5 * t.Rows;
        var a = t.Scratch;
        var b = a + area;
        var numerator = b + area;
        var sum = numerator + area;
        StepOfSum(t.SumNext, t.Auxiliary + 5 * helpers, t.Row, sum, t.Rows);
        for (var c = 0; c <= helpers; c++)
        {
            // The last chunk takes what the helper columns leave of the step of S. b still holds the denominator before.
            Denominator(t, 2 * c, b, a);
            var isPair = 2 * c + 1 < t.FractionCount;
            if (isPair)
            {
                Denominator(t, 2 * c + 1, a, b);
                Numerator(t, 2 * c, a, b, numerator);
            }
            else
            {
                SingleNumerator(t, 2 * c, numerator);
            }

            AddConstraint(t, c < helpers ? t.Auxiliary + 5 * c : null, sum, a, isPair ? b : null, numerator, t.Gamma + 5 * c);
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
                T.Store(T.Load(x + i) - T.Load(y + i), target + k * rows + i);
            }
        }
    }

    // accumulator += γ·(h·a·b - numerator); a helper column is taken off the sum, without one h is the sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddConstraint(in LogUpTile t, uint** helper, uint* sum, uint* a, uint* b, uint* numerator, uint* gamma)
    {
        long rows = t.Rows;
        var g = PackedExt<T>.Broadcast(gamma);
        for (var i = 0; i < t.Rows; i += T.Width)
        {
            PackedExt<T> h;
            if (helper is not null)
            {
                h = LoadColumns(helper, t.Row + i);
                (PackedExt<T>.Load(sum + i, rows) - h).Store(sum + i, rows);
            }
            else
            {
                h = PackedExt<T>.Load(sum + i, rows);
            }

            var d = PackedExt<T>.Load(a + i, rows);
            if (b is not null)
            {
                d = PackedExt<T>.Multiply(d, PackedExt<T>.Load(b + i, rows));
            }

            var v = PackedExt<T>.Multiply(h, d) - PackedExt<T>.Load(numerator + i, rows);
            var to = t.Accumulator + i;
            (PackedExt<T>.Load(to, t.AccumulatorStride) + PackedExt<T>.Multiply(v, g)).Store(to, t.AccumulatorStride);
        }
    }

    public override void LogUpGenerate(in LogUpTile t)
    {
        var chunks = (t.FractionCount + 1) / 2;
        long rows = t.Rows;
        var area = 5 * rows; // words of one extension column of the tile
        var product = t.Scratch;
        var prefix = product + chunks * area;
        var numerator = prefix + chunks * area;
        var b = numerator + chunks * area;
        var running = PackedExt<T>.Broadcast(One);
        for (var c = 0; c < chunks; c++)
        {
            var a = product + c * area;
            Denominator(t, 2 * c, b, a);
            if (2 * c + 1 < t.FractionCount)
            {
                Denominator(t, 2 * c + 1, a, b);
                Numerator(t, 2 * c, a, b, numerator + c * area);
                running = Products(a, b, prefix + c * area, running, t.Rows);
            }
            else
            {
                SingleNumerator(t, 2 * c, numerator + c * area);
                running = Products(a, null, prefix + c * area, running, t.Rows);
            }
        }

        // Montgomery's trick: one inversion for all chunks and rows of the tile. The last chunk opens the columns of S, the others add to them.
        var inverse = running.Inverse();
        for (var c = chunks - 1; c >= 0; c--)
        {
            inverse = Divide(t, c, chunks - 1, product + c * area, prefix + c * area, numerator + c * area, inverse);
        }
    }

    // a becomes a·b (b may be null), prefix the product of everything before each row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PackedExt<T> Products(uint* a, uint* b, uint* prefix, PackedExt<T> running, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            var d = PackedExt<T>.Load(a + i, rows);
            if (b is not null)
            {
                d = PackedExt<T>.Multiply(d, PackedExt<T>.Load(b + i, rows));
                d.Store(a + i, rows);
            }

            running.Store(prefix + i, rows);
            running = PackedExt<T>.Multiply(running, d);
        }

        return running;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PackedExt<T> Divide(in LogUpTile t, int c, int helpers, uint* product, uint* prefix, uint* numerator, PackedExt<T> inverse)
    {
        long rows = t.Rows;
        var sum = t.Auxiliary + 5 * helpers;
        for (var i = t.Rows - T.Width; i >= 0; i -= T.Width)
        {
            var h = PackedExt<T>.Multiply(PackedExt<T>.Multiply(inverse, PackedExt<T>.Load(prefix + i, rows)), PackedExt<T>.Load(numerator + i, rows));
            inverse = PackedExt<T>.Multiply(inverse, PackedExt<T>.Load(product + i, rows));
            var row = t.Row + i;
            if (c < helpers)
            {
                StoreColumns(h, t.Auxiliary + 5 * c, row);
                h += LoadColumns(sum, row);
            }

            StoreColumns(h, sum, row);
        }

        return inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PackedExt<T> LoadColumns(uint** columns, long row) =>
        new(T.Load(columns[0] + row), T.Load(columns[1] + row), T.Load(columns[2] + row), T.Load(columns[3] + row), T.Load(columns[4] + row));
}
