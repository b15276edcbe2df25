using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>
/// The LogUp columns and products of all tables: fingerprints, batch inversion, helper columns, running sums. Limit: field arithmetic, five multiplications in
/// the extension field two fractions (three of them for the shared inversion), eight two pairs, and five products a term of a fingerprint.
/// </summary>
public class LogUpBenchmarks : StageBenchmarks
{
    private const int ExtensionMultiplicationsPerPair = 4; // besides D_a·D_b: three for the inversion, one for numerator times inverse

    [Benchmark(Description = "LogUp columns")]
    public void Generate()
    {
        foreach (var w in Stages.Witness.Tables)
        {
            Stages.GenerateAuxiliary(w).Dispose();
        }
    }

    private protected override void Prepare() => _ = Stages.Witness;

    private protected override StageWork Work()
    {
        double cells = 0, fractions = 0;
        var demand = new Demand();
        foreach (var t in Stages.Shape.Present)
        {
            double n = 1L << Stages.Shape.LogHeight(t.Id), active = Stages.Profile.ActiveRows(Stages.Shape.LogHeight(t.Id));
            cells += n * t.AuxiliaryColumns;
            fractions += active * t.Fractions.Length;
            var pairs = t.HelperColumns + 1;
            // A product's ratio is multiplied on in its row, from row to row and from tile to tile.
            demand += active * (Counts.Steps(t.Fingerprints.TraceProgram) + Counts.Fingerprints(t) + Counts.Pairs(t)
                + Demand.ExtensionMultiplications(ExtensionMultiplicationsPerPair * (pairs + t.ProductColumns) + 2 * t.ProductColumns)
                + new Demand { Additions = Counts.Limbs * (pairs + 1), ReadBytes = 4.0 * (t.MainColumns + t.FixedColumns) });
            demand += new Demand { WrittenBytes = 4 * n * t.AuxiliaryColumns };
        }

        return new(demand, (cells, "cells"), (fractions, "fractions"));
    }
}
