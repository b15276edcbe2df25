using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Hash;

namespace FastZk.Bench.Limits;

/// <summary>
/// The operations that stages consist of, as fast as this machine does them: many independent chains in registers, or loops over memory that do nothing
/// else. Each method says how many operations a call makes.
/// </summary>
internal static unsafe class Primitives
{
    private const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
    private const int Chains = 12, Rounds = 100_000;

    // Nothing reads it; writing it keeps the loops alive.
    private static volatile uint s_sink;

    /// <summary>Three cycles each: a chain of dependent 64-bit multiplications, on every x86-64 and Arm processor of the last years.</summary>
    public const long ChainedMultiplications = 8 * Rounds;

    [MethodImpl(Optimized)]
    public static void ChainMultiplications()
    {
        // No constant: the compiler would multiply the constants instead.
        ulong x = s_sink | 1, y = x;
        for (var i = 0; i < Rounds; i++)
        {
            x *= y;
            x *= y;
            x *= y;
            x *= y;
            x *= y;
            x *= y;
            x *= y;
            x *= y;
        }

        s_sink = (uint)x;
    }

    /// <summary>Reduced products of field elements that <see cref="Multiply{T}"/> makes; as many sums does <see cref="Add{T}"/> make.</summary>
    public static long FieldOperations<T>() where T : unmanaged, IPacked<T> => (long)Chains * Rounds * T.Width;

    [MethodImpl(Optimized)]
    public static void Multiply<T>() where T : unmanaged, IPacked<T>
    {
        T y = T.Broadcast(Fp.FromUInt32(3).Raw), a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var round = 0; round < Rounds; round++)
        {
            a *= y;
            b *= y;
            c *= y;
            d *= y;
            e *= y;
            f *= y;
            g *= y;
            h *= y;
            i *= y;
            j *= y;
            k *= y;
            l *= y;
        }

        Keep(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(Optimized)]
    public static void Add<T>() where T : unmanaged, IPacked<T>
    {
        T y = T.Broadcast(Fp.FromUInt32(3).Raw), a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (var round = 0; round < Rounds; round++)
        {
            a += y;
            b += y;
            c += y;
            d += y;
            e += y;
            f += y;
            g += y;
            h += y;
            i += y;
            j += y;
            k += y;
            l += y;
        }

        Keep(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    /// <summary>Products of 32-bit words added to 64-bit sums, unreduced, that <see cref="AccumulateProducts"/> makes.</summary>
    public static long Products => (long)Chains * Rounds * (Vector512.IsHardwareAccelerated ? 8 : Avx2.IsSupported ? 4 : 1);

    [MethodImpl(Optimized)]
    public static void AccumulateProducts()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var y = Vector512.Create(3u);
            Vector512<ulong> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default, k = default, l = default;
            for (var round = 0; round < Rounds; round++)
            {
                a += Avx512F.Multiply(a.AsUInt32(), y);
                b += Avx512F.Multiply(b.AsUInt32(), y);
                c += Avx512F.Multiply(c.AsUInt32(), y);
                d += Avx512F.Multiply(d.AsUInt32(), y);
                e += Avx512F.Multiply(e.AsUInt32(), y);
                f += Avx512F.Multiply(f.AsUInt32(), y);
                g += Avx512F.Multiply(g.AsUInt32(), y);
                h += Avx512F.Multiply(h.AsUInt32(), y);
                i += Avx512F.Multiply(i.AsUInt32(), y);
                j += Avx512F.Multiply(j.AsUInt32(), y);
                k += Avx512F.Multiply(k.AsUInt32(), y);
                l += Avx512F.Multiply(l.AsUInt32(), y);
            }

            s_sink = (uint)(a + b + c + d + e + f + g + h + i + j + k + l).ToScalar();
        }
        else if (Avx2.IsSupported)
        {
            var y = Vector256.Create(3u);
            Vector256<ulong> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default, k = default, l = default;
            for (var round = 0; round < Rounds; round++)
            {
                a += Avx2.Multiply(a.AsUInt32(), y);
                b += Avx2.Multiply(b.AsUInt32(), y);
                c += Avx2.Multiply(c.AsUInt32(), y);
                d += Avx2.Multiply(d.AsUInt32(), y);
                e += Avx2.Multiply(e.AsUInt32(), y);
                f += Avx2.Multiply(f.AsUInt32(), y);
                g += Avx2.Multiply(g.AsUInt32(), y);
                h += Avx2.Multiply(h.AsUInt32(), y);
                i += Avx2.Multiply(i.AsUInt32(), y);
                j += Avx2.Multiply(j.AsUInt32(), y);
                k += Avx2.Multiply(k.AsUInt32(), y);
                l += Avx2.Multiply(l.AsUInt32(), y);
            }

            s_sink = (uint)(a + b + c + d + e + f + g + h + i + j + k + l).ToScalar();
        }
        else
        {
            ulong a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, g = 1, h = 1, i = 1, j = 1, k = 1, l = 1;
            for (var round = 0; round < Rounds; round++)
            {
                a += (uint)a * 3UL;
                b += (uint)b * 3UL;
                c += (uint)c * 3UL;
                d += (uint)d * 3UL;
                e += (uint)e * 3UL;
                f += (uint)f * 3UL;
                g += (uint)g * 3UL;
                h += (uint)h * 3UL;
                i += (uint)i * 3UL;
                j += (uint)j * 3UL;
                k += (uint)k * 3UL;
                l += (uint)l * 3UL;
            }

            s_sink = (uint)(a + b + c + d + e + f + g + h + i + j + k + l);
        }
    }

