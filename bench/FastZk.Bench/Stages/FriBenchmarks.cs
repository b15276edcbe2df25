using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Memory;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;

namespace FastZk.Bench.Stages;

/// <summary>
/// All layers of FRI: trees and folds by eight; elements are those of the first codeword. Limit: SHA-256, three blocks for eight elements and one for each
/// inner node, and field arithmetic, a multiplication in the extension field and five more a value that a fold by two yields.
/// </summary>
[WarmupCount(ManyRuns)]
public class FriBenchmarks : StageBenchmarks
{
    private ColumnMatrix _codeword = null!;
    private ColumnMatrix? _copy;

    [IterationSetup]
    public void CopyCodeword()
    {
        // The prover takes it and disposes of it.
        _copy = new(Stages.Context.Pool, _codeword.Rows, _codeword.Columns);
        for (var c = 0; c < _codeword.Columns; c++)
        {
            _codeword.Column(c).CopyTo(_copy.Column(c));
        }
    }

    [Benchmark(Description = "FRI")]
    public void Commit()
    {
        using var fri = new FriProver(Stages.Shape);
        var transcript = Stages.Transcript;
        fri.Commit(Stages.Context, _copy!, ref transcript, new ProofWriter());
    }

    public override void Cleanup()
    {
        _codeword.Dispose();
        base.Cleanup();
    }

    private protected override void Prepare() => _codeword = Stages.BuildCodeword();

    private protected override StageWork Work()
    {
        var shape = Stages.Shape;
        var elements = (double)_codeword.Rows;
        var demand = new Demand();
        for (var k = 0; k < shape.Parameters.Folds; k++)
        {
            var rows = (double)Stages.Profile.Blowup * (1L << FriLayout.LogRows(shape, k));
            var folded = rows * (FriLayout.Arity - 1) / FriLayout.Arity;
            demand += new Demand { Compressions = 4 * rows / FriLayout.Arity, ReadBytes = 2 * Counts.ExtensionBytes * rows }
                + folded * (Demand.ExtensionMultiplications(1) + new Demand { Multiplications = Counts.Limbs, Additions = 3 * Counts.Limbs });
        }

        return new(demand, (elements, "elements"));
    }
}
