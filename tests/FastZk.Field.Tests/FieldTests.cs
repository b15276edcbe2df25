using System.Numerics;
using FastZk.Field.Packed;

namespace FastZk.Field.Tests;

public unsafe class FieldTests
{
    private static readonly uint[] Edges = [0, 1, 2, Fp.Modulus - 1, Fp.Modulus - 2, Fp.MontgomeryOne, 0x7FFFFFF % Fp.Modulus, 0x0FFFFFFF];

    private static uint[] Words(int n, int seed)
    {
        var r = new Random(seed);
        var a = new uint[n];
        for (var i = 0; i < n; i++)
        {
            a[i] = i < Edges.Length * Edges.Length ? Edges[seed % 2 == 0 ? i % Edges.Length : i / Edges.Length] : (uint)r.NextInt64(Fp.Modulus);
        }

        return a;
    }

    [Fact]
    public void ScalarAgreesWithIntegers()
    {
        var a = Words(2000, 0);
        var b = Words(2000, 1);
        for (var i = 0; i < a.Length; i++)
        {
            var x = Fp.FromUInt32(a[i]);
            var y = Fp.FromUInt32(b[i]);
            Assert.Equal(a[i] % Fp.Modulus, x.ToUInt32());
            Assert.Equal((uint)(((ulong)a[i] + b[i]) % Fp.Modulus), (x + y).ToUInt32());
            Assert.Equal((uint)((a[i] + (ulong)Fp.Modulus - b[i]) % Fp.Modulus), (x - y).ToUInt32());
            Assert.Equal((uint)((ulong)a[i] * b[i] % Fp.Modulus), (x * y).ToUInt32());
            if (x != Fp.Zero)
            {
                Assert.Equal(Fp.One, x * x.Inverse());
            }
        }

        Assert.Equal((uint)(0xFFFFFFFFL % Fp.Modulus), Fp.FromUInt32(0xFFFFFFFF).ToUInt32());
        Assert.Equal(Fp.Modulus - 5, Fp.FromInt64(-5).ToUInt32());
        for (var log = 0; log <= Fp.TwoAdicity; log++)
        {
            var w = Fp.RootOfUnity(log);
            Assert.Equal(Fp.One, w.Pow(1UL << log));
            Assert.True(log == 0 || w.Pow(1UL << (log - 1)) != Fp.One);
        }
    }

    [Fact]
    public void ExtensionIsAField()
    {
        Assert.NotEqual(Fp.One, Fp.FromUInt32(2).Pow((Fp.Modulus - 1) / 5));
        Assert.Equal(815036133u, Fp.FromUInt32(2).Pow((Fp.Modulus - 1) / 5).ToUInt32());
        Assert.Equal((Fp5)Fp.FromUInt32(2), Fp5.X.Pow(5));
        var w = Words(3000, 0);
        for (var i = 0; i + 15 <= w.Length; i += 15)
        {
            var a = Fp5.FromRawUnchecked(w.AsSpan(i, 5));
            var b = Fp5.FromRawUnchecked(w.AsSpan(i + 5, 5));
            var c = Fp5.FromRawUnchecked(w.AsSpan(i + 10, 5));
            Assert.Equal(a * (b + c), a * b + a * c);
            Assert.Equal(a * (b * c), (a * b) * c);
            Assert.Equal(Naive(a, b), a * b);
            Assert.Equal(a.Pow(Fp.Modulus), a.Frobenius());
            Assert.Equal(a.Frobenius().Frobenius(), a.Frobenius2());
            if (a != Fp5.Zero)
            {
                Assert.Equal(Fp5.One, a * a.Inverse());
            }
        }
    }