    /// <summary>Compressions of <see cref="Compress"/>.</summary>
    public const long Compressions = Lanes * CompressionRounds;

    private const int Lanes = 256, CompressionRounds = 400;

    /// <summary>SHA-256 on lanes whose words stay in the first-level cache.</summary>
    public static void Compress()
    {
        var words = stackalloc uint[24 * Lanes];
        new Span<uint>(words, 24 * Lanes).Clear();
        var state = stackalloc uint*[8];
        var message = stackalloc uint*[16];
        for (var j = 0; j < 16; j++)
        {
            message[j] = words + j * Lanes;
        }

        for (var w = 0; w < 8; w++)
        {
            state[w] = words + (16 + w) * Lanes;
        }

        for (var i = 0; i < CompressionRounds; i++)
        {
            Sha256Lanes.Compress(null, state, message, Lanes, HashBackends.Best);
        }

        s_sink = *words;
    }

    /// <summary>Blocks of <see cref="Randomize"/>.</summary>
    public const long RandomBlocks = Lanes * CompressionRounds;

    /// <summary>ChaCha20 key stream.</summary>
    public static void Randomize()
    {
        ReadOnlySpan<byte> key = stackalloc byte[32];
        Span<uint> words = stackalloc uint[16 * Lanes];
        for (var i = 0; i < CompressionRounds; i++)
        {
            ChaCha20.Blocks(key, 1, (ulong)i * Lanes, words);
        }

        s_sink = words[0];
    }

    [MethodImpl(Optimized)]
    public static void Read(uint* from, long words)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<uint> a = default, b = default, c = default, d = default;
            for (long i = 0; i < words; i += 64)
            {
                a += Vector512.Load(from + i);
                b += Vector512.Load(from + i + 16);
                c += Vector512.Load(from + i + 32);
                d += Vector512.Load(from + i + 48);
            }

            s_sink = (a + b + c + d).ToScalar();
        }
        else
        {
            Vector128<uint> a = default, b = default, c = default, d = default;
            for (long i = 0; i < words; i += 16)
            {
                a += Vector128.Load(from + i);
                b += Vector128.Load(from + i + 4);
                c += Vector128.Load(from + i + 8);
                d += Vector128.Load(from + i + 12);
            }

            s_sink = (a + b + c + d).ToScalar();
        }
    }

    /// <summary>Independent reads at unforeseeable places; the number of words is a power of two.</summary>
    [MethodImpl(Optimized)]
    public static void ReadRandomly(uint* from, long words, long count)
    {
        uint sum = 0;
        ulong x = 1;
        for (long i = 0; i < count; i++)
        {
            x = x * 6364136223846793005 + 1442695040888963407;
            sum += from[(long)(x >> 20) & (words - 1)];
        }

        s_sink = sum;
    }

    private static void Keep<T>(T value) where T : unmanaged, IPacked<T>
    {
        var words = stackalloc uint[16];
        T.Store(value, words);
        s_sink = *words;
    }
}
