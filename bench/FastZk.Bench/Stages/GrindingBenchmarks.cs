using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Hash;
using FastZk.Stark.Security;

namespace FastZk.Bench.Stages;

/// <summary>
/// The proof of work before the queries, for a transcript whose nonce lies far out. Limit: one SHA-256 compression a nonce. What is searched
/// behind the nonce, up to a round of tasks, counts as lost.
/// </summary>
[WarmupCount(ManyRuns)]
public class GrindingBenchmarks : StageBenchmarks
{
    private const int LeastNonce = 1 << SecurityParameters.QueryGrinding;
    private Transcript _transcript;
    private ulong _nonce;

    private protected override IReadOnlyList<string> CaseNames => ["key_ownership"];

    [Benchmark(Description = "grinding")]
    public ulong Grind()
    {
        var transcript = _transcript;
        return transcript.Grind("queries"u8, SecurityParameters.QueryGrinding, Stages.Context.Workers);
    }

    private protected override void Prepare()
    {
        for (uint i = 0; _nonce < LeastNonce; i++)
        {
            _transcript = new("benchmark");
            _transcript.AbsorbWords("attempt"u8, [i]);
            _nonce = Grind();
        }
    }

    private protected override StageWork Work() => new(new Demand { Compressions = _nonce + 1.0 }, (_nonce + 1.0, "nonces"));
}