    private static Fp5 Naive(Fp5 a, Fp5 b)
    {
        var r = new BigInteger[9];
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                r[i + j] += (BigInteger)a[i].ToUInt32() * b[j].ToUInt32();
            }
        }

        Fp At(int i) => Fp.FromUInt32((uint)((r[i] + (i < 4 ? 2 * r[i + 5] : 0)) % Fp.Modulus));
        return new(At(0), At(1), At(2), At(3), At(4));
    }

    [Fact]
    public void Packed16AgreesWithScalar() => RunIf<Packed16>(PackedBackend.Avx512);

    [Fact]
    public void Packed8AgreesWithScalar() => RunIf<Packed8>(PackedBackend.Avx2);

    [Fact]
    public void Packed1AgreesWithScalar() => RunIf<Packed1>(PackedBackend.Scalar);

    private static void RunIf<T>(PackedBackend backend)
        where T : unmanaged, IPacked<T>
    {
        if (PackedBackends.IsSupported(backend))
        {
            Check<T>();
        }
    }

    private static void Check<T>()
        where T : unmanaged, IPacked<T>
    {
        const int n = 1024;
        var a = Words(n * 5, 0);
        var b = Words(n * 5, 1);
        var o = new uint[n * 5];
        fixed (uint* x = a, y = b, z = o)
        {
            for (var i = 0; i < n; i += T.Width)
            {
                T.Store(T.Load(x + i) + T.Load(y + i), z + i);
            }

            Each(n, i => Assert.Equal((Fp.FromRawUnchecked(a[i]) + Fp.FromRawUnchecked(b[i])).Raw, o[i]));
            for (var i = 0; i < n; i += T.Width)
            {
                T.Store(T.Load(x + i) - T.Load(y + i), z + i);
            }

            Each(n, i => Assert.Equal((Fp.FromRawUnchecked(a[i]) - Fp.FromRawUnchecked(b[i])).Raw, o[i]));
            for (var i = 0; i < n; i += T.Width)
            {
                T.Store(T.Load(x + i) * T.Load(y + i), z + i);
            }

            Each(n, i => Assert.Equal((Fp.FromRawUnchecked(a[i]) * Fp.FromRawUnchecked(b[i])).Raw, o[i]));
            for (var i = 0; i < n; i += T.Width)
            {
                (PackedExt<T>.Load(x + i, n) * PackedExt<T>.Load(y + i, n)).Store(z + i, n);
            }

            Each(n, i => Assert.Equal(At(a, i) * At(b, i), At(o, i)));
            for (var i = 0; i < n; i += T.Width)
            {
                PackedExt<T>.Load(x + i, n).Inverse().Store(z + i, n);
            }

            Each(n, i => Assert.Equal(At(a, i).Inverse(), At(o, i)));
            var columns = stackalloc uint*[7];
            for (var count = 0; count <= 7; count++)
            {
                for (var c = 0; c < count; c++)
                {
                    columns[c] = x + 512 * c;
                }

                for (var i = 0; i < n; i += T.Width)
                {
                    T.DotExt(columns, i, count, y + 5, y).Store(z + i, n);
                }

                var k = count;
                Each(n, i =>
                {
                    var s = Fp5.FromRawUnchecked(b.AsSpan(0, 5));
                    for (var c = 0; c < k; c++)
                    {
                        s += Fp5.FromRawUnchecked(b.AsSpan(5 + 5 * c, 5)) * Fp.FromRawUnchecked(a[512 * c + i]);
                    }

                    Assert.Equal(s, At(o, i));
                });
            }

            T.Transpose(x, T.Width + 16, z, T.Width);
            for (var i = 0; i < T.Width; i++)
            {
                for (var j = 0; j < T.Width; j++)
                {
                    Assert.Equal(a[i * (T.Width + 16) + j], o[j * T.Width + i]);
                }
            }
        }

        static Fp5 At(uint[] v, int i) => Fp5.FromRawUnchecked([v[i], v[n + i], v[2 * n + i], v[3 * n + i], v[4 * n + i]]);

        static void Each(int count, Action<int> check)
        {
            for (var i = 0; i < count; i++)
            {
                check(i);
            }
        }
    }

    [Fact]
    public void KnobsTakeEffect()
    {
        // The reduced levels of CI set these; a dead or misspelt knob would silently test the wrong kernels.
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0")
        {
            Assert.False(PackedBackends.IsSupported(PackedBackend.Avx512));
        }

        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX2") == "0" || Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0")
        {
            Assert.Equal(PackedBackend.Scalar, PackedBackends.Best);
        }
    }
}
