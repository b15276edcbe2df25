using FastZk.Field;

namespace FastZk.Stark.Air;

/// <summary>A part of a fingerprint: β^Power·Scale times a base-field value, found in an output of the programs.</summary>
internal readonly record struct FingerprintTerm(int Power, Fp Scale, int Output);

/// <summary>
/// How the prover computes one fingerprint: (that of the tuple before, when IsDelta, else α and the bus tag) + Σ β^k·Constants[k] + base output (entry
/// 0, which needs no multiplication by an extension element) + terms.
/// </summary>
internal sealed record FingerprintStep(bool IsDelta, Fp[] Constants, int BaseOutput, FingerprintTerm[] Terms);

/// <summary>
/// The fingerprints of a table - fractions, then of each pair what is consumed and what is produced - with as few multiplications by powers of β as possible: entry 0 is added as it is, entries that are sums are formed in
/// the base field first, and a tuple that differs little from the one before (the two sides of an access) adds only the difference. Two programs,
/// for the extension domain and for the trace, compute the values that all this needs. The verifier uses the plain definition instead.
/// </summary>
internal sealed class FingerprintPlan
{
    private FingerprintPlan(FingerprintStep[] steps, TileProgram constraints, TileProgram trace, int values)
    {
        Steps = steps;
        ConstraintProgram = constraints;
        TraceProgram = trace;
        ValueCount = values;
    }

    public FingerprintStep[] Steps { get; }

    /// <summary>Outputs: row constraints, transition constraints, constraints of the first row, multiplicities without sign, values.</summary>
    public TileProgram ConstraintProgram { get; }

    /// <summary>Outputs: multiplicities without sign, values.</summary>
    public TileProgram TraceProgram { get; }

    /// <summary>Number of values; outputs of steps count from the first of them.</summary>
    public int ValueCount { get; }

    public static FingerprintPlan Make(CompiledTable table, Expression[] multiplicities)
    {
        var values = new List<Expression>();
        IReadOnlyList<Expression>[] tuples = [.. table.Table.Interactions.Select(i => i.Message), .. table.Table.Pairs.SelectMany(p => new[] { p.Consumed, p.Produced })];
        var steps = new FingerprintStep[tuples.Length];
        AffineForm[] before = [];
        for (var i = 0; i < steps.Length; i++)
        {
            var forms = tuples[i].Select(m => AffineForm.Of(m, table.MainColumns)).ToArray();
            var own = Step(false, forms);
            if (i > 0 && table.Tuples[i - 1].Bus == table.Tuples[i].Bus && before.Length == forms.Length)
            {
                var differences = forms.Zip(before, (f, b) => f.Minus(b)).ToArray();
                steps[i] = Cost(differences) < Cost(forms) ? Step(true, differences) : own;
            }
            else
            {
                steps[i] = own;
            }

            before = forms;
        }

        // Values that only a rejected alternative wanted cost nothing but their outputs: drop them by renumbering.
        var used = steps.SelectMany(s => s.Terms.Select(t => t.Output).Append(s.BaseOutput)).Where(o => o >= 0).Distinct().Order().ToList();
        int Renumber(int o) => o < 0 ? -1 : used.IndexOf(o);
        var renumbered = steps.Select(s => s with { BaseOutput = Renumber(s.BaseOutput), Terms = [.. s.Terms.Select(t => t with { Output = Renumber(t.Output) })] }).ToArray();
        var kept = used.Select(o => values[o]).ToArray();

        return new(renumbered,
            TileProgram.Compile(table.MainColumns, table.FixedColumns, table.NextColumns,
                [
                    .. table.RowConstraints.Select(c => c.Value), .. table.TransitionConstraints.Select(c => c.Value), .. table.FirstConstraints.Select(c => c.Value),
                    .. multiplicities, .. kept,
                ], alias: true),
            TileProgram.Compile(table.MainColumns, table.FixedColumns, [], [.. multiplicities, .. kept], alias: true),
            kept.Length);

        int Cost(AffineForm[] forms) => forms.Skip(1).Count(f => f.Terms.Count > 0);

        FingerprintStep Step(bool isDelta, AffineForm[] forms)
        {
            var baseOutput = -1;
            var terms = new List<FingerprintTerm>();
            for (var k = 0; k < forms.Length; k++)
            {
                if (forms[k].Terms.Count == 0)
                {
                    continue;
                }

                var monic = forms[k].Monic(table.MainColumns, out var leading);
                if (k == 0)
                {
                    values.Add(leading == Fp.One ? monic : monic * Expression.Constant(leading));
                    baseOutput = values.Count - 1;
                }
                else
                {
                    values.Add(monic);
                    terms.Add(new(k, leading, values.Count - 1));
                }
            }

            return new(isDelta, [.. forms.Select(f => f.Constant)], baseOutput, [.. terms]);
        }
    }
}
