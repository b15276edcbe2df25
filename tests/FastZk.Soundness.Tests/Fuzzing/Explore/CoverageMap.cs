using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace FastZk.Soundness.Tests.Fuzzing.Explore;

/// <summary>
/// The counters that <see cref="Instrumenter"/> puts into the assemblies, one a basic block, and what of them has been seen. Counts are compared by their
/// order of magnitude, as AFL does (Zalewski 2013).
/// </summary>
internal sealed class CoverageMap
{
    /// <summary>Name of the type that holds the counters, in the assembly that all others refer to.</summary>
    public const string TypeName = "FastZk.CoverageCounters", FieldName = "Hits";

    private static readonly byte[] Magnitudes = [.. Enumerable.Range(0, 256).Select(n => (byte)(n == 0 ? 0 : n <= 3 ? 1 << (n - 1) : n < 8 ? 8 : n < 16 ? 16 : n < 32 ? 32 : n < 128 ? 64 : 128))];

    private readonly byte[] _hits = Counters ?? throw new InvalidOperationException("These assemblies are not instrumented.");
    private readonly byte[] _seen;

    public CoverageMap() => _seen = new byte[_hits.Length];

    /// <summary>The counters, or null in assemblies as they were built.</summary>
    public static byte[]? Counters { get; } =
        typeof(Memory.BufferPool).Assembly.GetType(TypeName)?.GetField(FieldName, BindingFlags.Public | BindingFlags.Static)!.GetValue(null) as byte[];

    /// <summary>Blocks that have been reached.</summary>
    public int Blocks => _seen.Count(s => s != 0);

    /// <summary>Begins an input.</summary>
    public void Clear() => _hits.AsSpan().Clear();

    /// <summary>Whether the input reached a block that none before did, or one of them more often by magnitudes.</summary>
    public bool SawNew()
    {
        var isNew = false;
        var words = MemoryMarshal.Cast<byte, ulong>(_hits);
        for (var w = 0; w < words.Length; w++)
        {
            for (var left = words[w]; left != 0;)
            {
                var k = BitOperations.TrailingZeroCount(left) / 8;
                left &= ~(0xFFUL << 8 * k);
                var i = 8 * w + k;
                var magnitude = Magnitudes[_hits[i]];
                isNew |= (_seen[i] & magnitude) == 0;
                _seen[i] |= magnitude;
            }
        }

        return isNew;
    }
}
