using FastZk.Circuits.Tests;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>A machine that does not lie records what the recorder records: what its lies show is the circuit's doing, not the machine's.</summary>
public class LyingMachineTests
{
    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    [Fact]
    public void S24_WithoutALieTheRecordsAreTheRecorders()
    {
        for (var number = 0UL; number < 400; number++)
        {
            AssertSame(SmallPrograms.Make(number));
        }

        for (var seed = 0; seed < 40; seed++)
        {
            AssertSame(new(RandomPrograms.Terminating(seed), Input));
        }
    }

    public static TheoryData<string> Names => [.. EdgePrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void S24_WithoutALieTheRecordsOfEdgeProgramsAreTheRecorders(string name)
    {
        var (elf, input, _) = EdgePrograms.All[name];
        AssertSame(new(elf, input));
    }

    private static void AssertSame(LyingProgram program)
    {
        using var pool = new BufferPool();
        using var draft = new Draft(pool);
        new LyingMachine(program, draft).Run(default, int.MaxValue);
        using var expected = Recorder.Record(program.Image, program.Input, new ExecutionOptions { MaxCycles = 1 << 22 }, pool, default);
        Assert.Equal((expected.ExitCode, false), (draft.ExitCode, draft.Derailed));
        Assert.Equal(expected.Journal, draft.Journal.ToArray());
        foreach (var c in Enum.GetValues<InstructionClass>())
        {
            Assert.Equal(Words(expected[c]), Words(draft.Trace[c]));
        }

        Assert.Equal(Words(expected.JournalWords), Words(draft.Trace.JournalWords));
        Assert.Equal(Words(expected.InputWords), Words(draft.Trace.InputWords));
        Assert.Equal(Words(expected.Sha256Calls), Words(draft.Trace.Sha256Calls));
        Assert.Equal(Words(expected.Sha256Blocks), Words(draft.Trace.Sha256Blocks));
        Assert.Equal(Words(expected.KeccakCalls), Words(draft.Trace.KeccakCalls));
        Assert.Equal(Words(expected.KeccakPermutations), Words(draft.Trace.KeccakPermutations));
        Assert.Equal(Words(expected.Multiply256Calls), Words(draft.Trace.Multiply256Calls));
        Assert.Equal(Words(expected.Levels), Words(draft.Trace.Levels));
        Assert.Equal(Words(expected.Bumps), Words(draft.Trace.Bumps));
        Assert.Equal(Words(expected.Boundary), Words(draft.Trace.Boundary));
    }

    private static uint[] Words(RecordList list)
    {
        var words = new List<uint>();
        for (var c = 0; c < list.ChunkCount; c++)
        {
            words.AddRange(list.Rows(c));
        }

        return [.. words];
    }
}
