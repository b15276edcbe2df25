using System.Text.Json;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Cli.Tests;

/// <summary>`profile`: the account is that of the proof, files are whole, failures are one line.</summary>
[Collection(ReceiptCollection.Name)]
public sealed class ProfileTests(Receipts receipts) : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void CellsAreThoseOfTheProof()
    {
        var profile = Tool.Run("profile", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--json").Succeeds().Json;
        var proof = Tool.Run("prove", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--receipt", _scratch["r"], "--json", "--threads", "2").Succeeds().Json;
        foreach (var name in new[] { "cycles", "exitCode", "usedCells", "committedCells" })
        {
            Assert.Equal(proof.GetProperty(name).GetInt64(), profile.GetProperty(name).GetInt64());
        }

        // What is charged to functions is what the tables of instructions and of I/O hold.
        string[] apart = ["bump", "boundary", "program", "image", "range_wide", "bytes_wide", "small"];
        var tables = profile.GetProperty("tables").EnumerateArray().ToArray();
        Assert.Equal(profile.GetProperty("usedCells").GetInt64(), tables.Sum(t => t.GetProperty("usedCells").GetInt64()));
        Assert.Equal(profile.GetProperty("attributedCells").GetInt64(), tables.Where(t => !apart.Contains(t.GetProperty("name").GetString())).Sum(t => t.GetProperty("usedCells").GetInt64()));
        var functions = profile.GetProperty("functions").EnumerateArray().ToArray();
        Assert.Equal(profile.GetProperty("attributedCells").GetInt64(), functions.Sum(f => f.GetProperty("selfCells").GetInt64()));
        Assert.Equal(13050, functions.Sum(f => f.GetProperty("selfCycles").GetInt64()));
        Assert.Equal((64, 96), (profile.GetProperty("bytesRead").GetInt64(), profile.GetProperty("bytesCommitted").GetInt64()));
        Assert.Equal(0, profile.GetProperty("notes").GetArrayLength());
    }

    [Theory]
    [InlineData("speedscope", "$schema")]
    [InlineData("firefox", "meta")]
    public void FilesAreWritten(string format, string member)
    {
        var page = Tool.Run("profile", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--out", _scratch["p.json"], "--format", format, "--top", "2").Succeeds().Out;
        Assert.True(JsonDocument.Parse(File.ReadAllBytes(_scratch["p.json"])).RootElement.TryGetProperty(member, out _));
        Assert.Contains("Functions by cells of their own: 2 of ", page);
        Assert.Contains("Cells of no function", page);
        Assert.Equal(["p.json"], _scratch.Files);
    }

    [Fact]
    public void LongRunsAreProfiledWithoutTheirTables()
    {
        // Five million instructions: more than one proof covers.
        var guest = _scratch.With("long.elf", ElfBuilder.FromCode([.. Li(T0, 2_500_000), Addi(T0, T0, -1), Bne(T0, Zero, -4), .. Exit(3)]));
        var outcome = Tool.Run("profile", guest, "--json").Succeeds().Json;
        Assert.Equal((5_000_006, 3), (outcome.GetProperty("cycles").GetInt64(), outcome.GetProperty("exitCode").GetInt64()));
        Assert.Equal(JsonValueKind.Null, outcome.GetProperty("usedCells").ValueKind);
        Assert.Contains("longer than one proof", outcome.GetProperty("notes")[0].GetString());
        Assert.Contains("note: the run is longer", Tool.Run("profile", guest).Succeeds().Out);
    }

    [Fact]
    public void GuestsSpeakOnStandardError()
    {
        var guest = _scratch.With("g.elf", ElfBuilder.FromCode(
            [.. Li(T0, 0x0A216968), Lui(A1, 0x40), Sw(T0, 0, A1), Addi(A0, Zero, 1), Addi(A2, Zero, 4), Addi(A7, Zero, 64), Ecall(), .. Exit(0)]));
        var outcome = Tool.Run("profile", guest, "--json");
        Assert.Equal((0, "hi!\n"), (outcome.Status, outcome.Error));
        Assert.Equal(4, outcome.Json.GetProperty("bytesToConsole").GetInt64());
    }

    [Fact]
    public void FailuresLeaveNoFile()
    {
        Tool.Run([0], default, "profile", Scratch.Guest("fault"), "--input", "-", "--out", _scratch["p"]).Fails(125, "ebreak");
        Tool.Run("profile", _scratch["none"]).Fails(2, "no such file");
        Tool.Run("profile", Scratch.Guest("fault"), "--out", _scratch["no/where"]).Fails(2, "no such directory");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var endless = _scratch.With("endless.elf", ElfBuilder.FromCode([Jal(0, 0)]));
        Tool.Run([], soon.Token, "profile", endless, "--out", _scratch["p"]).Fails(130, "interrupted");
        Assert.Equal(["endless.elf"], _scratch.Files);
    }

    public void Dispose() => _scratch.Dispose();
}
