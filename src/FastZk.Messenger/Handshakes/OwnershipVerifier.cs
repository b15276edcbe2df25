using FastZk.Messenger.Keys;

namespace FastZk.Messenger.Handshakes;

/// <summary>Checks a stranger's receipt: everything that costs nothing first, the proof last. Throws nothing.</summary>
internal static class OwnershipVerifier
{
    /// <summary>Longest receipt taken in. Those of key_ownership have about 0.8 MB in this protocol's profile.</summary>
    public const int MaxReceiptBytes = 1 << 20;

    private const int ChallengeAt = Identity.Size;
    private const int ResponseAt = ChallengeAt + 32;
    private const int JournalSize = ResponseAt + 32;

    /// <summary>Whether the receipt proves that its author owns the key of an identity, in answer to this challenge.</summary>
    /// <param name="bytes">the receipt.</param>
    /// <param name="program">the ImageId of key_ownership, of our own making.</param>
    /// <param name="claimed">the identity to be proven.</param>
    /// <param name="challenge">32 bytes.</param>
    public static SessionEnd Check(ReadOnlySpan<byte> bytes, ImageId program, Identity claimed, ReadOnlySpan<byte> challenge)
    {
        if (bytes.Length > MaxReceiptBytes)
        {
            return new(SessionFault.ReceiptTooLarge, $"a receipt of more than {MaxReceiptBytes} bytes");
        }

        if (!Receipt.TryParse(bytes, out var receipt, out var reason))
        {
            return new(SessionFault.BadReceipt, reason!);
        }

        if (receipt!.ImageId != program)
        {
            return new(SessionFault.WrongProgram, $"the receipt is of program {receipt.ImageId}");
        }

        if (receipt.Profile != OwnershipProver.Profile)
        {
            return new(SessionFault.WrongProfile, $"the receipt is of profile {receipt.Profile.Name}");
        }

        if (receipt.ExitCode != 0)
        {
            return new(SessionFault.WrongExitCode, $"the guest ended with {receipt.ExitCode}");
        }

        var journal = receipt.Journal.Span;
        if (journal.Length != JournalSize)
        {
            return new(SessionFault.WrongJournal, $"the journal has {journal.Length} bytes");
        }

        if (new Identity(journal[..Identity.Size]) != claimed)
        {
            return new(SessionFault.WrongIdentity, "the receipt is of another identity than the peer claimed");
        }

        if (!journal[ChallengeAt..ResponseAt].SequenceEqual(challenge))
        {
            return new(SessionFault.WrongChallenge, "the receipt answers another challenge");
        }

        var result = Verifier.Verify(receipt, program);
        return result.IsAccepted ? default : new(SessionFault.ProofRejected, result.Reason);
    }
}
