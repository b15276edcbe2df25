using System.Text;
using FastZk.Vm.Debugging;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests.Debugging;

/// <summary>Whole sessions: what GDB may ask, where the guest stops, how sessions end.</summary>
public sealed class GdbSessionTests
{
    private const uint Base = ElfBuilder.DefaultCodeAddress;

    // 0: lui a1, 0x20; 1: t0 = 3; 2: sw t0, 0(a1); 3: t0--; 4: bne t0, zero, 2; 5: lw a0, 0(a1); 6: exit(a0), which is 1
    private static readonly ElfImage Loop = Guest.Load([Lui(A1, 0x20), Addi(T0, Zero, 3), Sw(T0, 0, A1), Addi(T0, T0, -1), Bne(T0, Zero, -8), Lw(A0, 0, A1), .. Exit()]);

    [Fact]
    public void QuestionsAreAnswered()
    {
        var replies = Ask("qSupported:multiprocess+;swbreak+", "?", "Hg0", "qC", "qAttached", "qfThreadInfo", "qsThreadInfo", "T1", "vCont?", "vMustReplyEmpty", "qTStatus", "!", "");
        Assert.Contains("qXfer:features:read+", replies[0]);
        Assert.Equal(["T05thread:1;", "OK", "QC1", "0", "m1", "l", "OK", "vCont;c;C;s;S", "", "", "", ""], replies[1..]);
    }

    [Fact]
    public void TheMachineIsDescribedInParts()
    {
        var parts = Ask([.. Enumerable.Range(0, 40).Select(i => $"qXfer:features:read:target.xml:{i * 100:x},64")]).TakeWhile(r => r[0] != 'E').ToArray();
        Assert.All(parts.Index(), p => Assert.Equal(p.Index < parts.Length - 1 ? 'm' : 'l', p.Item[0]));
        var text = string.Concat(parts.Select(p => p[1..]));

        Assert.Contains("<architecture>riscv:rv32</architecture>", text);
        Assert.Equal(33, text.Split("<reg ").Length - 1);
        Assert.EndsWith("</target>", text);
        Assert.Equal(["E01", "E01", ""], Ask("qXfer:features:read:target.xml:ffff,10", "qXfer:features:read:target.xml:x", "qXfer:features:read:other.xml:0,10"));
    }

    [Fact]
    public void RegistersAreReadAndWritten()
    {
        var replies = Ask("P5=78563412", "p5", "P0=01000000", "p0", "p20", "P20=08000100", "p20", "P20=00000300", "P20=02000100", "p21", "P21=00000000", "P5", "Pzz=1", "g");
        Assert.Equal(["OK", "78563412", "OK", "00000000", "00000100", "OK", "08000100", "E01", "E01", "E01", "E01", "E01", "E01"], replies[..^1]);
        Assert.Equal(33 * 8, replies[^1].Length);
        var all = replies[^1][..16] + "efbeadde" + replies[^1][24..];
        Assert.Equal(["OK", "efbeadde", "08000100", "E01", "E01"], Ask($"G{all}", "p2", "p20", $"G{all}00", $"G{all[..^8]}01000100"));
    }

    [Fact]
    public void MemoryIsReadAndWritten()
    {
        var replies = Ask("m20000,4", "M20001,2:abcd", "m20000,4", "X20000,2:\u0001}\u0003", "m20000,4", $"m{Base:x},4", "mffffff00,1", "mfffffefe,4", "m20000,ffffff", "m", "m1", "M20000,2:ab", "M20000,1:zz", "m0,0");
        Assert.Equal(["00000000", "OK", "00abcd00", "OK", "0123cd00", "b7050200", "E01", "E01", "E01", "E01", "E01", "E01", "E01", ""], replies);
    }

    [Fact]
    public void StepsAndBreakpointsStopWhereTheyShould()
    {
        var (replies, result, _) = Debug(Loop, "s", "p20", "vCont;s:1", "p20", $"Z0,{Base + 12:x},4", "c", "p5", "c", "p5", $"z0,{Base + 12:x},4", $"Z1,{Base + 20:x},4", "vCont;c", "p20", "c");
        Assert.Equal(
            ["T05thread:1;", "04000100", "T05thread:1;", "08000100", "OK", "T05swbreak:;thread:1;", "03000000", "T05swbreak:;thread:1;", "02000000", "OK", "OK", "T05swbreak:;thread:1;", "14000100", "W01"],
            replies);
        Assert.Equal((1u, Executor.Run(Loop, default).Cycles), (result!.ExitCode, result.Cycles));
    }

