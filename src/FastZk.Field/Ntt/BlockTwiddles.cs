using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace FastZk.Field.Ntt;

/// <summary>
/// One twiddle for every block: block b of a level, X^2h - w² = (X^h - w)(X^h + w) with children 2b and 2b + 1, has w = ω^reverse(b), where ω has order
/// 2^(k+1) and b is reversed in k bits. That does not depend on k, so that the blocks of every level and of every transform size take a prefix of one
/// sequence: bit j of b is worth the root of order 2^(j+2).
/// </summary>
internal static unsafe class BlockTwiddles
{
    private static readonly ConcurrentDictionary<(int Log, bool Inverse), Lazy<nint>> Cache = new();

    /// <summary>
    /// <see cref="ShoupFactor"/>s of the 2^(log-1) blocks of the last level of 2^log points (of their reciprocals for an inverse transform).
    /// Public data, valid for the life of the process.
    /// </summary>
    public static ulong* Get(int log, bool inverse) =>
        (ulong*)Cache.GetOrAdd((log, inverse), static k => new Lazy<nint>(() => (nint)Fill(k.Log, k.Inverse))).Value;

    private static ulong* Fill(int log, bool inverse)
    {
        var count = 1 << Math.Max(0, log - 1);
        var values = new Fp[count];
        // Owned by the cache, never freed.
        var data = (ulong*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, (long)count * sizeof(ulong)), 64);
        values[0] = Fp.One;
        data[0] = ShoupFactor.Pack(Fp.One);
        for (var bit = 0; 1 << bit < count; bit++)
        {
            var root = inverse ? Fp.RootOfUnity(bit + 2).Inverse() : Fp.RootOfUnity(bit + 2);
            for (var b = 1 << bit; b < 2 << bit; b++)
            {
                values[b] = values[b - (1 << bit)] * root;
                data[b] = ShoupFactor.Pack(values[b]);
            }
        }

        return data;
    }
}
