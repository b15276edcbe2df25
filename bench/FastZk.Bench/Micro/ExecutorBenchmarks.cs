using BenchmarkDotNet.Attributes;
using FastZk.Vm;

namespace FastZk.Bench.Micro;

/// <summary>
/// Plain execution of long runs, as programs do it that run again and again: their hot code is translated, or all of it is interpreted. Cycles are in the
/// cases' names; divided by the mean they give the speed. key_ownership is short: 13,050 cycles, which mostly measures how a run is set up.
/// </summary>
public class ExecutorBenchmarks
{
    private static readonly Dictionary<string, byte[]> Inputs = new()
    {
        ["fibonacci 240000071"] = Words(40_000_000),
        ["sort 134942670"] = Words(1 << 20, 1),
        ["sha256_stream 242987702"] = new byte[4_000_000],
        ["mixed 238667703"] = Words(1, 2_700_000),
        ["edit_distance 230666122"] = [.. Words(4096, 4096), .. Letters(8192)],
        ["key_ownership 13050"] = [.. Enumerable.Range(0, 64).Select(i => (byte)i)],
    };

    private ElfImage _image = null!;
    private byte[] _input = [];

    public static IEnumerable<string> Cases => Inputs.Keys;

    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _image = ElfImage.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", Case.Split(' ')[0] + ".elf")));
        _input = Inputs[Case];
    }

    [Benchmark]
    public long Run() => Executor.Run(_image, _input).Cycles;

    [Benchmark]
    public long Interpret()
    {
        using var machine = new Machine(_image, ExecutionOptions.Default, default, TranslationPolicy.Never);
        return machine.Run(_input).Cycles;
    }

    // The letters of a random text over an alphabet of four: Numerical Recipes' generator, so that the input is the same everywhere.
    private static IEnumerable<byte> Letters(int count)
    {
        var x = 1u;
        for (var i = 0; i < count; i++)
        {
            x = 1664525 * x + 1013904223;
            yield return (byte)"acgt"[(int)(x >> 30)];
        }
    }

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