    // The second instruction of the loop is where its jump leads; the last but one is behind an ecall.
    [Fact]
    public void BreakpointsBehindJumpsAndEcallsStopEachTime()
    {
        var (replies, _, _) = Debug(Loop, $"Z0,{Base + 8:x},4", "c", "p5", "c", "p5", "c", "p5", "c");
        Assert.Equal(["OK", "T05swbreak:;thread:1;", "03000000", "T05swbreak:;thread:1;", "02000000", "T05swbreak:;thread:1;", "01000000", "W01"], replies);
        var image = Guest.Load(Guest.Call(0x1000), Exit(3));
        (replies, _, _) = Debug(image, $"Z0,{Base + 36:x},4", "c", "p20", "c");
        Assert.Equal(["OK", "T05swbreak:;thread:1;", "24000100", "W03"], replies);
        // At every instruction of a program, all at once: as many stops as instructions, but the first.
        var every = Enumerable.Range(0, Loop.Code.Length).Select(i => $"Z0,{Base + 4 * i:x},4").ToArray();
        (replies, var result, _) = Debug(Loop, [.. every, .. Enumerable.Repeat("c", (int)Executor.Run(Loop, default).Cycles)]);
        Assert.Equal(Executor.Run(Loop, default).Cycles - 1, replies.Count(r => r == "T05swbreak:;thread:1;"));
        Assert.Equal(("W01", 1u), (replies[^1], result!.ExitCode));
    }

