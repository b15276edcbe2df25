using BenchmarkDotNet.Attributes;
using FastZk.Bench.Cases;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Micro;

/// <summary>Plain execution and recording of about 2^20 guest instructions.</summary>
public class ExecutorBenchmarks
{
    private ElfImage _image = null!;
    private byte[] _input = [];

    [Params("fibonacci-1m", "sort-1m", "sha256_stream-1m", "mixed-1m")]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var c = GuestCase.Of(Case);
        _image = ElfImage.Load(c.Elf());
        _input = c.Input;
    }

    [Benchmark]
    public long Run() => Executor.Run(_image, _input).Cycles;

    [Benchmark]
    public long Record()
    {
        using var trace = Recorder.Record(_image, _input, ExecutionOptions.Default, BufferPool.Shared, default);
        return trace.Cycles;
    }
}
