namespace FastZk.Messenger;

/// <summary>Why a connection ended. Each one ends with exactly one of these.</summary>
internal enum SessionFault
{
    /// <summary>Both sides said goodbye.</summary>
    None,

    /// <summary>This node stopped, or the user interrupted it.</summary>
    Stopped,

    /// <summary>Nobody answers at the address.</summary>
    Unreachable,

    /// <summary>No room for another connection, or for another proof.</summary>
    Busy,

    /// <summary>The peer did not do in time what its step asks for.</summary>
    Timeout,

    /// <summary>The peer closed the connection, or its half of it, without a goodbye.</summary>
    ClosedEarly,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The first bytes are no hello of this protocol.</summary>
    BadHello,

    /// <summary>The peer speaks another version.</summary>
    WrongVersion,

    /// <summary>The peer's ephemeral key is no point of the curve.</summary>
    BadKey,

    /// <summary>The peer sent our own values back, or claims to be us.</summary>
    Reflected,

    /// <summary>A frame announces more bytes than any may have.</summary>
    FrameTooLarge,

    /// <summary>A frame was not sealed by the peer for this place: garbage, altered, repeated, reordered.</summary>
    NotAuthentic,

    /// <summary>A message that does not belong here, or is not of its form.</summary>
    BadMessage,

    /// <summary>The peer is not the one that was called.</summary>
    WrongPeer,

    /// <summary>The peer is not among those admitted.</summary>
    NotAdmitted,

    /// <summary>The receipt is longer than any of this program.</summary>
    ReceiptTooLarge,

    /// <summary>The bytes are no receipt.</summary>
    BadReceipt,

    /// <summary>The receipt is of another program than key_ownership.</summary>
    WrongProgram,

    /// <summary>The receipt is of another profile than this protocol's.</summary>
    WrongProfile,

    /// <summary>The guest ended with another exit code than 0.</summary>
    WrongExitCode,

    /// <summary>The journal has not the form that the guest gives it.</summary>
    WrongJournal,

    /// <summary>The receipt proves ownership of another key than the peer claimed.</summary>
    WrongIdentity,

    /// <summary>The receipt answers another challenge: a replay, a relay, or another context.</summary>
    WrongChallenge,

    /// <summary>The proof does not hold.</summary>
    ProofRejected,

    /// <summary>This node could not prove its own ownership.</summary>
    ProverFailed,

    /// <summary>The peer reads so slowly that too many texts wait for it.</summary>
    Stalled,

    /// <summary>As many frames as one key may seal.</summary>
    KeyExhausted,

    /// <summary>A mistake of this program.</summary>
    Internal,
}

/// <summary>How a connection ended.</summary>
/// <param name="Fault">the kind.</param>
/// <param name="Detail">one line for people; empty for an orderly end.</param>
internal readonly record struct SessionEnd(SessionFault Fault, string Detail)
{
    /// <summary>Both sides said goodbye.</summary>
    public bool IsOrderly => Fault == SessionFault.None;
}

/// <summary>Carries a fault from where it is found to the one place that ends the connection.</summary>
internal sealed class SessionException(SessionFault fault, string detail) : Exception(detail)
{
    /// <summary>How the connection ends.</summary>
    public SessionEnd End { get; } = new(fault, detail);
}
