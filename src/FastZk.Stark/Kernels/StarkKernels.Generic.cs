using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Stark.Air;

namespace FastZk.Stark.Kernels;

/// <summary>The kernels over one packed width. Every loop advances by Width rows inside bounds that the base class demands of its callers.</summary>
internal sealed unsafe partial class StarkKernels<T> : StarkKernels
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
                case TileOp.DoubleAdd:
                    for (var i = 0; i < rows; i += T.Width)
                    {
                        var v = T.Load(a + i);
                        T.Store(v + v + T.Load(b + i), target + i);
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

    private static readonly uint* One = MakeOne();

    private static uint* MakeOne()
    {
        // Five words that live as long as the process.
        var one = (uint*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(5, sizeof(uint));
        one[0] = Fp.MontgomeryOne;
        return one;
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

    // A square of vectors is transposed, so that a lane is a run of Width words: the runs are summed side by side, then begin where those before end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override uint ExclusiveSums(uint* values, long rows)
    {
        var w = T.Width;
        var tile = stackalloc uint[w * w];
        var starts = stackalloc uint[w];
        var total = Fp.Zero;
        for (long at = 0; at < rows; at += w * w)
        {
            T.Transpose(values + at, w, tile, w);
            var sum = T.Broadcast(0);
            for (var e = 0; e < w; e++)
            {
                var v = T.Load(tile + e * w);
                T.Store(sum, tile + e * w);
                sum += v;
            }

            T.Store(sum, starts);
            for (var lane = 0; lane < w; lane++)
            {
                var v = Fp.FromRawUnchecked(starts[lane]);
                starts[lane] = total.Raw;
                total += v;
            }

            var start = T.Load(starts);
            for (var e = 0; e < w; e++)
            {
                T.Store(T.Load(tile + e * w) + start, tile + e * w);
            }

            T.Transpose(tile, w, values + at, w);
        }

        // The words may be secret.
        new Span<uint>(tile, w * w).Clear();
        new Span<uint>(starts, w).Clear();
        return total.Raw;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyDifference(uint* x, uint* y, uint c, uint d, long rows)
    {
        var k = T.Broadcast(c);
        var l = T.Broadcast(d);
        for (long i = 0; i < rows; i += T.Width)
        {
            var v = T.Load(x + i) * k;
            T.Store(v, x + i);
            T.Store((T.Load(y + i) - l) * v, y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Halves(uint* x, uint* y, uint c, uint d, long rows)
    {
        var k = T.Broadcast(c);
        var l = T.Broadcast(d);
        for (long i = 0; i < rows; i += T.Width)
        {
            var a = T.Load(x + i);
            var b = T.Load(y + i);
            T.Store((a + b) * k, x + i);
            T.Store((a - b) * l, y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddHalves(uint* x, uint* y, uint c, uint d, uint* sums, uint* differences, long rows)
    {
        var k = T.Broadcast(c);
        var l = T.Broadcast(d);
        for (long i = 0; i < rows; i += T.Width)
        {
            var a = T.Load(x + i);
            var b = T.Load(y + i);
            var low = (a + b) * k;
            var high = (a - b) * l;
            T.Store(low, x + i);
            T.Store(high, y + i);
            T.Store(T.Load(sums + i) + low, sums + i);
            T.Store(T.Load(differences + i) + high, differences + i);
        }
    }
}
