namespace FastZk.Soundness.Tests.Load;

/// <summary>Progress told on the spot; the framework's posts it somewhere else.</summary>
internal sealed class Told(Action<ProofProgress> tell) : IProgress<ProofProgress>
{
    public void Report(ProofProgress value) => tell(value);
}
