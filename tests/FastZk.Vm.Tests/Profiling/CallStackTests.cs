using FastZk.Vm.Profiling;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>Call stacks: calls, returns, tail calls, jumps out of calls, and code that keeps to no convention.</summary>
public sealed class CallStackTests
{
    private const uint Base = ElfBuilder.DefaultCodeAddress;

    [Fact]
    public void CompiledCallsAreTold()
    {
        var profile = Profiles.Of(ElfImage.Load(Profiles.File("calls_dwarf4")));
        Assert.Equal(
            [
                "_start", "_start;main", "_start;main;tail", "_start;main;leaf", "_start;main;fib", "_start;main;fib;fib", "_start;main;jump_here", "_start;main;deep", "_start;main;after",
                "_start;main;load", "_start;main;store",
            ],
            profile.Stacks().Where(s => s.Split(';').Length <= 4 && !s.Contains("deep;") && !s.Contains("fib;fib;") && !s.Contains("fastzk")));
        var cost = profile.ByFunction().ToDictionary(f => f.Name);
        // GCC makes a loop of the second recursive call: fib(n) calls fib(n - 1), fib(n - 3) and so on, 89 calls in all for n = 10.
        Assert.Equal((20, 21, 89), (cost["tail"].Calls, cost["leaf"].Calls, cost["fib"].Calls));
        Assert.Equal((6, 1, 1, 1), (cost["deep"].Calls, cost["jump_back"].Calls, cost["jump_here"].Calls, cost["after"].Calls));
        Assert.Equal(cost["fib"].SelfCycles, cost["fib"].TotalCycles);
        Assert.Equal(profile.Result.Cycles, cost["_start"].TotalCycles);
        Assert.Equal((3, 3), (profile.Unaligned.Loads, profile.Unaligned.Stores));
        Assert.Empty(profile.Notes);
    }

    [Fact]
    public void StrippedProgramsAreCutAtDirectCalls()
    {
        var named = Profiles.Of(ElfImage.Load(Profiles.File("calls_dwarf4")));
        var stripped = Profiles.Of(ElfImage.Load(Profiles.File("calls_stripped")));
        Assert.Equal(named.Result.Cycles, stripped.Result.Cycles);
        Assert.All(stripped.Names.SkipLast(1), n => Assert.StartsWith("0x0001", n));
        Assert.Equal(named.ByFunction().First(f => f.Name == "fib").SelfCycles, stripped.ByFunction().First(f => f.Calls == named.ByFunction().First(g => g.Name == "fib").Calls).SelfCycles);
    }

    [Fact]
    public void MillicodeReturnsByT0()
    {
        // main calls save by t0, which returns by t0; then f by ra.
        var profile = Profiles.Of(Program(
            ("main", [Jal(T0, 16), Jal(Ra, 20), Addi(A7, Zero, 93), Ecall()]),
            ("save", [Addi(A0, Zero, 0), Jalr(Zero, T0, 0)]),
            ("f", [Jalr(Zero, Ra, 0)])));
        Assert.Equal(["main 1 4", "main;save 1 2", "main;f 1 1"], profile.Lines());
    }

    [Fact]
    public void ATailCallTakesTheFrame()
    {
        var profile = Profiles.Of(Program(
            ("main", [Jal(Ra, 16), Addi(A0, Zero, 0), Addi(A7, Zero, 93), Ecall()]),
            ("f", [Addi(A1, A1, 1), Jal(Zero, 4)]),
            ("g", [Addi(A1, A1, 1), Jalr(Zero, Ra, 0)])));
        Assert.Equal(["main 1 4", "main;f 1 2", "main;g 1 2"], profile.Lines());
    }

    [Fact]
    public void FallingIntoTheNextFunctionIsATailCall()
    {
        var profile = Profiles.Of(Program(
            ("main", [Addi(A0, Zero, 0), Addi(A1, A1, 1)]),
            ("end", [Addi(A7, Zero, 93), Ecall()])));
        Assert.Equal(["main 1 2", "end 1 2"], profile.Lines());
    }

    [Fact]
    public void AReturnToNobodyKeepsTheAccount()
    {
        // f forgets its return address and goes to g by "ret"; g ends the run.
        var profile = Profiles.Of(Program(
            ("main", [Jal(Ra, 8), Ebreak()]),
            ("f", [Auipc(Ra, 0), Addi(Ra, Ra, 12), Jalr(Zero, Ra, 0)]),
            ("g", [Addi(A0, Zero, 0), Addi(A7, Zero, 93), Ecall()])));
        Assert.Equal(["main 1 1", "main;f 1 3", "main;g 1 3"], profile.Lines());
    }

    [Fact]
    public void AJumpOutOfCallsDropsFramesBySp()
    {
        // main keeps sp; f and g take 16 bytes each and go back to main's third instruction by a register that is no link.
        var profile = Profiles.Of(Program(
            ("main", [Lui(Sp, 0x100), Jal(Ra, 20), Addi(A0, Zero, 0), Addi(A7, Zero, 93), Jal(Ra, 40), Ecall()]),
            ("f", [Addi(Sp, Sp, -16), Jal(Ra, 4)]),
            ("g", [Addi(Sp, Sp, -16), Addi(Sp, Sp, 32), Auipc(A1, 0), Addi(A1, A1, -32), Jalr(Zero, A1, 0), Ebreak()]),
            ("h", [Jalr(Zero, Ra, 0)])));
        Assert.Equal(["main 1 6", "main;f 1 2", "main;f;g 1 5", "main;h 1 1"], profile.Lines());
    }

