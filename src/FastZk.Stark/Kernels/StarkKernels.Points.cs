using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Field.Packed;

namespace FastZk.Stark.Kernels;

/// <summary>Out-of-domain points: inverses of differences, values at a point, the DEEP sums and FRI folds.</summary>
internal sealed unsafe partial class StarkKernels<T>
{
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

    public override void InnerProducts(uint** columns, int count, uint* weights, long stride, long rows, uint* sums)
    {
        const int block = 2048; // the weights of a block stay in the second-level cache while all columns pass
        var zero = T.Broadcast(0);
        var totals = stackalloc PackedExt<T>[count + 1];
        for (var c = 0; c < count; c++)
        {
            totals[c] = new(zero, zero, zero, zero, zero);
        }

        var two = stackalloc PackedExt<T>[2];
        for (long start = 0; start < rows; start += block)
        {
            for (var c = 0; c < count; c += 2)
            {
                // An odd last column is taken with itself, into the spare total.
                T.InnerProducts(columns[c] + start, columns[Math.Min(c + 1, count - 1)] + start, weights + start, stride, Math.Min(block, rows - start), two);
                totals[c] += two[0];
                totals[c + 1] += two[1];
            }
        }

        for (var c = 0; c < count; c++)
        {
            sums[5 * c] = Horizontal(totals[c].C0);
            sums[5 * c + 1] = Horizontal(totals[c].C1);
            sums[5 * c + 2] = Horizontal(totals[c].C2);
            sums[5 * c + 3] = Horizontal(totals[c].C3);
            sums[5 * c + 4] = Horizontal(totals[c].C4);
        }
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
}
