using FastZk.Memory;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>The recorder ends as the executor does, and its records are a gapless history of every register.</summary>
public sealed class RecorderTests
{
    private const int Programs = 200, FirstSeed = 300_000;

    private static readonly BufferPool Pool = new();
    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    [Fact]
    public void RandomProgramsEndLikeTheExecutor()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Programs; seed++)
        {
            AssertSame(ElfImage.Load(RandomPrograms.Terminating(seed)), new());
            AssertSame(ElfImage.Load(RandomPrograms.Wild(seed)), new() { MaxCycles = 3000, MaxJournalBytes = 4000 });
        }
    }

    [Fact]
    public void EveryCycleLimitStopsAtTheSameInstruction()
    {
        for (var seed = FirstSeed; seed < FirstSeed + 4; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Terminating(seed, items: 15));
            var cycles = Executor.Run(image, Input).Cycles;
            for (var limit = Math.Max(1, cycles - 200); limit <= cycles + 1; limit++)
            {
                AssertSame(image, new() { MaxCycles = limit });
            }
        }
    }

    [Fact]
    public void RegistersHaveAHistoryWithoutGaps()
    {
        // x20 rests for longer than one step of time may be, and so does the stack pointer in between.
        var image = Guest.Load(
            [Addi(20, 0, 77), .. Li(9, 30_000), .. Li(8, 0x2_0000)],
            [Sw(9, 0, 8), Lhu(5, 0, 8), Add(6, 6, 5), Sb(6, 5, 8), Lb(7, 5, 8), Jal(1, 8), Ebreak(), Addi(9, 9, -1), Bne(9, 0, -32)],
            [Add(21, 20, 20), Sw(20, 8, 8), Jalr(22, 1, 16 + 12 + 4), Ebreak()], Exit(0));
        using var trace = Recorder.Record(image, default, new(), Pool, default);
        Assert.True(trace.Bumps.Count > 0);
        var accesses = new List<(uint Time, uint Register, uint Before, uint Value)>();
        foreach (var c in Enum.GetValues<InstructionClass>())
        {
            for (var row = 0; row < trace[c].Count; row++)
            {
                AddAccesses(accesses, c, image, trace[c], row);
            }
        }

        for (var row = 0; row < trace.Bumps.Count; row++)
        {
            uint At(BumpColumn c) => trace.Bumps[row, (int)c];
            accesses.Add((At(BumpColumn.Grid) << 16, At(BumpColumn.Key), At(BumpColumn.TimeOld), At(BumpColumn.Value)));
        }

        var times = new uint[33];
        foreach (var (time, register, before, _) in accesses.Order())
        {
            Assert.Equal(times[register], before);
            times[register] = time;
        }

        for (var register = 0; register < 33; register++)
        {
            Assert.Equal(times[register], trace.Boundary[register, (int)BoundaryColumn.Time]);
        }
    }

    [Fact]
    public void StoresToTextAreReportedOnce()
    {
        var warnings = new List<(uint Pc, uint Address)>();
        var image = Guest.Load([Auipc(5, 0), Addi(9, 0, 9)], [Sb(0, 3, 5), Addi(9, 9, -1), Bne(9, 0, -8)], Exit(0));
        using var trace = Recorder.Record(image, default, new() { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) }, Pool, default);
        Assert.Equal((0x10008u, 0x10003u), Assert.Single(warnings));
    }

    [Fact]
    public void ReadsIntoTextAreReportedAsByTheExecutor()
    {
        foreach (var (address, count) in new[] { (0xfffeu, 2u), (0xfffeu, 3u), (0x10007u, 9u), (0x10100u, 4u), (0x10000u, 0u) })
        {
            var image = Guest.Load(Guest.Call(63, 0, address, count), [.. Li(A1, 0x10000), Sw(0, 0, A1)], Exit(0));
            List<(uint Pc, uint Address)> ofExecutor = [], ofRecorder = [];
            Executor.Run(image, Input, new() { TextStoreWarning = (pc, at) => ofExecutor.Add((pc, at)) });
            Recorder.Record(image, Input, new() { TextStoreWarning = (pc, at) => ofRecorder.Add((pc, at)) }, Pool, default).Dispose();
            Assert.Single(ofExecutor);
            Assert.Equal(ofExecutor, ofRecorder);
        }
    }

    [Fact]
    public void CancellationEndsAnEndlessLoop()
    {
        using var source = new CancellationTokenSource();
        var options = new ExecutionOptions { Console = (_, _) => source.Cancel() };
        var image = Guest.Load(Guest.Call(64, 1, 0x10000, 4), [Jal(0, 0)]);
        Assert.Throws<OperationCanceledException>(() => Recorder.Record(image, default, options, Pool, source.Token));
    }

    private static void AddAccesses(List<(uint, uint, uint, uint)> accesses, InstructionClass c, ElfImage image, RecordList list, int row)
    {
        var i = image.Code[list[row, 0]];
        var time = list[row, 1];
        void At(uint register, int column, uint offset) => accesses.Add((time + offset, register, list[row, column + 1], list[row, column]));
        switch (c)
        {
            case InstructionClass.Ecall:
                At(17, (int)EcallColumn.Number, 1);
                At(10, (int)EcallColumn.A0, 6);
                break;
            case InstructionClass.Constant:
                At(i.Rd, 2, 3);
                break;
            case InstructionClass.AddImmediate or InstructionClass.JumpRegister:
                At(i.Rs1, 2, 1);
                At(i.Rd, 4, 3);
                break;
            case InstructionClass.BranchEqual:
                At(i.Rs1, 2, 1);
                At(i.Rs2, 4, 2);
                break;
            case InstructionClass.LoadWord or InstructionClass.LoadPart:
                At(i.Rs1, 2, 1);
                At(i.Rd, 6, 3);
                break;
            case InstructionClass.StoreWord or InstructionClass.StorePart:
                At(i.Rs1, 2, 1);
                At(i.Rs2, 4, 3);
                break;
            default:
                At(i.Rs1, 2, 1);
                At(i.Rs2, 4, 2);
                At(i.Rd, 6, 3);
                break;
        }
    }

    private static void AssertSame(ElfImage image, ExecutionOptions options) =>
        Assert.Equal(End(() => Describe(Executor.Run(image, Input, options))), End(() =>
        {
            using var trace = Recorder.Record(image, Input, options, Pool, default);
            return Describe(new() { Cycles = trace.Cycles, ExitCode = trace.ExitCode, Journal = trace.Journal });
        }));

    private static string Describe(ExecutionResult r) => $"exit {r.ExitCode} after {r.Cycles}, {Convert.ToHexString(r.Journal)}";

    private static string End(Func<string> run)
    {
        try
        {
            return run();
        }
        catch (GuestFaultException fault)
        {
            return fault.Message;
        }
    }
}
