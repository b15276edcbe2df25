using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Bench.Stages;
using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Field.Packed;

namespace FastZk.Bench.Micro;

/// <summary>
/// Transforms of one column by size and instruction set, on one thread. Limit: field arithmetic, a multiplication and two additions a butterfly, at the rates
/// of the machine's best instruction set.
/// </summary>
[Config(typeof(MicroConfig))]
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
        var butterflies = Counts.Butterflies(1, LogSize);
        StageFigures.Record(GetType(), [LogSize, Backend], new(Demand.Butterflies(butterflies), (butterflies, "butterflies"), (_values.Length, "elements")), threads: 1);
    }

    [Benchmark]
    public void Interpolate() => NumberTheoreticTransform.Interpolate(_values, _target, Backend);

    [Benchmark]
    public void EvaluateOnCoset() => NumberTheoreticTransform.Evaluate(_values, _target, Fp.Generator, Backend);
}
