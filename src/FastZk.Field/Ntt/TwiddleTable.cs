using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace FastZk.Field.Ntt;

/// <summary>
/// Twiddles of one transform of size n = 2^log on the coset shift·⟨ω_n⟩: for block size m = 2, 4, .., n and j in [0, m/2)
/// entry m/2 + j is shift^(n/m)·ω_m^j (forward) or ω_m^-j (inverse, shift 1). n words in all, public data, cached for the life of the process.
/// </summary>
public sealed unsafe class TwiddleTable
{
    private static readonly ConcurrentDictionary<(int Log, uint Shift, bool Inverse), Lazy<TwiddleTable>> Cache = new();

    private readonly uint* _data;

    private TwiddleTable(int log, Fp shift, bool inverse)
    {
        Log = log;
        var n = 1L << log;
        // Owned by the cache, never freed: the pointer stays valid for the process.
        _data = (uint*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, n * sizeof(uint)), 64);
        _data[0] = 0;
        for (var level = 1; level <= log; level++)
        {
            var half = 1L << (level - 1);
            var w = Fp.RootOfUnity(level);
            if (inverse)
            {
                w = w.Inverse();
            }

            var t = inverse ? Fp.One : shift.Pow((ulong)(n >> level));
            var d = _data + half;
            // Powers in four interleaved chains: one chain would run at the latency of a multiplication.
            var w4 = w * w * w * w;
            for (var k = 0; k < Math.Min(4, half); k++, t *= w)
            {
                var x = t;
                for (long j = k; j < half; j += 4, x *= w4)
                {
                    d[j] = x.Raw;
                }
            }
        }
    }

    /// <summary>log2 of the transform size.</summary>
    public int Log { get; }

    /// <summary>Twiddles of block size m at Data + m/2, m/2 words.</summary>
    internal uint* Data => _data;

    /// <summary>The 2^(Log-1) twiddles of the outermost level: ω_n^-j in an inverse table. Valid for the life of the process; read only.</summary>
    public uint* Level() => _data + (Log == 0 ? 0 : 1L << (Log - 1));

    /// <summary>Forward table for the coset shift·⟨ω_n⟩.</summary>
    public static TwiddleTable Forward(int log, Fp shift) => Get(log, shift, false);

    /// <summary>Inverse table for the subgroup ⟨ω_n⟩.</summary>
    public static TwiddleTable Inverse(int log) => Get(log, Fp.One, true);

    private static TwiddleTable Get(int log, Fp shift, bool inverse)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)log, (uint)Fp.TwoAdicity);
        return Cache.GetOrAdd((log, shift.Raw, inverse), static k => new Lazy<TwiddleTable>(() => new TwiddleTable(k.Log, Fp.FromRawUnchecked(k.Shift), k.Inverse))).Value;
    }
}
