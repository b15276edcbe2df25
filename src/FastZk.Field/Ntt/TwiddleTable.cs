using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace FastZk.Field.Ntt;

/// <summary>The powers ω_n^-j, j in [0, n/2), n = 2^log, in Montgomery form. Public data, cached for the life of the process.</summary>
public sealed unsafe class TwiddleTable
{
    private static readonly ConcurrentDictionary<int, Lazy<TwiddleTable>> Cache = new();

    private readonly uint* _data;

    private TwiddleTable(int log)
    {
        var half = Math.Max(1, 1L << log >> 1);
        // Owned by the cache, never freed: the pointer stays valid for the process.
        _data = (uint*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, half * sizeof(uint)), 64);
        var w = Fp.RootOfUnity(log).Inverse();
        // Powers in four interleaved chains: one chain would run at the latency of a multiplication.
        var w4 = w.Pow(4);
        var t = Fp.One;
        for (var k = 0; k < Math.Min(4, half); k++, t *= w)
        {
            var x = t;
            for (long j = k; j < half; j += 4, x *= w4)
            {
                _data[j] = x.Raw;
            }
        }
    }

    /// <summary>max(1, n/2) words, valid for the life of the process; read only.</summary>
    public uint* Level() => _data;

    /// <summary>Table for n = 2^log, log in [0, 27].</summary>
    public static TwiddleTable Inverse(int log)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)log, (uint)Fp.TwoAdicity);
        return Cache.GetOrAdd(log, static k => new Lazy<TwiddleTable>(() => new TwiddleTable(k))).Value;
    }
}
