using BenchmarkDotNet.Attributes;
using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Field.Packed;
using FastZk.Memory;

namespace FastZk.Bench.Micro;

/// <summary>
/// Transforms of one column, and its extension by blow-up 2; divide by n·log2(n)/2 for butterflies. Every call takes the next of several columns, in the
/// memory that the prover uses: aligned, on huge pages, not in the cache from the last call.
/// </summary>
public class NttBenchmarks
{
    private const int Columns = 16;

    private readonly BufferPool _pool = new();
    private ColumnMatrix _values = null!;
    private ColumnMatrix _extension = null!;
    private ColumnMatrix _scratch = null!;
    private int _next;

    [Params(12, 16, 18, 20)]
    public int LogSize { get; set; }

    [Params(PackedBackend.Scalar, PackedBackend.Avx2, PackedBackend.Avx512)]
    public PackedBackend Backend { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (!PackedBackends.IsSupported(Backend))
        {
            throw new NotSupportedException($"{Backend} is not supported here.");
        }

        var n = 1 << LogSize;
        _values = new ColumnMatrix(_pool, n, Columns, secret: false);
        _extension = new ColumnMatrix(_pool, 2L * n, Columns, secret: false);
        _scratch = new ColumnMatrix(_pool, n, 1, secret: false);
        var random = new Random(1);
        for (var c = 0; c < Columns; c++)
        {
            foreach (ref var v in _values.Column(c))
            {
                v = (uint)random.NextInt64(Fp.Modulus);
            }
        }
    }

    [Benchmark]
    public void Interpolate() => NumberTheoreticTransform.Interpolate(_values.Column(Next()), _scratch.Column(0), Backend);

    [Benchmark]
    public void EvaluateOnCoset()
    {
        var c = Next();
        NumberTheoreticTransform.Evaluate(_values.Column(c), _extension.Column(c)[..(1 << LogSize)], Fp.Generator, Backend);
    }

    [Benchmark]
    public void Extend()
    {
        var c = Next();
        var n = 1 << LogSize;
        var coefficients = _scratch.Column(0);
        var to = _extension.Column(c);
        NumberTheoreticTransform.Interpolate(_values.Column(c), coefficients, Backend, tiled: true);
        NumberTheoreticTransform.Evaluate(coefficients, to[..n], Fp.Generator, Backend, tiled: true);
        NumberTheoreticTransform.Evaluate(coefficients, to[n..], Fp.Generator * Fp.RootOfUnity(LogSize + 1), Backend, tiled: true);
    }

    private int Next() => _next = (_next + 1) % Columns;

    [GlobalCleanup]
    public void Cleanup()
    {
        _values.Dispose();
        _extension.Dispose();
        _scratch.Dispose();
        _pool.Dispose();
    }
}
