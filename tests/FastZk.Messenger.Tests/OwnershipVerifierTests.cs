using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;

namespace FastZk.Messenger.Tests;

/// <summary>What is accepted as a proof of ownership, and what each other receipt meets.</summary>
public sealed class OwnershipVerifierTests : IDisposable
{
    private static readonly Provers Proofs = Provers.Shared;
    private readonly SecretKey _key = SecretKey.Generate();
    private readonly byte[] _challenge = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    [Fact]
    public async Task TheTrueReceiptIsAcceptedAndNoEditedOne()
    {
        var receipt = await Proofs.Ownership.ProveAsync(_key, _challenge, default);
        Assert.Equal(default, Check(receipt));
        // Bytes all over the receipt, the whole head among them.
        var random = new Random(7);
        for (var i = 0; i < 600; i++)
        {
            byte[] edited = [.. receipt];
            edited[i < 300 ? i : random.Next(receipt.Length)] ^= (byte)(1 << random.Next(8));
            var end = Check(edited);
            Assert.True(end.Fault is SessionFault.BadReceipt or SessionFault.WrongProgram or SessionFault.WrongProfile or SessionFault.WrongExitCode
                or SessionFault.WrongJournal or SessionFault.WrongIdentity or SessionFault.WrongChallenge or SessionFault.ProofRejected, $"byte {i}: {end.Fault}");
            Assert.NotEqual("", end.Detail);
        }

        foreach (var length in new[] { 0, 1, 64, 1000, receipt.Length - 1 })
        {
            Assert.True(Check(receipt[..length]).Fault is SessionFault.BadReceipt or SessionFault.ProofRejected);
        }

        Assert.Equal(SessionFault.ProofRejected, Check([.. receipt, 0]).Fault);
    }

    [Fact]
    public async Task AJournalOfAnotherLengthIsNone()
    {
        var receipt = await Proofs.Ownership.ProveAsync(_key, _challenge, default);
        var at = receipt.AsSpan().IndexOf(_key.Identity.ToArray());
        byte[] shorter = [.. receipt[..at], .. receipt[(at + 4)..]];
        shorter[at - 4] -= 4;
        Assert.Equal(SessionFault.WrongJournal, Check(shorter).Fault);
    }

    [Fact]
    public async Task OnlyThisClaimAndThisChallenge()
    {
        var receipt = await Proofs.Ownership.ProveAsync(_key, _challenge, default);
        using var other = SecretKey.Generate();
        Assert.Equal(SessionFault.WrongIdentity, OwnershipVerifier.Check(receipt, Proofs.Ownership.Program, other.Identity, _challenge).Fault);
        Assert.Equal(SessionFault.WrongChallenge, OwnershipVerifier.Check(receipt, Proofs.Ownership.Program, _key.Identity, new byte[32]).Fault);
        Assert.Equal(SessionFault.WrongProgram, OwnershipVerifier.Check(receipt, new(new byte[32]), _key.Identity, _challenge).Fault);
    }

    [Fact]
    public async Task TheQueueIsBoundedAndCanBeLeft()
    {
        using var prover = new OwnershipProver(threads: 2);
        using var leave = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, OwnershipProver.MaxQueue).Select(_ => prover.ProveAsync(_key, _challenge, leave.Token)).ToArray();
        var e = await Assert.ThrowsAsync<SessionException>(() => prover.ProveAsync(_key, _challenge, default));
        Assert.Equal(SessionFault.Busy, e.End.Fault);
        await leave.CancelAsync();
        foreach (var task in waiting.Reverse())
        {
            try
            {
                await task;
            }
            catch (OperationCanceledException)
            {
                // All but those that were done already.
            }
        }

        Assert.Equal(default, Check(await prover.ProveAsync(_key, _challenge, default)));
    }

    private SessionEnd Check(byte[] receipt) => OwnershipVerifier.Check(receipt, Proofs.Ownership.Program, _key.Identity, _challenge);

    public void Dispose() => _key.Dispose();
}
