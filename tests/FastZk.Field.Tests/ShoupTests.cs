using FastZk.Field.Ntt;
using FastZk.Field.Packed;

namespace FastZk.Field.Tests;

/// <summary>Products with fixed factors and butterflies: every form against the field's own operators, at the ends of the ranges and on random words.</summary>
public unsafe class ShoupTests
{
    // Ends of the ranges that the operations take: canonical words, lazy ones below 2p, any word.
    private static readonly uint[] Edges =
        [0, 1, 2, Fp.Modulus / 2, Fp.Modulus - 1, Fp.Modulus, Fp.Modulus + 1, 2 * Fp.Modulus - 1, 2 * Fp.Modulus, uint.MaxValue - 1, uint.MaxValue];

    private static readonly uint[] Factors = [0, 1, 2, Fp.Modulus / 2, Fp.Modulus - 2, Fp.Modulus - 1];

    [Fact]
    public void Scalar() => Check<Packed1>();

    [Fact]
    public void Avx2()
    {
        if (PackedBackends.IsSupported(PackedBackend.Avx2))
        {
            Check<Packed8>();
        }
    }

    [Fact]
    public void Avx512()
    {
        if (PackedBackends.IsSupported(PackedBackend.Avx512))
        {
            Check<Packed16>();
        }
    }

    private static void Check<T>()
        where T : unmanaged, IPacked<T>
    {
        var r = new Random(5);
        var words = new List<uint>(Edges);
        var factors = new List<uint>(Factors);
        for (var i = 0; i < 4000; i++)
        {
            words.Add((uint)r.NextInt64(1L << 32));
            factors.Add((uint)r.NextInt64(Fp.Modulus));
        }

        foreach (var w in factors.Take(200))
        {
            Check<T>([.. words.Take(300)], [.. words.Take(300).Reverse()], w);
        }

        CheckPerLane<T>([.. words], [.. factors]);
    }

    // One factor for all lanes; a and b of one length, cut to whole vectors.
    private static void Check<T>(uint[] a, uint[] b, uint w)
        where T : unmanaged, IPacked<T>
    {
        var pair = ((ulong)w << 32) | ShoupFactor.Companion(w);
        var factor = Fp.FromUInt32(w);
        var x = stackalloc uint[16];
        var y = stackalloc uint[16];
        var u = stackalloc uint[16];
        for (var at = 0; at + T.Width <= a.Length; at += T.Width)
        {
            for (var i = 0; i < T.Width; i++)
            {
                x[i] = a[at + i] % Fp.Modulus;
                y[i] = b[at + i] % Fp.Modulus;
                u[i] = b[at + i];
            }

            T.Store(T.Multiply(T.Load(u), &pair), u);
            Equal<T>(i => Residue(b[at + i]) * factor, u, Fp.Modulus);

            Pair<T>(x, u, b, at, &pair, lazy: false, factor);
            Pair<T>(x, u, b, at, &pair, lazy: true, factor);

            var p = T.Load(x);
            var q = T.Load(y);
            T.Join(ref p, ref q, &pair);
            T.Store(p, u);
            Equal<T>(i => Residue(x[i]) + Residue(y[i]), u, Fp.Modulus);
            T.Store(q, u);
            Equal<T>(i => (Residue(x[i]) - Residue(y[i])) * factor, u, Fp.Modulus);

            p = T.Load(x);
            q = T.Load(y);
            T.Plain(ref p, ref q);
            T.Store(p, u);
            Equal<T>(i => Residue(x[i]) + Residue(y[i]), u, Fp.Modulus);
            T.Store(q, u);
            Equal<T>(i => Residue(x[i]) - Residue(y[i]), u, Fp.Modulus);
        }
    }

    private static void Pair<T>(uint* x, uint* u, uint[] b, int at, ulong* pair, bool lazy, Fp factor)
        where T : unmanaged, IPacked<T>
    {
        for (var i = 0; i < T.Width; i++)
        {
            u[i] = b[at + i];
        }

        var p = T.Load(x);
        var q = T.Load(u);
        if (lazy)
        {
            T.SplitLazy(ref p, ref q, pair);
        }
        else
        {
            T.Split(ref p, ref q, pair);
        }

        var bound = lazy ? 2 * Fp.Modulus : Fp.Modulus;
        T.Store(p, u);
        Equal<T>(i => Residue(x[i]) + Residue(b[at + i]) * factor, u, bound);
        T.Store(q, u);
        Equal<T>(i => Residue(x[i]) - Residue(b[at + i]) * factor, u, bound);
    }

    private static void CheckPerLane<T>(uint[] a, uint[] w)
        where T : unmanaged, IPacked<T>
    {
        var rows = stackalloc uint[32];
        var u = stackalloc uint[16];
        for (var at = 0; at + T.Width <= Math.Min(a.Length, w.Length); at += T.Width)
        {
            for (var i = 0; i < T.Width; i++)
            {
                rows[i] = w[at + i];
                rows[i + T.Width] = ShoupFactor.Companion(w[at + i]);
                u[i] = a[at + i];
            }

            var v = T.Load(u);
            T.Store(T.Multiply(v, rows), u);
            Equal<T>(i => Residue(a[at + i]) * Fp.FromUInt32(w[at + i]), u, Fp.Modulus);
            T.Store(T.MultiplyLazy(v, rows), u);
            Equal<T>(i => Residue(a[at + i]) * Fp.FromUInt32(w[at + i]), u, 2 * Fp.Modulus);
        }
    }

    private static Fp Residue(uint word) => Fp.FromRawUnchecked(word % Fp.Modulus);

    private static void Equal<T>(Func<int, Fp> expected, uint* actual, uint bound)
        where T : unmanaged, IPacked<T>
    {
        for (var i = 0; i < T.Width; i++)
        {
            Assert.True(actual[i] < bound);
            Assert.Equal(expected(i).Raw, actual[i] % Fp.Modulus);
        }
    }
}
