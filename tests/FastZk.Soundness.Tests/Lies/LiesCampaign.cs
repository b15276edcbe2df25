using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Lies of a machine, judged by constraints and buses: millions.</summary>
internal sealed class LiesCampaign : Campaign
{
    public override string Name => "lies";
    public override string Lines => "S01 S03 S04 S05 S07 S08 S09 S10 S11 S12 S13 S21 S23 S25 S26 S27 S28";
    public override string Summary => "A machine lies at one step and goes on from the false state; a constraint, a lookup or a bus must notice.";
    public override int Version => 5;

    public override ICampaignWorker Start() => new LiesWorker();
}

/// <summary>Tells lies, 64 in a row about one program.</summary>
internal class LiesWorker : ICampaignWorker
{
    private const ulong LiesPerProgram = 64;

    private readonly Dictionary<ulong, Liar> _liars = [];

    protected BufferPool Pool { get; } = new();

    public virtual CaseResult Run(ulong seed)
    {
        var (liar, lie, solve) = Draw(seed, null);
        return lie is { } l ? Judged(liar, l, solve, liar.Tell(l, solve)) : CaseResult.Void("no step");
    }

    /// <summary>A case of some kinds, or of any.</summary>
    public (Liar Liar, Lie? Lie, bool Solve) Draw(ulong seed, IReadOnlyCollection<LieKind>? kinds)
    {
        var random = new SplitMix(seed);
        var liar = LiarOf(seed / LiesPerProgram);
        return (liar, liar.Draw(kinds, random), random.Next(4) == 0);
    }

    /// <summary>What a judgement means.</summary>
    public static CaseResult Judged(Liar liar, Lie lie, bool solve, Findings f)
    {
        var name = liar.Name(lie);
        if (f.IsHonest)
        {
            return CaseResult.Void(name);
        }

        return f.IsAccepted ? CaseResult.Broke(name, $"{lie} stands (solved: {solve}, derailed: {liar.Derailed})")
            : CaseResult.Held(liar.Derailed ? "derailed afterwards" : name);
    }

    private Liar LiarOf(ulong number)
    {
        if (!_liars.TryGetValue(number, out var liar))
        {
            if (_liars.Count >= 4)
            {
                foreach (var l in _liars.Values)
                {
                    l.Dispose();
                }

                _liars.Clear();
            }

            _liars.Add(number, liar = new(SmallPrograms.Make(number), Pool));
        }

        return liar;
    }

    public virtual void Dispose()
    {
        foreach (var l in _liars.Values)
        {
            l.Dispose();
        }

        Pool.Dispose();
    }
}