    [Fact]
    public void ASteppedRunEndsAsEveryRun()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Terminating(seed, items: 15));
            byte[] input = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
            var expected = Executor.Run(image, input);
            var (replies, result, _) = Debug(image, input, [.. Enumerable.Repeat("s", (int)expected.Cycles)]);
            Assert.Equal(expected.Cycles, replies.Length);
            Assert.StartsWith("W", replies[^1]);
            Assert.Equal((expected.Cycles, expected.ExitCode, Convert.ToHexString(expected.Journal)), (result!.Cycles, result.ExitCode, Convert.ToHexString(result.Journal)));
        }
    }

    [Fact]
    public void BreakpointsAreWhereInstructionsAre() =>
        Assert.Equal(["E01", "E01", "E01", "E01", "OK", "OK", "", "E01", "E01"], Ask("Z0,0,4", $"Z0,{Base + 2:x},4", "Z0,zz,4", "Z0", $"z0,{Base:x},4", "z0,1,4", "Z9,0,4", "Z2,20000,0", "Z2,20000,fffff"));

    [Fact]
    public void WatchpointsStopBehindTheAccess()
    {
        var (replies, _, _) = Debug(Loop, "Z2,20000,4", "c", "p20", "m20000,4", "c", "c", "m20000,4", "z2,20000,4", "Z3,20002,1", "c", "p20", "z3,20002,1", "Z4,20003,1", $"P20={HexText.Register(Base + 20)}", "c", "z4,20003,1", "c");
        Assert.Equal(
            [
                "OK", "T05watch:20000;thread:1;", "0c000100", "03000000", "T05watch:20000;thread:1;", "T05watch:20000;thread:1;", "01000000", "OK", "OK", "T05rwatch:20002;thread:1;", "18000100", "OK", "OK", "OK",
                "T05awatch:20003;thread:1;", "OK", "W01",
            ],
            replies);
    }

    [Fact]
    public void EcallsTouchWatchedMemory()
    {
        var image = Guest.Load(Guest.Call(63, 0, 0x20000, 100), Guest.Call(64, 3, 0x20000, 3), Exit(0));
        var (replies, result, _) = Debug(image, [1, 2, 3], ["Z2,20002,1", "Z2,20003,1", "Z3,20001,1", "c", "m20000,4", "c", "c"]);
        Assert.Equal(["OK", "OK", "OK", "T05watch:20002;thread:1;", "01020300", "T05rwatch:20001;thread:1;", "W00"], replies);
        Assert.Equal("010203", Convert.ToHexString(result!.Journal));
    }

    [Theory]
    [InlineData(0x00100073u, "05")]
    [InlineData(0xFFFFFFFFu, "04")]
    [InlineData(0x00102503u, "0a")]
    [InlineData(0xF0000067u, "0b")]
    [InlineData(0x00000073u, "0c")]
    public void FaultsAreSignals(uint instruction, string signal)
    {
        var image = Guest.Load([Addi(Zero, Zero, 0), instruction, .. Exit(5)]);
        var fault = Guest.Fault(image);
        // Passed on, the signal ends the run; else the guest tries again; with another pc it goes on.
        var (replies, _, error) = Debug(image, "c", "c", $"C{signal}");
        Assert.Equal([$"T{signal}thread:1;", $"T{signal}thread:1;", $"X{signal}"], replies);
        Assert.Equal(fault.Message, error!.Message);
        (replies, var result, _) = Debug(image, "c", $"P20={HexText.Register(Base + 8)}", $"C{signal}");
        Assert.Equal([$"T{signal}thread:1;", "OK", $"X{signal}"], replies);
        Assert.Null(result);
        (replies, result, _) = Debug(image, "s", "s", $"P20={HexText.Register(Base + 8)}", "s", "c");
        Assert.Equal(["T05thread:1;", $"T{signal}thread:1;", "OK", "T05thread:1;", "W05"], replies);
        Assert.Equal(5u, result!.ExitCode);
    }

    [Fact]
    public void AnInterruptStopsARunningGuest()
    {
        var endless = Guest.Load([Addi(A0, A0, 1), Jal(Zero, -4)]);
        var channel = new ScriptedChannel([ScriptedChannel.Packet("c"), [3], ScriptedChannel.Packet("k")]) { LooksUntilData = 3 };
        Assert.Throws<DebuggerGoneException>(() => GuestDebugger.Run(endless, default, channel));
        Assert.Equal(["T02thread:1;"], channel.Replies);
        Assert.True(channel.Looks >= 3);
    }

    [Fact]
    public void SessionsEndInFourWays()
    {
        var (replies, result, error) = Debug(Loop, $"Z0,{Base + 8:x},4", "c", "D");
        Assert.Equal(["OK", "T05swbreak:;thread:1;", "OK"], replies);
        Assert.Equal(Executor.Run(Loop, default).Cycles, result!.Cycles);
        (replies, result, error) = Debug(Loop, "k");
        Assert.Equal((0, "the debugger ended the run"), (replies.Length, error!.Message));
        (replies, _, error) = Debug(Loop, "vKill;1");
        Assert.Equal(("OK", "the debugger ended the run"), (replies[0], error!.Message));
        (_, result, error) = Debug(Loop, "s");
        Assert.Null(result);
        Assert.Contains("closed the connection", error!.Message);
    }

    [Fact]
    public void PacketsMayGoUnacknowledged()
    {
        var channel = new ScriptedChannel([ScriptedChannel.Packet("QStartNoAckMode"), ScriptedChannel.Packet("p0"), ScriptedChannel.Packet("p1"), "$p0#00"u8.ToArray(), ScriptedChannel.Packet("k")]);
        Assert.Throws<DebuggerGoneException>(() => GuestDebugger.Run(Loop, default, channel));
        Assert.Equal("+$OK#9a$00000000#80$00000000#80$E01#a6", channel.Sent);
    }

    [Fact]
    public void LimitsAndStoresToTextAreThoseOfARun()
    {
        var (replies, _, error) = Debug(Guest.Load([Jal(Zero, 0)]), [], ["c", "C18"], new() { MaxCycles = 1000 });
        Assert.Equal(["T18thread:1;", "X18"], replies);
        Assert.Equal(FaultKind.CycleLimit, Assert.IsType<GuestFaultException>(error).Kind);
        var warnings = new List<(uint, uint)>();
        var store = Guest.Load([.. Li(A1, Base), Sw(A1, 0, A1), Sw(A1, 4, A1), Lw(A0, 4, A1), .. Exit()]);
        var (_, result, _) = Debug(store, [], ["s", "s", "s", "c"], new() { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) });
        Assert.Equal((Base + 8, Base), Assert.Single(warnings));
        Assert.Equal(Base, result!.ExitCode);
    }

    [Fact]
    public void NoiseNeverEscapes()
    {
        const string alphabet = "$#+-}?gGpPmMXZzcCsSDkHTqQv0123456789abcdef,;:=\u0003";
        string[] packets = ["g", "G00", "p5", "P5=01020304", "m20000,10", "M20000,2:0102", "Z0,10008,4", "Z2,20000,4", "z0,10008,4", "s", "vCont;s:1", "c10008", "C05;10000", "X20000,1:a", "qXfer:features:read:target.xml:0,fff", "?"];
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var portions = new List<byte[]>();
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                var body = packets[random.Next(packets.Length)].ToCharArray();
                for (var k = random.Next(3); k > 0; k--)
                {
                    body[random.Next(body.Length)] = alphabet[random.Next(alphabet.Length)];
                }

                portions.Add(random.Next(4) == 0 ? Encoding.Latin1.GetBytes(body) : ScriptedChannel.Packet(new string(body)));
            }

            try
            {
                GuestDebugger.Run(Loop, default, new ScriptedChannel(portions), new() { MaxCycles = 1000 });
            }
            catch (Exception e) when (e is GuestFaultException or DebuggerGoneException)
            {
            }
        }
    }

    // Replies to packets, of a session that then ends without more ado.
    private static string[] Ask(params string[] packets) => Debug(Loop, packets).Replies;

    private static (string[] Replies, ExecutionResult? Result, Exception? Error) Debug(ElfImage image, params string[] packets) => Debug(image, [], packets);

    private static (string[] Replies, ExecutionResult? Result, Exception? Error) Debug(ElfImage image, byte[] input, string[] packets, ExecutionOptions? options = null)
    {
        var channel = new ScriptedChannel(packets.Select(ScriptedChannel.Packet));
        try
        {
            var result = GuestDebugger.Run(image, input, channel, options);
            return (channel.Replies, result, null);
        }
        catch (Exception e) when (e is GuestFaultException or DebuggerGoneException)
        {
            return (channel.Replies, null, e);
        }
    }
}
