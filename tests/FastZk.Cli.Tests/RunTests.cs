using System.Text.Json;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Cli.Tests;

/// <summary>`run`: exit codes, faults, streams, journal.</summary>
public sealed class RunTests : IDisposable
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(7u, 7)]
    [InlineData(255u, 255)]
    [InlineData(256u, 0)]
    [InlineData(0x1234u, 0x34)]
    [InlineData(0xFFFFFFFFu, 255)]
    public void TheStatusIsTheExitCodeMod256(uint code, int status)
    {
        var json = Tool.Run("run", Program(Exit(code)), "--json");
        Assert.Equal((status, code), (json.Status, json.Json.GetProperty("exitCode").GetUInt32()));
    }

    [Theory]
    [InlineData(0, "ebreak")]
    [InlineData(1, "illegal instruction")]
    [InlineData(2, "misaligned load")]
    [InlineData(3, "left the program")]
    [InlineData(4, "unknown ecall")]
    public void FaultsGive125AndSayWhere(byte kind, string because)
    {
        Tool.Run([kind], default, "run", Scratch.Guest("fault"), "--input", "-").Fails(125, because);
        var json = Tool.Run([kind], default, "run", Scratch.Guest("fault"), "--input", "-", "--json").Fails(125, because).Json;
        Assert.Contains("pc 0x", json.GetProperty("error").GetString());
    }

    [Fact]
    public void JsonHasItsFields()
    {
        var json = Tool.Run(Secret, default, "run", Scratch.Guest("key_ownership"), "--input", "-", "--json").Succeeds().Json;
        Assert.Equal(["cycles", "seconds", "mips", "exitCode", "journalHex"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(13050, json.GetProperty("cycles").GetInt64());
        Assert.Equal(192, json.GetProperty("journalHex").GetString()!.Length);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public void TheJournalIsWrittenWhole()
    {
        Assert.Equal(0, Tool.Run(Secret, default, "run", Scratch.Guest("key_ownership"), "--input", "-", "--journal", _scratch["j"]).Status);
        Assert.Equal(Secret[32..], File.ReadAllBytes(_scratch["j"])[32..64]);
        Assert.Equal(["j"], _scratch.Files);
    }

    [Fact]
    public void ShortAndMissingInputsAreTheGuestsBusiness()
    {
        Assert.Equal(2, Tool.Run("run", Scratch.Guest("key_ownership")).Status);
        Assert.Equal(2, Tool.Run(Secret[..63], default, "run", Scratch.Guest("key_ownership"), "--input", "-").Status);
    }

    [Fact]
    public void TheGuestsOutputGoesToTheSameDescriptors()
    {
        var guest = Program(
            [.. Store("out\n"u8), .. Write(1), .. Store("err\n"u8), .. Write(2), .. Exit(0)]);
        var plain = Tool.Run("run", guest);
        Assert.Equal((0, "out\n"), (plain.Status, plain.Out));
        Assert.StartsWith("err\n", plain.Error);
        Assert.Contains("cycles", plain.Error);
        var json = Tool.Run("run", guest, "--json");
        Assert.Equal("out\nerr\n", json.Error);
        Assert.Equal(0u, json.Json.GetProperty("exitCode").GetUInt32());
    }

    [Fact]
    public void CancellingEndsAnEndlessRun()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Tool.Run([], soon.Token, "run", Program([Jal(0, 0)]), "--journal", _scratch["j"]).Fails(130, "interrupted");
        Assert.Equal(["guest.elf"], _scratch.Files);
    }

    [Fact]
    public void CoverageCountsByClassOpcodeAndFunction()
    {
        // Ten times around a loop, past one instruction that is jumped over.
        var elf = ElfBuilder.WithCode([Addi(T0, Zero, 10), Addi(T0, T0, -1), Bne(T0, Zero, -4), Jal(Ra, 12), Mul(T0, T0, T0), Ebreak(), .. Exit(4)])
            .AddSymbol("main", 0x10000, 24).AddSymbol("end", 0x10018, 16).Build();
        var guest = _scratch.With("guest.elf", elf);
        var json = Tool.Run("run", guest, "--coverage", _scratch["c"], "--json");
        Assert.Equal(4, json.Status);
        var inside = json.Json.GetProperty("coverage");
        var file = JsonDocument.Parse(File.ReadAllBytes(_scratch["c"])).RootElement;
        Assert.Equal(JsonSerializer.Serialize(file), JsonSerializer.Serialize(inside));
        Assert.Equal((11, 10, 0), (Count("classes", "addi") - 2, Count("classes", "branch_eq"), Count("classes", "mul")));
        Assert.Equal((10, 1, 2, 0), (Count("opcodes", "bne"), Count("opcodes", "jal"), Count("opcodes", "lui") + Count("opcodes", "ecall"), Count("opcodes", "mul")));
        Assert.Equal(26, file.GetProperty("opcodes").EnumerateArray().Sum(o => o.GetProperty("count").GetInt64()));
        Assert.Equal(26, file.GetProperty("classes").EnumerateArray().Sum(o => o.GetProperty("count").GetInt64()));
        Assert.Equal([("main", 6, 4, 22), ("end", 4, 4, 4)], file.GetProperty("functions").EnumerateArray().Select(f =>
            (f.GetProperty("name").GetString()!, f.GetProperty("instructions").GetInt32(), f.GetProperty("executed").GetInt32(), f.GetProperty("cycles").GetInt32())));
        var page = Tool.Run("run", guest, "--coverage");
        Assert.Equal((4, ""), (page.Status, page.Out));
        Assert.Contains("66.7 %", page.Error);
        Assert.Equal(["c", "guest.elf"], _scratch.Files);

        long Count(string list, string name) => file.GetProperty(list).EnumerateArray().Single(c => c.GetProperty("name").GetString() == name).GetProperty("count").GetInt64();
    }

    [Fact]
    public async Task ADebuggerMayConnectAndLetGo()
    {
        var guest = Program(Exit(6));
        using var tool = Tool.Start("run", guest, "--gdb", "0");
        var line = await tool.StandardError.ReadLineAsync();
        Assert.StartsWith("fastzk: waiting for GDB: target remote 127.0.0.1:", line);
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", int.Parse(line!.Split(':')[^1]));
        await client.GetStream().WriteAsync("$D#44"u8.ToArray());
        Assert.True(tool.WaitForExit(30_000));
        Assert.Equal(6, tool.ExitCode);
    }

    [Fact]
    public async Task ADebuggerThatGoesAwayEndsTheRun()
    {
        using var tool = Tool.Start("run", Program(Exit(6)), "--gdb", "0");
        var line = await tool.StandardError.ReadLineAsync();
        new System.Net.Sockets.TcpClient("127.0.0.1", int.Parse(line!.Split(':')[^1])).Dispose();
        Assert.True(tool.WaitForExit(30_000));
        Assert.Equal(125, tool.ExitCode);
        Assert.Equal("fastzk: the debugger closed the connection", (await tool.StandardError.ReadToEndAsync()).Trim());
    }

    [Fact]
    public void WaitingForADebuggerCanBeCancelled()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var outcome = Tool.Run([], soon.Token, "run", Program(Exit(0)), "--gdb", "0");
        Assert.Equal(130, outcome.Status);
        Assert.EndsWith("fastzk: interrupted; nothing was written\n", outcome.Error);
    }

    private string Program(uint[] code) => _scratch.With("guest.elf", ElfBuilder.FromCode(code));

    // Four characters at 0x40000.
    private static uint[] Store(ReadOnlySpan<byte> text) => [.. Li(T0, BitConverter.ToUInt32(text)), Lui(A1, 0x40), Sw(T0, 0, A1)];

    private static uint[] Write(int descriptor) => [Addi(A0, Zero, descriptor), Addi(A2, Zero, 4), Addi(A7, Zero, 64), Ecall()];

    public void Dispose() => _scratch.Dispose();
}
