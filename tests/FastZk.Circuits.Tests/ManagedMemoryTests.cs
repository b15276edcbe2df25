using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>What the garbage collector sees of a recording and of the filled tables does not grow with the run.</summary>
public class ManagedMemoryTests
{
    // A further instance of a table and lists that double: a few objects each. An object for every 4096 records would be more.
    private const long Slack = 8 << 10;

    // Guest with a loop of so many rounds, and a few rounds and many.
    private static readonly Dictionary<string, (Func<uint, byte[]> Elf, uint Few, uint Many)> Runs = new()
    {
        ["instructions"] = (n => Loop(n, [Add(5, 6, 7), Xor(8, 5, 6), Slli(8, 8, 3)]), 1_000, 120_000),
        ["pages"] = (n => Loop(n, [.. Li(7, 4096), Sw(9, 0, 10), Add(10, 10, 7)]), 100, 6_000),
        ["sha256"] = (n => Loop(n, Bare.Call(0x1001, Bare.Data, Bare.Data + 32, 3)), 100, 1_500),
        ["keccak"] = (n => Loop(n, [.. Bare.Call(0x1002, Bare.Data, Bare.Data + 200, 2), .. Bare.Call(0x1003, Bare.Data)]), 50, 700),
        ["multiplications"] = (n => Loop(n, Multiplications.Call(false, Bare.Data)), 100, 9_000),
    };

    public static TheoryData<string> Names => [.. Runs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void LongRunsTakeNoMoreOfItThanShortOnes(string name)
    {
        var (elf, few, many) = Runs[name];
        var (less, more) = (Allocated(elf(few)), Allocated(elf(many)));
        Assert.True(more - less < Slack, $"{few} rounds: {less:N0} bytes; {many} rounds: {more:N0} bytes");
    }

    private static long Allocated(byte[] elf)
    {
        var image = ElfImage.Load(elf);
        using var pool = new BufferPool();
        using var workers = new WorkerSet(1);
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using (var trace = Recorder.Record(image, [], ExecutionOptions.Default, pool, default))
            {
                var rows = WitnessBuilder.RowCounts(image, trace, Profile.Fast);
                using var witness = WitnessBuilder.Build(new(pool, workers), image, trace, rows, WitnessBuilder.LogHeights(Profile.Fast, rows));
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    // x9 counts down, x10 begins at the end of the data.
    private static byte[] Loop(uint rounds, uint[] body) =>
        Bare.ElfWithData([.. Multiplications.Data(new(3, 5, 0, 0, Multiplications.Secp256K1)), .. new uint[72]], Li(9, rounds), Li(10, Bare.Data + 0x1000),
            body, [Addi(9, 9, -1)], [Bne(9, 0, -4 * (body.Length + 1))]);
}
