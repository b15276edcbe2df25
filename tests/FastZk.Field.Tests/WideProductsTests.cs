using FastZk.Field.Packed;

namespace FastZk.Field.Tests;

/// <summary>Sums of 64-bit products at their ends: operands that make every sum as large as it can be, and the least ones on the way over a bound.</summary>
public unsafe class WideProductsTests
{
    private const int Rows = 32;

    private static readonly uint[] Edges = [0, 1, Fp.Modulus - 1, Fp.Modulus - 2, Fp.Modulus / 2, Fp.Modulus / 2 + 1, 0x7777_7777 % Fp.Modulus, 0x1000_0000];

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
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            // All operands p - 1, then mostly p - 1, then edges.
            uint Word() => round == 0 || round < 100 && random.Next(8) > 0 ? Fp.Modulus - 1 : random.Next(3) == 0 ? (uint)random.Next((int)Fp.Modulus) : Edges[random.Next(Edges.Length)];
            Products<T>(Word);
            Dots<T>(Word, random.Next(0, 40));
            Inner<T>(Word, T.Width * random.Next(0, 20));
        }
    }

    private static uint[] Words(int count, Func<uint> word) => [.. Enumerable.Range(0, count).Select(_ => word())];

    private static Fp5 At(ReadOnlySpan<uint> v, int stride, int i) => Fp5.FromRawUnchecked([v[i], v[stride + i], v[2 * stride + i], v[3 * stride + i], v[4 * stride + i]]);

    // The definition, one product and one reduction after the other.
    private static Fp5 Slow(Fp5 a, Fp5 b)
    {
        var r = new Fp[5];
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                var v = Fp.FromUInt32((uint)((UInt128)a[i].ToUInt32() * b[j].ToUInt32() % Fp.Modulus));
                r[(i + j) % 5] += i + j < 5 ? v : v + v;
            }
        }

        return new(r[0], r[1], r[2], r[3], r[4]);
    }

    private static void Products<T>(Func<uint> word)
        where T : unmanaged, IPacked<T>
    {
        uint[] x = Words(5 * Rows, word), y = Words(5 * Rows, word), m = Words(Rows, word), o = Words(5 * Rows, word), t = Words(5 * Rows, word);
        foreach (var accumulate in new[] { false, true })
        {
            foreach (var withScalar in new[] { false, true })
            {
                foreach (var alias in new[] { 0, 1, 2, 3 })
                {
                    uint[] a = [.. x], b = [.. y], c = [.. o], d = [.. t];
                    var target = alias switch { 0 => d, 1 => a, 2 => b, _ => c };
                    if (alias == 3 && !withScalar)
                    {
                        continue;
                    }

                    uint[] before = [.. target];
                    fixed (uint* p = a, q = b, s = m, r = c, z = target)
                    {
                        T.MultiplyRows(ExtRows.At<T>(p, Rows), ExtRows.At<T>(q, Rows), withScalar ? s : null, ExtRows.At<T>(r, Rows), ExtRows.At<T>(z, Rows), accumulate, Rows);
                    }

                    for (var i = 0; i < Rows; i++)
                    {
                        var expected = Slow(At(x, Rows, i), At(y, Rows, i));
                        if (withScalar)
                        {
                            expected += Slow(At(o, Rows, i), Fp5.FromRawUnchecked([m[i], 0, 0, 0, 0]));
                        }

                        if (accumulate)
                        {
                            expected += At(before, Rows, i);
                        }

                        // Equality of raw words: canonical ones only.
                        for (var k = 0; k < 5; k++)
                        {
                            Assert.Equal(expected[k].Raw, target[k * Rows + i]);
                        }
                    }
                }
            }
        }
    }

    private static void Dots<T>(Func<uint> word, int count)
        where T : unmanaged, IPacked<T>
    {
        var columns = Words(T.Width * Math.Max(1, count), word);
        var weights = Words(5 * (count + 1), word);
        var constant = Words(5, word);
        var result = new uint[5 * T.Width];
        fixed (uint* from = columns, w = weights, k = constant, to = result)
        {
            var pointers = stackalloc uint*[count + 1];
            for (var c = 0; c < count; c++)
            {
                pointers[c] = from + c * T.Width;
            }

            T.DotExt(pointers, 0, count, w, k).Store(to, T.Width);
        }

        for (var i = 0; i < T.Width; i++)
        {
            var sum = Fp5.FromRawUnchecked(constant);
            for (var c = 0; c < count; c++)
            {
                sum += Slow(Fp5.FromRawUnchecked(weights.AsSpan(5 * c, 5)), Fp5.FromRawUnchecked([columns[c * T.Width + i], 0, 0, 0, 0]));
            }

            for (var k = 0; k < 5; k++)
            {
                Assert.Equal(sum[k].Raw, result[k * T.Width + i]);
            }
        }
    }

    private static void Inner<T>(Func<uint> word, int rows)
        where T : unmanaged, IPacked<T>
    {
        uint[] x = Words(rows + 1, word), y = Words(rows + 1, word), w = Words(5 * (rows + 1), word), result = new uint[10 * T.Width];
        var stride = rows + 1;
        fixed (uint* p = x, q = y, s = w, to = result)
        {
            var sums = stackalloc PackedExt<T>[2];
            T.InnerProducts(p, q, s, stride, rows, sums);
            sums[0].Store(to, T.Width);
            sums[1].Store(to + 5 * T.Width, T.Width);
        }

        for (var lane = 0; lane < T.Width; lane++)
        {
            Fp5 a = Fp5.Zero, b = Fp5.Zero;
            for (var i = lane; i < rows; i += T.Width)
            {
                a += Slow(At(w, stride, i), Fp5.FromRawUnchecked([x[i], 0, 0, 0, 0]));
                b += Slow(At(w, stride, i), Fp5.FromRawUnchecked([y[i], 0, 0, 0, 0]));
            }

            for (var k = 0; k < 5; k++)
            {
                Assert.Equal(a[k].Raw, result[k * T.Width + lane]);
                Assert.Equal(b[k].Raw, result[(5 + k) * T.Width + lane]);
            }
        }
    }
}
