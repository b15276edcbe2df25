using System.Diagnostics;

namespace FastZk.Cli.Tests;

/// <summary>The tool as a process: statuses, streams that are full or closed, signals.</summary>
[Collection(ReceiptCollection.Name)]
public sealed class ProcessTests(Receipts receipts) : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void StatusesReachTheShell()
    {
        Assert.Equal(0, Tool.Shell($"$fastzk verify --receipt '{receipts.Fast}' --image-id {receipts.ImageId}").Status);
        Assert.Equal(1, Tool.Shell($"$fastzk verify --receipt '{receipts.Fast}' --image-id {new string('0', 64)}").Status);
        Tool.Shell($"$fastzk verify --receipt '{_scratch["none"]}' --image-id {receipts.ImageId}").Fails(2);
        Tool.Shell("$fastzk verify").Fails(2);
        Assert.Equal(9, Tool.Shell($"printf '\\011' | $fastzk run '{Scratch.Guest("fault")}' --input -").Status);
        Tool.Shell($"printf '\\000' | $fastzk run '{Scratch.Guest("fault")}' --input -").Fails(125, "ebreak");
    }

    [Fact]
    public void FullAndClosedOutputsAreNoCrash()
    {
        Tool.Shell($"$fastzk image-id '{Scratch.Guest("sort")}' > /dev/full").Fails(2);
        Tool.Shell($"$fastzk inspect --receipt '{receipts.Fast}' --json > /dev/full").Fails(2);
        Tool.Shell("$fastzk --help > /dev/full").Fails(2);
        Assert.Equal("", Tool.Shell($"$fastzk inspect --receipt '{receipts.Fast}' | head -1 > /dev/null").Error);
        Assert.Equal(2, Tool.Shell("$fastzk verify 2> /dev/full").Status);
    }

    [Fact]
    public void AReceiptMayGoToAPipe()
    {
        var outcome = Tool.Shell($"$fastzk prove '{Scratch.Guest("fault")}' --input '{receipts.Input}' --receipt /dev/stderr > /dev/null 2> '{_scratch["r"]}'; $fastzk inspect --receipt '{_scratch["r"]}' > /dev/null");
        Assert.Equal((0, ""), (outcome.Status, outcome.Error));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 130)]
    [InlineData("KILL", 137)]
    public async Task SignalsLeaveNoReceipt(string signal, int status)
    {
        using var tool = Tool.Start("prove", Scratch.Guest("sort"), "--input", "-", "--receipt", _scratch["r"], "--threads", "1");
        var error = tool.StandardError.ReadToEndAsync();
        // The tool reads to the end of its input before it proves: time to start for the one, and the other takes many times the delay.
        await tool.StandardInput.BaseStream.WriteAsync(new byte[] { 0xF8, 0x2A, 0, 0, 1, 0, 0, 0 });
        await tool.StandardInput.BaseStream.FlushAsync();
        await Task.Delay(1500);
        tool.StandardInput.Close();
        await Task.Delay(200);
        Process.Start("kill", [$"-{signal}", $"{tool.Id}"])!.WaitForExit();
        Assert.True(tool.WaitForExit(10_000));
        Assert.Equal(status, tool.ExitCode);
        Assert.Empty(_scratch.Files);
        Assert.Equal(signal == "KILL" ? "" : "fastzk: interrupted; nothing was written\n", await error);
    }

    [Fact]
    public void TheDemoRunsAsAProcess()
    {
        var outcome = Tool.Shell("$fastzk demo").Succeeds();
        Assert.Contains("accepted", outcome.Out);
        Assert.DoesNotContain("\u001b", outcome.Out);
    }

    public void Dispose() => _scratch.Dispose();
}
