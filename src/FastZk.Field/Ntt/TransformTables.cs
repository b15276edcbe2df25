using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FastZk.Field.Ntt;

/// <summary>
/// The tables of a transform of n points on shift·⟨ω_n⟩ by vectors of W lanes: block twiddles, and what varies from lane to lane. Coefficient k lies at
/// position W²·Q + W·r + l with k = reverse(l)·n/W + reverse(r)·n/W² + reverse(Q), evaluation i in lane i mod W. The factor (shift·ω_n^(i mod W))^k between
/// the transform across lanes and the one along vectors is split by these three terms, so that the tables have about n/W entries in place of n.
/// An inverse table holds the reciprocals for shift 1, and 1/n. Public data, cached for the life of the process.
/// </summary>
internal sealed unsafe class TransformTables
{
    private static readonly ConcurrentDictionary<(int Log, int Width, uint Shift, bool Inverse), Lazy<TransformTables>> Cache = new();

    private TransformTables(int log, int width, Fp shift, bool inverse)
    {
        var n = 1L << log;
        var w = BitOperations.Log2((uint)width);
        var tiles = n >> (2 * w);
        Blocks = BlockTwiddles.Get(log, inverse);
        // Owned by the cache, never freed: the pointers stay valid for the process.
        Coset = (ulong*)Allocate(2 * width);
        Rows = Allocate(2 * width * width);
        Tiles = Allocate(2 * width * tiles);
        var root = inverse ? Fp.RootOfUnity(log).Inverse() : Fp.RootOfUnity(log);
        var scale = inverse ? Fp.FromUInt32((uint)n).Inverse() : Fp.One;
        for (var i = 0; i < width; i++)
        {
            Coset[i] = ShoupFactor.Pack(shift.Pow((ulong)(BitReversal.Reverse((uint)i, w) * (n >> w))));
            var point = shift * root.Pow((ulong)i);
            var step = point.Pow((ulong)tiles);
            var x = scale;
            for (uint r = 0; r < width; r++, x *= step)
            {
                Put(Rows + 2 * width * i, BitReversal.Reverse(r, w), width, x);
            }

            x = Fp.One;
            for (long q = 0; q < tiles; q++, x *= point)
            {
                Put(Tiles + 2 * width * BitReversal.Reverse((uint)q, log - 2 * w), (uint)i, width, x);
            }
        }
    }

    /// <summary><see cref="BlockTwiddles"/> of n/2 blocks.</summary>
    public ulong* Blocks { get; }

    /// <summary>shift^(reverse(l)·n/W) as <see cref="ShoupFactor"/>s, one per position l: the coset of the transform across lanes.</summary>
    public ulong* Coset { get; }

    /// <summary>For i in [0, W): W factors (shift·ω^i)^(reverse(r)·n/W²), one per lane r, and their W companions.</summary>
    public uint* Rows { get; }

    /// <summary>For every tile Q: W factors (shift·ω^i)^reverse(Q), one per lane i, and their W companions.</summary>
    public uint* Tiles { get; }

    /// <summary>Tables for the coset shift·⟨ω_n⟩, n = 2^log; width² divides n.</summary>
    public static TransformTables Forward(int log, int width, Fp shift) => Get(log, width, shift, false);

    /// <summary>Tables for the inverse transform of n = 2^log values on ⟨ω_n⟩; width² divides n.</summary>
    public static TransformTables Inverse(int log, int width) => Get(log, width, Fp.One, true);

    private static TransformTables Get(int log, int width, Fp shift, bool inverse) =>
        Cache.GetOrAdd((log, width, shift.Raw, inverse),
            static k => new Lazy<TransformTables>(() => new TransformTables(k.Log, k.Width, Fp.FromRawUnchecked(k.Shift), k.Inverse))).Value;

    private static uint* Allocate(long words) => (uint*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, words * sizeof(uint)), 64);

    private static void Put(uint* row, uint lane, int width, Fp factor)
    {
        var w = factor.ToUInt32();
        row[lane] = w;
        row[lane + width] = ShoupFactor.Companion(w);
    }
}
