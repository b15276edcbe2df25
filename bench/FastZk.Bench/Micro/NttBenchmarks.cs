using BenchmarkDotNet.Attributes;
using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Field.Packed;

namespace FastZk.Bench.Micro;

/// <summary>Transforms of one column; divide by n·log2(n)/2 for butterflies.</summary>
public class NttBenchmarks
{
    private uint[] _values = [];
    private uint[] _target = [];

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

        var random = new Random(1);
        _values = [.. Enumerable.Range(0, 1 << LogSize).Select(_ => (uint)random.NextInt64(Fp.Modulus))];
        _target = new uint[_values.Length];
    }

    [Benchmark]
    public void Interpolate() => NumberTheoreticTransform.Interpolate(_values, _target, Backend);

    [Benchmark]
    public void EvaluateOnCoset() => NumberTheoreticTransform.Evaluate(_values, _target, Fp.Generator, Backend);
}
