using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Stark.Quotient;

namespace FastZk.Bench.Stages;

/// <summary>
/// The pieces of the quotient and the random codeword: from coefficients to their extension and tree; cells are those of the fifteen columns. Limit: field
/// arithmetic of one transform a coset and column, SHA-256 of one salted row of two blocks.
/// </summary>
[WarmupCount(ManyRuns)]
public class PiecesBenchmarks : StageBenchmarks
{
    [Benchmark(Description = "quotient pieces")]
    public void Commit() => Stages.CommitPieces().Dispose();

    private protected override void Prepare() => _ = Stages.Quotient;

    private protected override StageWork Work()
    {
        var (shape, profile) = (Stages.Shape, Stages.Profile);
        const int columns = QuotientPieces.TopColumns;
        var cells = (double)columns * shape.Top;
        // Top columns and the short third piece; R is a third of the former, sixteen random words a block.
        var demand = Demand.Butterflies(Counts.Butterflies(columns * profile.Blowup, shape.LogTop) + Counts.Butterflies(Counts.Limbs * profile.Blowup, profile.LogLastPiece))
            + Counts.Tree([(shape.LogTop, columns, true), (profile.LogLastPiece, Counts.Limbs, true)], profile.LogBlowup)
            + new Demand { RandomBlocks = cells / 3 / 16, ReadBytes = 4 * cells, WrittenBytes = 4 * cells * profile.Blowup };
        return new(demand, (cells, "cells"));
    }
}
