using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Stark.Lookup;
using FastZk.Stark.Quotient;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>The value that the quotient must have at ζ, from the opened values: the same programs as the prover's, on single elements of E.</summary>
internal static class ConstraintCheck
{
    /// <summary>Q(ζ) according to the constraints.</summary>
    /// <param name="shape">the shape.</param>
    /// <param name="challenge">(α, β).</param>
    /// <param name="gamma">γ.</param>
    /// <param name="zeta">ζ.</param>
    /// <param name="totals">T_t of the present tables in id order, then U_t of those with pairs.</param>
    /// <param name="values">out-of-domain values in canonical order.</param>
    /// <param name="scratch">work arrays.</param>
    public static Fp5 Expected(ProofShape shape, LogUpChallenge challenge, Fp5 gamma, Fp5 zeta, ReadOnlySpan<Fp5> totals, ReadOnlySpan<Fp5> values, VerifierScratch scratch)
    {
        var sum = Fp5.Zero;
        var power = Fp5.One;
        var index = 0;
        var products = totals[shape.Present.Length..];
        Span<Fp5> rowFactors = stackalloc Fp5[ProofShape.MaxLogTop + 1];
        rowFactors.Clear();
        foreach (var t in shape.Present)
        {
            var log = shape.LogHeight(t.Id);
            if (rowFactors[log] == Fp5.Zero)
            {
                var mask = VerifierKernels.Best.Product(zeta, Fp.RootOfUnity(log).Inverse(), shape.Profile.RandomRows + 1);
                rowFactors[log] = mask * (zeta.PowTwoTo(log) - Fp5.One).Inverse();
            }

            sum += Table(shape, t, challenge, gamma, ref power, zeta, rowFactors[log], totals[index++], t.Pairs.Length > 0 ? products[0] : Fp5.One, values, scratch);
            products = t.Pairs.Length > 0 ? products[1..] : products;
            values = values[(t.OpenedAtPoint + t.OpenedAtNext)..];
        }

        return sum;
    }

    private static Fp5 Table(ProofShape shape, CompiledTable t, LogUpChallenge challenge, Fp5 gamma, ref Fp5 power, Fp5 zeta, Fp5 rowFactor, Fp5 total,
        Fp5 productTotal, ReadOnlySpan<Fp5> values, VerifierScratch scratch)
    {
        var fixedValues = values[..t.FixedColumns];
        var main = values.Slice(t.FixedColumns, t.MainColumns);
        var auxiliary = values.Slice(t.FixedColumns + t.MainColumns, t.AuxiliaryColumns);
        var next = values.Slice(t.OpenedAtPoint, t.NextColumns.Length);
        var sumNext = Combine(values.Slice(t.OpenedAtPoint + t.NextColumns.Length, Fp5.Degree));
        var program = t.ConstraintProgram;
        var slots = scratch.Slots(program.SlotCount);
        main.CopyTo(slots);
        fixedValues.CopyTo(slots[t.MainColumns..]);
        next.CopyTo(slots[(t.MainColumns + t.FixedColumns)..]);
        Run(program, slots);
        var outputs = slots.Slice(program.FirstOutput, program.OutputCount);

        var log = shape.LogHeight(t.Id);
        var a = (ulong)shape.Profile.ActiveRows(log);
        var g = Fp.RootOfUnity(log);
        var rows = Fp5.Zero;
        var transitions = Fp5.Zero;
        var at = 0;
        for (var i = 0; i < t.RowConstraints.Length; i++, power *= gamma)
        {
            rows += outputs[at++] * power;
        }

        for (var i = 0; i < t.TransitionConstraints.Length; i++, power *= gamma)
        {
            transitions += outputs[at++] * power;
        }

        var first = Fp5.Zero;
        for (var i = 0; i < t.FirstConstraints.Length; i++, power *= gamma)
        {
            first += outputs[at++] * power;
        }

        // The fractions: helper columns, then the running sum, whose step takes the last of them.
        var multiplicities = outputs[at..];
        var sum = Combine(auxiliary.Slice(t.SumColumn, Fp5.Degree));
        var step = sumNext - sum;
        for (var c = 0; c < t.HelperColumns; c++, power *= gamma)
        {
            var h = Combine(auxiliary.Slice(Fp5.Degree * c, Fp5.Degree));
            step -= h;
            rows += Fractions(t, challenge, main, fixedValues, multiplicities, c, h) * power;
        }

        rows += Fractions(t, challenge, main, fixedValues, multiplicities, t.HelperColumns, step) * power;
        power *= gamma;
        first += sum * power;
        power *= gamma;
        var last = (sum + Combine(main[..CompiledTable.MaskColumns]) - total) * power;
        power *= gamma;
        if (t.Pairs.Length > 0)
        {
            // The products: each goes over into the next by its pairs, the last into the first of the next row.
            var product = Combine(auxiliary.Slice(t.ProductColumn, Fp5.Degree));
            var z = product;
            for (var c = 0; c < t.ProductColumns; c++, power *= gamma)
            {
                var following = c + 1 < t.ProductColumns
                    ? Combine(auxiliary.Slice(t.ProductColumn + Fp5.Degree * (c + 1), Fp5.Degree))
                    : Combine(values.Slice(t.OpenedAtPoint + t.NextColumns.Length + Fp5.Degree, Fp5.Degree));
                rows += Pairs(t, challenge, main, fixedValues, c, z, following) * power;
                z = following;
            }

            first += (product - Fp5.One) * power;
            power *= gamma;
            last += (product * Combine(main.Slice(CompiledTable.MaskColumns, CompiledTable.MaskColumns)) - productTotal) * power;
            power *= gamma;
        }

        return rowFactor * (rows + transitions * (zeta - g.Pow(a - 1))) + first * (zeta - Fp5.One).Inverse() + last * (zeta - g.Pow(a)).Inverse();
    }

