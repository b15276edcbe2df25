using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Lies of a machine, proven with all checks off and shown to the verifier: thousands.</summary>
internal sealed class ProvedLiesCampaign : Campaign
{
    public override string Name => "lies-proved";
    public override string Lines => new LiesCampaign().Lines + " S19 S20";
    public override string Summary => "A machine lies at one step, a prover without checks proves the run; the verifier must reject. Some balance the bus totals too.";
    public override int Version => 5;

    public override ICampaignWorker Start() => new ProvedLiesWorker();
}

/// <summary>Proves lies, 64 in a row about one program; now and then an honest run, which must be accepted.</summary>
internal sealed class ProvedLiesWorker : LiesWorker
{
    private readonly WorkerSet _workers = new(1);
    private LyingProgram? _of;
    private GuestProgram? _program;

    public override CaseResult Run(ulong seed)
    {
        // Other programs than those of the judged campaign.
        var (liar, lie, solve) = Draw(seed ^ 1UL << 40, null);
        if (lie is not { } l)
        {
            return CaseResult.Void("no step");
        }

        var honest = seed % 64 == 63;
        var findings = liar.Tell(honest ? default : l, solve);
        if (findings.IsHonest && !honest)
        {
            return CaseResult.Void(liar.Name(l));
        }

        // Whatever the judge says, the verifier has the last word, and the two must agree.
        var result = new LieProver(new(Pool, _workers)).Verify(liar, ProgramOf(liar), balance: !honest && seed % 2 == 0);
        if (honest)
        {
            return result.IsAccepted ? CaseResult.Held("honest") : CaseResult.Broke("honest", result.Reason);
        }

        return result.IsAccepted ? CaseResult.Broke(liar.Name(l), $"{l} was accepted (solved: {solve})") : Judged(liar, l, solve, findings);
    }

    private GuestProgram ProgramOf(Liar liar)
    {
        if (_of != liar.Program)
        {
            _program?.Dispose();
            (_of, _program) = (liar.Program, GuestProgram.Load(liar.Program.Elf));
        }

        return _program!;
    }

    public override void Dispose()
    {
        _program?.Dispose();
        _workers.Dispose();
        base.Dispose();
    }
}
