namespace FastZk.Stark;

/// <summary>The prover noticed that what it was given cannot be proven, or that its own result does not verify. Never thrown by a verifier.</summary>
public sealed class StarkProverException(string message) : Exception(message);
