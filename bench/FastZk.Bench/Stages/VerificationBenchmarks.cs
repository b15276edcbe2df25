using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Stark.Verify;

namespace FastZk.Bench.Stages;

/// <summary>
/// The verifier, which is also the prover's self-check. Limit: SHA-256 of rows and paths and five products an opened word, both at the rates of the vector
/// kernels, on one thread.
/// </summary>
[WarmupCount(ManyRuns)]
public class VerificationBenchmarks : StageBenchmarks
{
    private Receipt _receipt = null!;
    private ImageId _imageId;

    private protected override IReadOnlyList<string> CaseNames => ["key_ownership", "fibonacci-1m", "mixed-1m"];

    private protected override bool IsParallel => false;

    [Benchmark(Description = "verification")]
    public bool Verify() => Verifier.Verify(_receipt, _imageId).IsAccepted;

    private protected override void Prepare()
    {
        using var program = GuestProgram.Load(Stages.Case.Elf());
        using var prover = new Prover(new() { Profile = Stages.Profile });
        _receipt = prover.Prove(program, Stages.Case.Input);
        _imageId = program.ImageId;
    }

    private protected override StageWork Work()
    {
        var parts = ReceiptMap.Of(_receipt, out _);
        double Bytes(Func<ProofPart, bool> of) => parts.Where(of).Sum(p => p.Bytes);
        var rows = Bytes(p => p.Name.EndsWith(" rows", StringComparison.Ordinal));
        var hashed = rows + Bytes(p => p.Name.EndsWith(" salts", StringComparison.Ordinal) || p.Name == "FRI openings");
        var digests = Bytes(p => p.Name.EndsWith(" paths", StringComparison.Ordinal)) / 32;
        // Every digest of a path and every opened leaf but the root's two meets its sibling once.
        var leaves = Stages.Shape.Parameters.Queries * (5.0 + Stages.Shape.Parameters.Folds);
        return new(Counts.Combination(rows / 4) + new Demand { Compressions = hashed / 64 + digests + leaves }, (1, "receipts"), (_receipt.Length, "B"));
    }
}
