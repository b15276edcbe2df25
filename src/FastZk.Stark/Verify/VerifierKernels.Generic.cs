using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Stark.Fri;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>The kernels over one packed width, which divides <see cref="VerifierKernels.Lanes"/>. Bounds are those that the base class has checked.</summary>
/// <remarks>Only what every word of a proof passes through is compiled with all optimizations at once: for the rest that would cost a first verification more than it gains.</remarks>
internal sealed unsafe class VerifierKernels<T> : VerifierKernels
    where T : unmanaged, IPacked<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Transpose(uint* rows, int rowWords, uint* columns)
    {
        var w = T.Width;
        if (rowWords < w)
        {
            for (var c = 0; c < rowWords; c++)
            {
                for (var r = 0; r < Lanes; r++)
                {
                    columns[c * Lanes + r] = rows[r * rowWords + c];
                }
            }

            return;
        }

        for (var c = 0; c < rowWords; c += w)
        {
            // The last columns overlap those before, so that no word behind a row is read.
            var first = Math.Min(c, rowWords - w);
            for (var r = 0; r < Lanes; r += w)
            {
                T.Transpose(rows + r * rowWords + first, rowWords, columns + first * Lanes + r, Lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void ToMontgomery(uint* words, long count)
    {
        var s = T.Broadcast(Fp.MontgomerySquare);
        for (long i = 0; i < count; i += T.Width)
        {
            T.Store(T.Load(words + i) * s, words + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AddWeighted(uint* columns, int* which, int count, uint* weights, uint* sums, int stride)
    {
        const int part = 256;
        var pointers = stackalloc uint*[part];
        var zero = stackalloc uint[Fp5.Degree];
        new Span<uint>(zero, Fp5.Degree).Clear();
        for (var done = 0; done < count; done += part)
        {
            var n = Math.Min(part, count - done);
            for (var c = 0; c < n; c++)
            {
                pointers[c] = columns + which[done + c] * Lanes;
            }

            for (var r = 0; r < Lanes; r += T.Width)
            {
                var sum = T.DotExt(pointers, r, n, weights + Fp5.Degree * done, zero);
                (sum + PackedExt<T>.Load(sums + r, stride)).Store(sums + r, stride);
            }
        }
    }

    protected override void Quotients(uint* points, uint* zeta, uint* next, uint* sums, int stride)
    {
        const int block = 512;
        var prefix = stackalloc uint[Fp5.Degree * block];
        var products = stackalloc uint[Fp5.Degree * block];
        var one = T.Broadcast(Fp.MontgomeryOne);
        var zero = T.Broadcast(0);
        var z = PackedExt<T>.Broadcast(zeta);
        var g = PackedExt<T>.Broadcast(next);
        for (var start = 0; start < stride; start += block)
        {
            // One inversion in each lane, of the product of all denominators.
            var rows = Math.Min(block, stride - start);
            var x = points + start;
            var running = new PackedExt<T>(one, zero, zero, zero, zero);
            for (var i = 0; i < rows; i += T.Width)
            {
                var y = new PackedExt<T>(T.Load(x + i), zero, zero, zero, zero);
                var product = (y - z) * (y - g);
                product.Store(products + i, block);
                running.Store(prefix + i, block);
                running *= product;
            }

            var inverse = running.Inverse();
            for (var i = rows - T.Width; i >= 0; i -= T.Width)
            {
                var y = new PackedExt<T>(T.Load(x + i), zero, zero, zero, zero);
                var s = sums + start + i;
                var both = PackedExt<T>.Load(s, stride) * (y - g) + PackedExt<T>.Load(s + Fp5.Degree * stride, stride) * (y - z);
                var value = both * (inverse * PackedExt<T>.Load(prefix + i, block)) + PackedExt<T>.Load(s + 2 * Fp5.Degree * stride, stride);
                value.Store(s, stride);
                inverse *= PackedExt<T>.Load(products + i, block);
            }
        }
    }

    // Three binary folds with c, c², c⁴ (Ben-Sasson et al. 2018); the halves of each are taken together at the end.
    protected override void Fold(uint* entries, uint* inverses, uint* challenge, uint* values, int stride)
    {
        var f = stackalloc PackedExt<T>[FriLayout.Arity];
        var roots = stackalloc T[FriLayout.Arity / 2];
        var root = Fp.RootOfUnity(SecurityParameters.LogFold).Inverse();
        for (var k = 0; k < FriLayout.Arity / 2; k++)
        {
            roots[k] = T.Broadcast(root.Pow((ulong)k).Raw);
        }

        var eighth = T.Broadcast(Fp.FromUInt32(FriLayout.Arity).Inverse().Raw);
        var c = stackalloc PackedExt<T>[SecurityParameters.LogFold];
        c[0] = PackedExt<T>.Broadcast(challenge);
        for (var k = 1; k < SecurityParameters.LogFold; k++)
        {
            c[k] = c[k - 1] * c[k - 1];
        }

        for (var i = 0; i < stride; i += T.Width)
        {
            for (var e = 0; e < FriLayout.Arity; e++)
            {
                f[e] = PackedExt<T>.Load(entries + (long)Fp5.Degree * e * stride + i, stride);
            }

            var inverse = T.Load(inverses + i);
            for (var fold = 0; fold < SecurityParameters.LogFold; fold++, inverse *= inverse)
            {
                var half = FriLayout.Arity / 2 >> fold;
                for (var k = 0; k < half; k++)
                {
                    // The inverse of the root of order 2·half, to the power k.
                    var odd = (f[k] - f[k + half]) * (inverse * roots[k << fold]);
                    f[k] = f[k] + f[k + half] + odd * c[fold];
                }
            }

            (f[0] * eighth).Store(values + i, stride);
        }
    }

    protected override void Evaluate(uint* coefficients, int count, uint* points, uint* values, int stride)
    {
        var zero = T.Broadcast(0);
        for (var i = 0; i < stride; i += T.Width)
        {
            var x = T.Load(points + i);
            var sum = new PackedExt<T>(zero, zero, zero, zero, zero);
            for (var c = count - 1; c >= 0; c--)
            {
                sum = sum * x + PackedExt<T>.Broadcast(coefficients + Fp5.Degree * c);
            }

            sum.Store(values + i, stride);
        }
    }

    public override Fp5 Product(Fp5 x, Fp root, int count)
    {
        // Lane l takes the roots l + 1, l + 1 + Width, ...; what is left over one by one.
        var lanes = stackalloc uint[Fp5.Degree * Lanes];
        var power = Fp.One;
        for (var l = 0; l < T.Width; l++)
        {
            power *= root;
            lanes[l] = power.Raw;
        }

        var step = T.Broadcast(power.Raw);
        var zero = T.Broadcast(0);
        var roots = T.Load(lanes);
        var at = PackedExt<T>.Broadcast((uint*)&x);
        var product = new PackedExt<T>(T.Broadcast(Fp.MontgomeryOne), zero, zero, zero, zero);
        var done = 0;
        for (; done + T.Width <= count; done += T.Width)
        {
            product *= new PackedExt<T>(at.C0 - roots, at.C1, at.C2, at.C3, at.C4);
            roots *= step;
        }

        product.Store(lanes, Lanes);
        var result = Fp5.One;
        for (var l = 0; l < T.Width; l++)
        {
            result *= new Fp5(Word(lanes + l), Word(lanes + Lanes + l), Word(lanes + 2 * Lanes + l), Word(lanes + 3 * Lanes + l), Word(lanes + 4 * Lanes + l));
        }

        power = root.Pow((ulong)done);
        for (; done < count; done++)
        {
            power *= root;
            result *= x - power;
        }

        return result;
    }

    private static Fp Word(uint* word) => Fp.FromRawUnchecked(*word);
}
