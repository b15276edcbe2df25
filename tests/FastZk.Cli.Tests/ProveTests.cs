using System.Text.Json;

namespace FastZk.Cli.Tests;

/// <summary>`prove`, `inspect`, `image-id` and `demo` where all goes well, and the ways in which a proof can fail.</summary>
[Collection(ReceiptCollection.Name)]
public sealed class ProveTests(Receipts receipts) : IDisposable
{
    private static readonly string[] Fields =
    [
        "cycles", "seconds", "mips", "exitCode", "journalHex", "executeSeconds", "proveSeconds", "verifySeconds", "khz", "receiptBytes", "peakRssBytes",
        "committedCells", "usedCells", "profile", "imageId", "queries", "securityBits", "tables", "phases",
    ];

    private readonly Scratch _scratch = new();

    [Fact]
    public void JsonHasItsFields()
    {
        var json = Prove(0, "key_ownership", receipts.Input, "--json", "--memory", "4096").Json;
        Assert.Equal(Fields, json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(new FileInfo(_scratch["r"]).Length, json.GetProperty("receiptBytes").GetInt64());
        Assert.Equal(13050, json.GetProperty("cycles").GetInt64());
        Assert.Equal(receipts.ImageId, json.GetProperty("imageId").GetString());
        Assert.True(json.GetProperty("securityBits").GetDouble() >= 128);
        Assert.True(json.GetProperty("usedCells").GetInt64() < json.GetProperty("committedCells").GetInt64());
        Assert.True(json.GetProperty("peakRssBytes").GetInt64() > 1 << 20);
        var parts = json.GetProperty("executeSeconds").GetDouble() + json.GetProperty("proveSeconds").GetDouble() + json.GetProperty("verifySeconds").GetDouble();
        Assert.Equal(parts, json.GetProperty("seconds").GetDouble(), 0.001);
        Assert.Equal(["r"], _scratch.Files);
    }

    [Fact]
    public void FaultedRunsHaveNoReceipt()
    {
        var input = _scratch.With("input", [3]);
        Prove(125, "fault", input).Fails(125, "left the program");
        Assert.Equal(["input"], _scratch.Files);
    }

    [Fact]
    public void ProofsThatDoNotFitMemoryAreRefused()
    {
        Prove(3, "key_ownership", receipts.Input, "--memory", "2").Fails(3);
        var json = Prove(3, "key_ownership", receipts.Input, "--memory", "16", "--json").Fails(3).Json;
        Assert.Equal(3, json.GetProperty("exitStatus").GetInt32());
        Assert.Empty(_scratch.Files);
    }

    [Fact]
    public void RunsOfTooManyCyclesAreRefused()
    {
        var input = _scratch.With("input", BitConverter.GetBytes(1_000_000u));
        Prove(3, "fibonacci", input).Fails(3, "cycle limit");
        Assert.Equal(["input"], _scratch.Files);
    }

    [Theory]
    [InlineData("execute")]
    [InlineData("commit main")]
    [InlineData("quotient")]
    [InlineData("queries")]
    [InlineData("self-check")]
    public void CancellingLeavesNothing(string phase)
    {
        using var source = new CancellationTokenSource();
        using var listener = new PhaseListener(phase, source.Cancel);
        Tool.Run([], source.Token, "prove", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--receipt", _scratch["r"], "--threads", "2").Fails(130, "interrupted");
        Assert.Empty(_scratch.Files);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PartsAddUpToTheReceipt(bool fast)
    {
        var path = fast ? receipts.Fast : receipts.Compact;
        var json = Tool.Run("inspect", "--receipt", path, "--json").Succeeds().Json;
        Assert.True(json.GetProperty("proofHolds").GetBoolean());
        Assert.Equal(new FileInfo(path).Length, Sum(json));
        Assert.DoesNotContain(json.GetProperty("parts").EnumerateArray(), p => p.GetProperty("name").GetString()!.Contains("behind"));
        Assert.All(json.GetProperty("rounds").EnumerateArray(), r => Assert.True(r.GetProperty("provenBits").GetDouble() >= 128));
        Assert.Equal(json.GetProperty("rounds").EnumerateArray().Min(r => r.GetProperty("provenBits").GetDouble()), json.GetProperty("securityBits").GetDouble());
        Assert.Equal(fast ? "fast" : "compact", json.GetProperty("profile").GetString());
        var text = Tool.Run("inspect", "--receipt", path).Succeeds().Out;
        Assert.All(["Tables", "Security", "Bytes by part", "auxiliary rows", "FRI openings", "queries"], s => Assert.Contains(s, text));
    }

    [Fact]
    public void DamagedReceiptsAreInspectedToo()
    {
        var bytes = File.ReadAllBytes(receipts.Fast);
        bytes[300] ^= 1; // the main root: no indexes can be drawn
        var json = Tool.Run("inspect", "--receipt", _scratch.With("r", bytes), "--json").Succeeds().Json;
        Assert.False(json.GetProperty("proofHolds").GetBoolean());
        Assert.Equal(bytes.Length, Sum(json));
        json = Tool.Run("inspect", "--receipt", _scratch.With("r", [.. File.ReadAllBytes(receipts.Fast), 1, 2, 3]), "--json").Succeeds().Json;
        Assert.Equal(3, json.GetProperty("parts").EnumerateArray().Last().GetProperty("bytes").GetInt64());
        Tool.Run("inspect", "--receipt", _scratch.With("r", bytes[..5000])).Succeeds();
        Tool.Run("inspect", "--receipt", _scratch.With("r", bytes[..50])).Fails(2, "is no receipt");
        Tool.Run("inspect", "--receipt", Scratch.Guest("sort"), "--json").Fails(2, "is no receipt");
    }

    [Fact]
    public void ImageIdsAreTheProgramsOwn()
    {
        var json = Tool.Run("image-id", Scratch.Guest("key_ownership"), "--json").Succeeds().Json;
        Assert.Equal(receipts.ImageId, json.GetProperty("imageId").GetString());
        Assert.Equal(64, receipts.ImageId.Length);
        Assert.NotEqual(receipts.ImageId, Tool.Run("image-id", Scratch.Guest("sort")).Succeeds().Out.Trim());
    }

    [Fact]
    public void TheDemoShowsWhatItPromises()
    {
        var text = Tool.Run("demo").Succeeds().Out;
        Assert.DoesNotContain("FAILED", text);
        Assert.DoesNotContain("\u001b", text);
        Assert.All(["one bit of the journal", "one bit of the proof", "another program's ImageId", receipts.ImageId, "range_wide 2^13", "the secret"], s => Assert.Contains(s, text));
        var json = Tool.Run("demo", "--json", "--profile", "compact").Succeeds().Json;
        Assert.True(json.GetProperty("good").GetBoolean());
        Assert.Equal(3, json.GetProperty("forgeries").EnumerateArray().Count(f => f.GetProperty("rejected").GetBoolean() && f.GetProperty("reason").GetString() != ""));
        Assert.Equal("compact", json.GetProperty("profile").GetString());
    }

    [Fact]
    public void TerminalsGetPictures()
    {
        var outcome = Tool.Run([], default, true, "inspect", "--receipt", receipts.Fast);
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
        Assert.Contains("█", outcome.Out);
        outcome = Tool.Run([], default, true, "prove", Scratch.Guest("key_ownership"), "--input", receipts.Input, "--receipt", _scratch["[red]r"], "--threads", "2");
        Assert.Equal(0, outcome.Status);
        Assert.Contains("[red]r", outcome.Out.Replace("\n", ""));
    }

    private static long Sum(JsonElement json) => json.GetProperty("parts").EnumerateArray().Sum(p => p.GetProperty("bytes").GetInt64());

    private Outcome Prove(int status, string guest, string input, params string[] more)
    {
        var outcome = Tool.Run(["prove", Scratch.Guest(guest), "--input", input, "--receipt", _scratch["r"], "--threads", "2", .. more]);
        Assert.Equal(status, outcome.Status);
        return outcome;
    }

    public void Dispose() => _scratch.Dispose();
}
