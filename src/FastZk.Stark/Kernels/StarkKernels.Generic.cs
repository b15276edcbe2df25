using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Stark.Air;

namespace FastZk.Stark.Kernels;

/// <summary>The kernels over one packed width. Every loop advances by Width rows inside bounds that the base class demands of its callers.</summary>
internal sealed unsafe class StarkKernels<T> : StarkKernels
    where T : unmanaged, IPacked<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(TileProgram program, uint** slots, int rows)
    {
        foreach (ref readonly var s in program.Steps.AsSpan())
        {
            var target = slots[s.Target];
            var a = slots[s.Left];
            var b = slots[s.Right];
            switch (s.Op)
            {
                case TileOp.Add:
                    for (var i = 0; i < rows; i += T.Width)
                    {
                        T.Store(T.Load(a + i) + T.Load(b + i), target + i);
                    }

                    break;
                case TileOp.Subtract:
                    for (var i = 0; i < rows; i += T.Width)
                    {
                        T.Store(T.Load(a + i) - T.Load(b + i), target + i);
                    }

                    break;
                case TileOp.Multiply:
                    for (var i = 0; i < rows; i += T.Width)
                    {
                        T.Store(T.Load(a + i) * T.Load(b + i), target + i);
                    }

                    break;
                case TileOp.AddConstant:
                    {
                        var c = T.Broadcast(s.Constant.Raw);
                        for (var i = 0; i < rows; i += T.Width)
                        {
                            T.Store(T.Load(a + i) + c, target + i);
                        }

                        break;
                    }

                case TileOp.MultiplyConstant:
                    {
                        var c = T.Broadcast(s.Constant.Raw);
                        for (var i = 0; i < rows; i += T.Width)
                        {
                            T.Store(T.Load(a + i) * c, target + i);
                        }

                        break;
                    }

                case TileOp.SubtractFromConstant:
                    {
                        var c = T.Broadcast(s.Constant.Raw);
                        for (var i = 0; i < rows; i += T.Width)
                        {
                            T.Store(c - T.Load(a + i), target + i);
                        }

                        break;
                    }

                case TileOp.SetConstant:
                    {
                        var c = T.Broadcast(s.Constant.Raw);
                        for (var i = 0; i < rows; i += T.Width)
                        {
                            T.Store(c, target + i);
                        }

                        break;
                    }

                default:
                    Buffer.MemoryCopy(a, target, (long)rows * sizeof(uint), (long)rows * sizeof(uint));
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void DotExt(uint** columns, long row, int count, uint* weights, uint* constant, uint* output, long stride, int rows, bool accumulate)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            var v = T.DotExt(columns, row + i, count, weights, constant);
            if (accumulate)
            {
                v += PackedExt<T>.Load(output + i, stride);
            }

            v.Store(output + i, stride);
        }
    }

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

    private static readonly uint* One = MakeOne();

    private static uint* MakeOne()
    {
        // Five words that live as long as the process.
        var one = (uint*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(5, sizeof(uint));
        one[0] = Fp.MontgomeryOne;
        return one;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(in PackedExt<T> v, uint** columns, long row)
    {
        T.Store(v.C0, columns[0] + row);
        T.Store(v.C1, columns[1] + row);
        T.Store(v.C2, columns[2] + row);
        T.Store(v.C3, columns[3] + row);
        T.Store(v.C4, columns[4] + row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ScaleRows(uint* target, long stride, uint* factor, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            (PackedExt<T>.Load(target + i, stride) * T.Load(factor + i)).Store(target + i, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddScaledRows(uint* target, long targetStride, uint* source, long sourceStride, uint* factor, int rows)
    {
        for (var i = 0; i < rows; i += T.Width)
        {
            (PackedExt<T>.Load(target + i, targetStride) + PackedExt<T>.Load(source + i, sourceStride) * T.Load(factor + i)).Store(target + i, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddQuotientRows(uint* target, long targetStride, uint** value, long row, uint* constant, uint* weight, uint* factor, int rows)
    {
        var k = PackedExt<T>.Broadcast(constant);
        var w = PackedExt<T>.Broadcast(weight);
        for (var i = 0; i < rows; i += T.Width)
        {
            var v = (LoadColumns(value, row + i) - k) * w * T.Load(factor + i);
            (PackedExt<T>.Load(target + i, targetStride) + v).Store(target + i, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ToMontgomery(uint* source, uint* target, long rows)
    {
        var s = T.Broadcast(Fp.MontgomerySquare);
        for (long i = 0; i < rows; i += T.Width)
        {
            T.Store(T.Load(source + i) * s, target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void FromMontgomery(uint* source, uint* target, long rows)
    {
        var s = T.Broadcast(1);
        for (long i = 0; i < rows; i += T.Width)
        {
            T.Store(T.Load(source + i) * s, target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void InverseDifference(uint* points, uint c, uint* values, long rows)
    {
        const int block = 512;
        var prefix = stackalloc uint[block];
        var k = T.Broadcast(c);
        for (long start = 0; start < rows; start += block)
        {
            var count = (int)Math.Min(block, rows - start);
            var x = points + start;
            var y = values + start;
            var running = T.Broadcast(Fp.MontgomeryOne);
            for (var i = 0; i < count; i += T.Width)
            {
                T.Store(running, prefix + i);
                running *= T.Load(x + i) - k;
            }

            var inverse = PackedExt<T>.BaseInverse(running);
            for (var i = count - T.Width; i >= 0; i -= T.Width)
            {
                var d = T.Load(x + i) - k;
                T.Store(inverse * T.Load(prefix + i), y + i);
                inverse *= d;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void InverseDifferenceExt(uint* points, uint* z, uint* values, long stride, long rows)
    {
        const int block = 512;
        var prefix = stackalloc uint[5 * block];
        var k = PackedExt<T>.Broadcast(z);
        var zero = T.Broadcast(0);
        k = new(zero - k.C0, zero - k.C1, zero - k.C2, zero - k.C3, zero - k.C4);
        for (long start = 0; start < rows; start += block)
        {
            var count = (int)Math.Min(block, rows - start);
            var x = points + start;
            var running = PackedExt<T>.Broadcast(One);
            for (var i = 0; i < count; i += T.Width)
            {
                running.Store(prefix + i, block);
                running *= new PackedExt<T>(k.C0 + T.Load(x + i), k.C1, k.C2, k.C3, k.C4);
            }

            var inverse = running.Inverse();
            for (var i = count - T.Width; i >= 0; i -= T.Width)
            {
                (inverse * PackedExt<T>.Load(prefix + i, block)).Store(values + start + i, stride);
                inverse *= new PackedExt<T>(k.C0 + T.Load(x + i), k.C1, k.C2, k.C3, k.C4);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void InnerProduct(uint* column, uint* weights, long stride, long rows, uint* sum)
    {
        var s = T.InnerProduct(column, weights, stride, rows);
        sum[0] = Horizontal(s.C0);
        sum[1] = Horizontal(s.C1);
        sum[2] = Horizontal(s.C2);
        sum[3] = Horizontal(s.C3);
        sum[4] = Horizontal(s.C4);
    }

    private static uint Horizontal(T v)
    {
        var lanes = stackalloc uint[16];
        T.Store(v, lanes);
        var s = Fp.Zero;
        for (var i = 0; i < T.Width; i++)
        {
            s += Fp.FromRawUnchecked(lanes[i]);
        }

        return s.Raw;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyScaled(uint* a, uint* b, uint c, uint* target, long rows)
    {
        var k = T.Broadcast(c);
        for (long i = 0; i < rows; i += T.Width)
        {
            T.Store(T.Load(a + i) * T.Load(b + i) * k, target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Powers(uint first, uint ratio, uint* target, long rows)
    {
        // Four vectors are advanced side by side: one chain would run at the latency of a multiplication.
        var w = Fp.FromRawUnchecked(ratio);
        var x = Fp.FromRawUnchecked(first);
        var head = Math.Min(rows, 4 * T.Width);
        for (long i = 0; i < head; i++, x *= w)
        {
            target[i] = x.Raw;
        }

        var step = T.Broadcast(w.Pow(4 * (ulong)T.Width).Raw);
        for (var i = head; i < rows; i += T.Width)
        {
            T.Store(T.Load(target + i - 4 * T.Width) * step, target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddDeep(uint* target, long targetStride, uint* combination, long combinationStride, uint* constant, uint* inverse, long inverseStride, uint* scale, int rows)
    {
        var k = PackedExt<T>.Broadcast(constant);
        var s = T.Broadcast(*scale);
        for (var i = 0; i < rows; i += T.Width)
        {
            var v = (PackedExt<T>.Load(combination + i, combinationStride) - k) * PackedExt<T>.Load(inverse + i, inverseStride) * s;
            (PackedExt<T>.Load(target + i, targetStride) + v).Store(target + i, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddExt(uint* target, long targetStride, uint* source, long sourceStride, long rows)
    {
        for (long i = 0; i < rows; i += T.Width)
        {
            (PackedExt<T>.Load(target + i, targetStride) + PackedExt<T>.Load(source + i, sourceStride)).Store(target + i, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fold(uint* source, long sourceStride, uint* output, long outputStride, uint* inverseTwiddles, uint* d, long half)
    {
        if (half < T.Width)
        {
            new StarkKernels<Packed1>().Fold(source, sourceStride, output, outputStride, inverseTwiddles, d, half);
            return;
        }

        var k = PackedExt<T>.Broadcast(d);
        var two = T.Broadcast(Fp.FromUInt32(2).Inverse().Raw);
        for (long i = 0; i < half; i += T.Width)
        {
            var a = PackedExt<T>.Load(source + i, sourceStride);
            var b = PackedExt<T>.Load(source + i + half, sourceStride);
            var odd = (a - b) * T.Load(inverseTwiddles + i);
            ((a + b) * two + odd * k).Store(output + i, outputStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void DotRuns(uint* values, uint* weights, long length, int runs, uint* sums)
    {
        if (length < T.Width)
        {
            ShortDotRuns(values, weights, (int)length, runs, sums);
            return;
        }

        // Width runs at a time: a transposition turns their lane sums into one vector of totals.
        var w = T.Width;
        var lanes = stackalloc uint[w * w];
        for (var r = 0; r < runs; r += w)
        {
            for (var k = 0; k < w; k++)
            {
                var from = values + (r + k) * length;
                var a = T.Load(from) * T.Load(weights);
                var b = T.Broadcast(0);
                for (long i = w; i < length; i += 2 * w)
                {
                    b += T.Load(from + i) * T.Load(weights + i);
                    if (i + w < length)
                    {
                        a += T.Load(from + i + w) * T.Load(weights + i + w);
                    }
                }

                T.Store(a + b, lanes + k * w);
            }

            T.Transpose(lanes, w, lanes, w);
            var s = T.Load(lanes);
            for (var k = 1; k < w; k++)
            {
                s += T.Load(lanes + k * w);
            }

            T.Store(s, sums + r);
        }
    }

    // Runs shorter than a vector: after a transposition of Width vectors, vector e holds element e of each, so a run's sum is a sum of vectors; a second
    // transposition brings the sums back into order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortDotRuns(uint* values, uint* weights, int length, int runs, uint* sums)
    {
        var w = T.Width;
        var each = w / length; // runs in a vector
        var tile = stackalloc uint[w * w];
        var done = 0;
        for (; done + w * each <= runs; done += w * each)
        {
            T.Transpose(values + (long)done * length, w, tile, w);
            for (var r = 0; r < each; r++)
            {
                var s = T.Load(tile + r * length * w) * T.Broadcast(weights[0]);
                for (var e = 1; e < length; e++)
                {
                    s += T.Load(tile + (r * length + e) * w) * T.Broadcast(weights[e]);
                }

                T.Store(s, tile + r * w);
            }

            T.Transpose(tile, w, tile, w);
            for (var v = 0; v < w; v++)
            {
                new ReadOnlySpan<uint>(tile + v * w, each).CopyTo(new Span<uint>(sums + done + v * each, each));
            }
        }

        for (; done < runs; done++)
        {
            var t = Fp.Zero;
            for (var e = 0; e < length; e++)
            {
                t += Fp.FromRawUnchecked(values[(long)done * length + e]) * Fp.FromRawUnchecked(weights[e]);
            }

            sums[done] = t.Raw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddScaled(uint* target, uint* source, uint c, long rows)
    {
        var k = T.Broadcast(c);
        for (long i = 0; i < rows; i += T.Width)
        {
            T.Store(T.Load(target + i) + T.Load(source + i) * k, target + i);
        }
    }
}