    // Z'·Π D_i - Z·Π N_i over the pairs of product c.
    private static Fp5 Pairs(CompiledTable t, LogUpChallenge challenge, ReadOnlySpan<Fp5> main, ReadOnlySpan<Fp5> fixedValues, int c, Fp5 z, Fp5 next)
    {
        var end = Math.Min(t.Pairs.Length, (c + 1) * t.FractionsPerColumn);
        for (var i = c * t.FractionsPerColumn; i < end; i++)
        {
            next *= Fingerprint(t.Pairs[i].Consumed, challenge, main, fixedValues);
            z *= Fingerprint(t.Pairs[i].Produced, challenge, main, fixedValues);
        }

        return next - z;
    }

    // h·Π D_i - Σ m_i·Π_{j≠i} D_j over the fractions of column c, one after the other: v becomes v·D - m·Π.
    private static Fp5 Fractions(CompiledTable t, LogUpChallenge challenge, ReadOnlySpan<Fp5> main, ReadOnlySpan<Fp5> fixedValues, ReadOnlySpan<Fp5> multiplicities, int c, in Fp5 h)
    {
        var value = h;
        var product = Fp5.One;
        var end = Math.Min(t.Fractions.Length, (c + 1) * t.FractionsPerColumn);
        for (var f = c * t.FractionsPerColumn; f < end; f++)
        {
            var d = Fingerprint(t.Fractions[f], challenge, main, fixedValues);
            value = value * d - multiplicities[f] * product;
            product *= d;
        }

        return value;
    }

    private static Fp5 Fingerprint(CompiledTuple tuple, LogUpChallenge challenge, ReadOnlySpan<Fp5> main, ReadOnlySpan<Fp5> fixedValues)
    {
        Span<Fp5> weights = stackalloc Fp5[tuple.Columns.Length];
        challenge.Weights(tuple, weights, out var sum);
        for (var c = 0; c < tuple.Columns.Length; c++)
        {
            var column = tuple.Columns[c];
            sum += weights[c] * (column < main.Length ? main[column] : fixedValues[column - main.Length]);
        }

        return sum;
    }

    /// <summary>Σ x^k·v_k.</summary>
    public static Fp5 Combine(ReadOnlySpan<Fp5> v)
    {
        var r = v[4];
        for (var k = 3; k >= 0; k--)
        {
            // r·x, as x^5 = 2.
            r = new Fp5(r.C4 + r.C4, r.C0, r.C1, r.C2, r.C3) + v[k];
        }

        return r;
    }

    private static void Run(TileProgram program, Span<Fp5> slots)
    {
        foreach (ref readonly var s in program.Steps.AsSpan())
        {
            slots[s.Target] = s.Op switch
            {
                TileOp.Add => slots[s.Left] + slots[s.Right],
                TileOp.Subtract => slots[s.Left] - slots[s.Right],
                TileOp.Multiply => slots[s.Left] * slots[s.Right],
                TileOp.DoubleAdd => slots[s.Left] + slots[s.Left] + slots[s.Right],
                TileOp.AddConstant => slots[s.Left] + s.Constant,
                TileOp.MultiplyConstant => slots[s.Left] * s.Constant,
                TileOp.SubtractFromConstant => (Fp5)s.Constant - slots[s.Left],
                TileOp.SetConstant => s.Constant,
                _ => slots[s.Left],
            };
        }
    }
}
