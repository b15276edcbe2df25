namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>Bytes whose presence in memory gives a secret away.</summary>
/// <param name="Form">the form in which the secret shows.</param>
/// <param name="Bytes">at least 8 bytes, of at least 32 unpredictable bits.</param>
internal sealed record Pattern(string Form, byte[] Bytes);

/// <summary>A pattern found.</summary>
/// <param name="Form">which form.</param>
/// <param name="Offset">its place in what was searched.</param>
internal readonly record struct Find(string Form, long Offset);
