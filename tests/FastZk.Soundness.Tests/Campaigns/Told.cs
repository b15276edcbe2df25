namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>Progress told on the spot; the framework's posts it somewhere else.</summary>
internal sealed class Told(Action<ProofProgress> tell) : IProgress<ProofProgress>
{
    /// <summary>Acts whenever a phase of that name is told.</summary>
    public static Told At(string phase, Action act) => new(p =>
    {
        if (p.Phase == phase)
        {
            act();
        }
    });

    public void Report(ProofProgress value) => tell(value);
}