    [Fact]
    public void EndlessCallsAreBounded()
    {
        // Calls itself without ever returning, a million times, on no stack.
        var profile = Profiles.Of(Program(
            ("main", [Lui(A1, 0x100), Jal(Ra, 4)]),
            ("f", [Addi(A1, A1, -1), Beq(A1, Zero, 8), Jal(Ra, -8), Addi(A0, Zero, 0), Addi(A7, Zero, 93), Ecall()])));
        Assert.Equal(2, profile.Notes.Count);
        Assert.InRange(profile.Tree.Count, 1 << 17, (1 << 17) + 10);
        Assert.Equal(profile.Result.Cycles - 2, profile.ByFunction().Single(f => f.Name == "f").SelfCycles);
    }

    [Fact]
    public void AFullTreeKeepsOwnCostsExact()
    {
        var image = ElfImage.Load(Profiles.File("calls_dwarf4"));
        var whole = Profiles.Of(image).ByFunction().ToDictionary(f => f.Name, f => f.SelfCycles);
        var cut = Profiles.Of(image, maxStacks: 4);
        Assert.Single(cut.Notes);
        Assert.Contains(CallTree.RestName, cut.Stacks());
        Assert.Equal(whole, cut.ByFunction().Where(f => f.Name != CallTree.RestName).ToDictionary(f => f.Name, f => f.SelfCycles));
        Assert.Equal(whole.Values.Sum(), cut.Tree.Totals().Cycles[0]);
    }

    [Fact]
    public void LabelsInsideFunctionsAreNoFunctions()
    {
        var image = ElfImage.Load(ElfBuilder.WithCode([Addi(A0, Zero, 0), Addi(A7, Zero, 93), Ecall()])
            .AddSymbol("whole", Base, 12).AddSymbol("inner", Base + 4, 4).AddSymbol("empty", Base + 8, 0).Build());
        Assert.Equal([new GuestFunction("whole", 0, 3)], new FunctionMap(image).Functions);
    }

    [Fact]
    public void StoresToTextAreCountedAndDone()
    {
        var warnings = 0;
        var image = Guest.Load([.. Li(A1, Base), .. Li(T0, 0x12345678), Sw(T0, 0, A1), Sh(T0, 4, A1), Sb(T0, 7, A1), Lw(A0, 4, A1), .. Exit()]);
        var options = new ExecutionOptions { TextStoreWarning = (pc, address) => warnings += pc == Base + 16 && address == Base ? 1 : 100 };
        var profile = GuestProfiler.Run(image, default, new() { Weights = Profiles.Weights, Execution = options });
        Assert.Equal((3, 1, Guest.Run(image).ExitCode), (profile.Counters.TextStores, warnings, profile.Result.ExitCode));
        Assert.Equal(3, Profiles.Of(image).Counters.TextStores);
    }

    [Fact]
    public void InputAndOutputAreCounted()
    {
        byte[] input = [1, 2, 3, 4, 5, 6, 7];
        var image = Guest.Load(
            Guest.Call(63, 0, 0x40001, 6), Guest.Call(63, 0, 0x40010, 100), Guest.Call(63, 0, Base, 0), Guest.Call(64, 3, 0x40003, 2), Guest.Call(64, 2, 0x40000, 5),
            Guest.Call(0x1000), Guest.Call(0x10FF), Guest.Call(0x10FF), Exit(0));
        var c = Profiles.Of(image, input).Counters;
        Assert.Equal((7, 2, 5, 3, 2), (c.BytesRead, c.BytesCommitted, c.BytesToConsole, c.InputWords, c.JournalWords));
        Assert.Equal([(63u, 3L), (64u, 2L), (93u, 1L), (0x1000u, 1L), (0x10FFu, 2L)], c.Ecalls.Select(e => (e.Key, e.Value)));
        Assert.Equal(["read", "write", "exit", "cycle_count", "0x10ff"], c.Ecalls.Select(e => EcallNames.Of(e.Key)));
    }

    [Fact]
    public void AcceleratorsHaveNames()
    {
        var named = Enumerable.Range(1, (int)(EcallNumber.FirstReserved - 0x1001)).Select(i => EcallNames.Of(0x1000 + (uint)i)).ToArray();
        Assert.Equal(["sha256_compress", "keccak_absorb", "keccak_f1600", "modmul256", "mulwide256"], named);
    }

    private static ElfBuilder Program(params (string Name, uint[] Code)[] functions)
    {
        var builder = ElfBuilder.WithCode([.. functions.SelectMany(f => f.Code)]);
        var address = Base;
        foreach (var (name, code) in functions)
        {
            builder.AddSymbol(name, address, 4 * (uint)code.Length);
            address += 4 * (uint)code.Length;
        }

        return builder;
    }
}
