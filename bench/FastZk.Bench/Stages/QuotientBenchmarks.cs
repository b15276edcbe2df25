using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Stark.Air;

namespace FastZk.Bench.Stages;

/// <summary>
/// All constraints of all tables on two cosets, and the quotient's coefficients. Cells are the values read: rows of both cosets times all columns. Limit:
/// field arithmetic of the constraint programs, of the fingerprints, of three multiplications in the extension field a LogUp constraint, and of the
/// transforms of ten columns a height.
/// </summary>
public class QuotientBenchmarks : StageBenchmarks
{
    [Benchmark(Description = "quotient")]
    public void Build() => Stages.BuildQuotient().Dispose();

    private protected override void Prepare() => _ = Stages.Auxiliary;

    private protected override StageWork Work()
    {
        double cells = 0, rows = 0;
        var demand = new Demand();
        foreach (var t in Stages.Shape.Present)
        {
            var points = 2.0 * (1L << Stages.Shape.LogHeight(t.Id));
            rows += points;
            cells += points * t.OpenedAtPoint;
            demand += points * Row(t);
        }

        foreach (var log in Stages.Main.LogHeights)
        {
            double n = 1L << log;
            // Back from two cosets for five limbs; forward once a coset for the mask polynomial; a shifted inverse a point for the first and last row.
            demand += Demand.Butterflies(Counts.Butterflies(2 * Counts.Limbs + 2, log)) + new Demand { Multiplications = (2 * Counts.Limbs + 12) * n, WrittenBytes = 3 * Counts.ExtensionBytes * n };
        }

        return new(demand, (cells, "cells"), (rows, "rows"));
    }

    private static Demand Row(CompiledTable t)
    {
        var constraints = t.RowConstraints.Length + t.TransitionConstraints.Length;
        var logUp = t.HelperColumns + 1;
        var denominators = (t.TransitionConstraints.Length > 0 ? 2 : 1) + 3;
        return Counts.Steps(t.Fingerprints.ConstraintProgram) + Counts.Fingerprints(t) + Counts.Pairs(t) + Counts.Combination(constraints)
            // h·D_a·D_b, times its power of γ, for two fractions each; Z'·D_a·D_b - Z·N_a·N_b likewise; the values at the first and last row times theirs.
            + Demand.ExtensionMultiplications(2 * logUp + 3 + 3 * t.ProductColumns + (t.Pairs.Length > 0 ? 3 : 0))
            + new Demand { Multiplications = Counts.Limbs * denominators, Additions = Counts.Limbs * (denominators + 2 * logUp), ReadBytes = 4.0 * t.OpenedAtPoint };
    }
}
