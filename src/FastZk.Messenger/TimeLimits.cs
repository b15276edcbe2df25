namespace FastZk.Messenger;

/// <summary>How long a peer may take for what.</summary>
internal sealed record TimeLimits
{
    /// <summary>To accept the TCP connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a step without a proof: a hello, a claim, the rest of a frame that has begun, to take what is written to it, to answer a goodbye.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until its receipt begins to arrive: it may have to wait for its turn at its prover.</summary>
    public TimeSpan Proof { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For all steps together, from the connection to both proofs accepted.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>To stay silent in an open session.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(15);
}
