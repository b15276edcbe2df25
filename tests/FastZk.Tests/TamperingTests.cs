using FastZk.Circuits.Tests;
using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>S15, S18: whatever is changed in a receipt, it is rejected with a reason, and nothing is thrown.</summary>
public sealed class TamperingTests : IDisposable
{
    private readonly GuestProgram _program, _other;
    private readonly byte[] _receipt;

    public TamperingTests()
    {
        _program = Guests.Load("key_ownership");
        _other = Guests.Load("fibonacci");
        using var prover = new Prover(new() { Threads = 2 });
        _receipt = prover.Prove(_program, new byte[64]).ToBytes();
        Assert.True(Verifier.Verify(_receipt, _program.ImageId).IsAccepted);
    }

    [Fact]
    public void S18_EveryByteOfTheHeadCounts()
    {
        Assert.True(Receipt.TryParse(_receipt, out var receipt));
        for (var at = 0; at < receipt!.Head.ProofStart; at++)
        {
            foreach (var mask in new byte[] { 1, 0x80, 0xFF })
            {
                Rejected(at, mask);
            }
        }
    }

    [Fact]
    public void S18_EveryPartOfTheProofCounts()
    {
        // Some bytes of each part, its first and its last among them.
        Assert.True(Receipt.TryParse(_receipt, out var receipt));
        var parts = ReceiptMap.Of(receipt!, out var result);
        Assert.True(result.IsAccepted);
        Assert.Equal(_receipt.Length, parts.Sum(p => p.Bytes));
        var random = new Random(18);
        for (var k = 0; k < 400; k++)
        {
            Rejected(random.Next(receipt!.Head.ProofStart, _receipt.Length), (byte)(1 << random.Next(8)));
        }

        foreach (var at in Enumerable.Range(receipt!.Head.ProofStart, 40).Concat(Enumerable.Range(_receipt.Length - 40, 40)))
        {
            Rejected(at, 1);
        }
    }

    [Fact]
    public void S18_CutAndLongerReceiptsAreRejected()
    {
        var random = new Random(181);
        foreach (var length in Enumerable.Range(0, 300).Concat(Enumerable.Range(0, 100).Select(_ => random.Next(_receipt.Length))).Append(_receipt.Length - 1).Append(_receipt.Length - 4))
        {
            Reject(_receipt[..length]);
        }

        Reject([.. _receipt, 0]);
        Reject([.. _receipt, 0, 0, 0, 0]);
        Reject([.. _receipt, .. _receipt]);
        Reject([]);
        var noise = new byte[100_000];
        random.NextBytes(noise);
        Reject(noise);
        _receipt.AsSpan(0, 40).CopyTo(noise);
        Reject(noise);
    }

    [Fact]
    public void S15_AReceiptIsOfOneProgram()
    {
        Assert.False(Verifier.Verify(_receipt, _other.ImageId).IsAccepted);
        Assert.False(Verifier.Verify(_receipt, default).IsAccepted);
        // With the other program's key in place of its own.
        var at = _receipt.AsSpan().IndexOf(_program.Key.Bytes);
        Assert.True(at > 0);
        var swapped = (byte[])_receipt.Clone();
        _other.Key.Bytes.CopyTo(swapped, at);
        Assert.False(Verifier.Verify(swapped, _other.ImageId).IsAccepted);
        Assert.False(Verifier.Verify(swapped, _program.ImageId).IsAccepted);
    }

    [Fact]
    public void S15_AReceiptOfTheSameWordsAtAnotherEntryIsOfAnotherProgram()
    {
        uint[] code = [Vm.Tests.Support.Assembler.Addi(10, 10, 1), .. Vm.Tests.Support.Assembler.Exit()];
        var first = Vm.Tests.Support.ElfBuilder.WithCode(code);
        var second = Vm.Tests.Support.ElfBuilder.WithCode(code);
        second.Entry += 4;
        using GuestProgram a = GuestProgram.Load(first.Build()), b = GuestProgram.Load(second.Build());
        Assert.NotEqual(a.ImageId, b.ImageId);
        using var prover = new Prover(new() { Threads = 2 });
        var receipt = prover.Prove(a, []).ToBytes();
        Assert.True(Verifier.Verify(receipt, a.ImageId, 1).IsAccepted);
        var at = receipt.AsSpan().IndexOf(a.Key.Bytes);
        b.Key.Bytes.CopyTo(receipt, at);
        Assert.False(Verifier.Verify(receipt, b.ImageId, 1).IsAccepted);
    }

    [Fact]
    public void S18_AnotherVersionOrProfileIsRejected()
    {
        foreach (var (at, value) in new[] { (4, 0), (4, 2), (5, 1), (6, 0), (6, 2), (6, 3), (6, 255) })
        {
            var changed = (byte[])_receipt.Clone();
            changed[at] = (byte)value;
            Reject(changed);
        }
    }

    [Fact]
    public void S18_AJournalBombIsRejectedBeforeAnyWork()
    {
        Assert.True(Receipt.TryParse(_receipt, out var receipt));
        var changed = (byte[])_receipt.Clone();
        BitConverter.GetBytes(uint.MaxValue).CopyTo(changed, receipt!.Head.JournalStart - 4);
        Reject(changed);
    }

    [Fact]
    public void ReceiptsOfOtherRunsOfTheProgramDoNotMix()
    {
        // The journal of one run with the proof of another.
        using var prover = new Prover(new() { Threads = 2 });
        var other = prover.Prove(_program, [.. Enumerable.Repeat((byte)9, 64)]);
        var changed = (byte[])_receipt.Clone();
        other.Journal.Span.CopyTo(changed.AsSpan(other.Head.JournalStart));
        Reject(changed);
    }

    public void Dispose()
    {
        _program.Dispose();
        _other.Dispose();
    }

    private void Rejected(int at, byte mask)
    {
        var changed = (byte[])_receipt.Clone();
        changed[at] ^= mask;
        Reject(changed);
    }

    private void Reject(byte[] bytes)
    {
        var result = Verifier.Verify(bytes, _program.ImageId);
        Assert.False(result.IsAccepted);
        Assert.NotEqual("", result.Reason);
        Assert.DoesNotContain('\n', result.Reason);
    }
}
