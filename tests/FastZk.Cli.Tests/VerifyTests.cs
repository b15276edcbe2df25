namespace FastZk.Cli.Tests;

/// <summary>`verify`: 0, 1 or 2, never anything else.</summary>
[Collection(ReceiptCollection.Name)]
public sealed class VerifyTests(Receipts receipts) : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void TrueReceiptsAreAccepted()
    {
        foreach (var receipt in new[] { receipts.Fast, receipts.Compact })
        {
            Assert.StartsWith("accepted", Tool.Run("verify", "--receipt", receipt, "--image-id", receipts.ImageId).Succeeds().Out);
            var json = Tool.Run("verify", "--receipt", receipt, "--elf", Scratch.Guest("key_ownership"), "--json").Succeeds().Json;
            Assert.True(json.GetProperty("accepted").GetBoolean());
            Assert.Equal(192, json.GetProperty("journalHex").GetString()!.Length);
            Assert.True(json.GetProperty("securityBits").GetDouble() >= 128);
        }

        Tool.Run("verify", "--receipt", receipts.Fast, "--image-id", receipts.ImageId.ToUpperInvariant(), "--exit-code", "0").Succeeds();
    }

    [Fact]
    public void AnotherProgramIsRejected()
    {
        Rejected("not of", "--receipt", receipts.Fast, "--elf", Scratch.Guest("fibonacci"));
        Rejected("not of", "--receipt", receipts.Fast, "--image-id", new string('0', 64));
    }

    [Fact]
    public void OtherExitCodesNeedToBeDemanded()
    {
        var guest = Scratch.Guest("fault");
        Rejected("exited with code", "--receipt", receipts.Fast, "--image-id", receipts.ImageId, "--exit-code", "1");
        Rejected("exited with code 7, not 0", "--receipt", receipts.Seven, "--elf", guest);
        Rejected("exited with code 7, not 4294967295", "--receipt", receipts.Seven, "--elf", guest, "--exit-code", "-1");
        Tool.Run("verify", "--receipt", receipts.Seven, "--elf", guest, "--exit-code", "7").Succeeds();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(20_000)]
    [InlineData(-1)]
    public void CutReceiptsAreRejected(int length)
    {
        var bytes = File.ReadAllBytes(receipts.Fast);
        Rejected("", "--receipt", _scratch.With("r", bytes[..(length < 0 ? bytes.Length + length : length)]), "--image-id", receipts.ImageId);
    }

    [Fact]
    public void ExtendedAndFlippedReceiptsAreRejected()
    {
        var bytes = File.ReadAllBytes(receipts.Fast);
        Rejected("follow the proof", "--receipt", _scratch.With("r", [.. bytes, 0]), "--image-id", receipts.ImageId);
        for (var at = 0; at < bytes.Length; at += at < 300 ? 7 : bytes.Length / 50)
        {
            bytes[at] ^= 1;
            Rejected("", "--receipt", _scratch.With("r", bytes), "--image-id", receipts.ImageId);
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void TheOtherProfilesNameDoesNotHelp()
    {
        var bytes = File.ReadAllBytes(receipts.Fast);
        Assert.Equal(1, bytes[6]);
        bytes[6] = 2;
        Rejected("", "--receipt", _scratch.With("r", bytes), "--image-id", receipts.ImageId);
    }

    [Fact]
    public void WhatIsNoReceiptIsRejected()
    {
        Rejected("no FastZk receipt", "--receipt", Scratch.Guest("fibonacci"), "--image-id", receipts.ImageId);
        Rejected("larger than any receipt", "--receipt", _scratch.Sparse("r", 1L << 34, "FZKR"u8.ToArray()), "--image-id", receipts.ImageId);
    }

    private static void Rejected(string because, params string[] args)
    {
        var plain = Tool.Run(["verify", .. args]);
        Assert.Equal((1, ""), (plain.Status, plain.Error));
        Assert.StartsWith("rejected: ", plain.Out);
        Assert.Single(plain.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var json = Tool.Run(["verify", .. args, "--json"]).Json;
        Assert.False(json.GetProperty("accepted").GetBoolean());
        Assert.False(json.TryGetProperty("journalHex", out _));
        Assert.NotEqual("", json.GetProperty("reason").GetString());
        Assert.Contains(because, plain.Out);
    }

    public void Dispose() => _scratch.Dispose();
}
