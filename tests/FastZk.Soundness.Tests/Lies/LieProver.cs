using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Proves the rows of a lie with all of the prover's own checks off, and asks the verifier.</summary>
internal sealed class LieProver(ProverContext context)
{
    private static readonly Profile Profile = WitnessChecks.Profile;

    /// <summary>What the verifier says of the receipt.</summary>
    /// <param name="liar">has the rows and the claim.</param>
    /// <param name="program">the same program.</param>
    /// <param name="balance">whether the prover also lies about a table's sum and product, so that all sums add up to zero and all chains close.</param>
    public VerificationResult Verify(Liar liar, GuestProgram program, bool balance)
    {
        var (exitCode, journal) = liar.Claim;
        var counts = new int[Rv32Circuit.System.Tables.Length];
        foreach (var id in ForgedRows.Tables)
        {
            counts[id] = liar.Rows.Table(id).Count;
        }

        if (counts[Rv32Circuit.KeccakPermute] + counts[Rv32Circuit.KeccakPermuteSecond] > 0)
        {
            counts[Rv32Circuit.KeccakParity] += KeccakParityTable.UsedRows;
        }

        counts[Rv32Circuit.Program] = ProgramTable.Rows(program.Elf, out _);
        counts[Rv32Circuit.Image] = program.Elf.ImageWordCount;
        var logTop = Math.Max(WitnessBuilder.LogHeights(Profile, counts).Max(), (sbyte)Rv32Circuit.LogWide);
        foreach (var id in Rv32Circuit.System.SystemTablesAt(logTop))
        {
            counts[id] = Rv32Circuit.Lookup(id).UsedRows;
        }

        var heights = WitnessBuilder.LogHeights(Profile, counts);
        var statement = new RunStatement(program.Key.Bytes, program.Key.Entry, exitCode, journal);
        var shape = ProofShape.Create(Rv32Circuit.System, Profile, heights, statement.TupleCount, out var reason) ?? throw new InvalidOperationException(reason);
        var faults = new ProverFaults
        {
            Totals = (challenge, totals) =>
            {
                if (balance && statement.BusSum(challenge, out var sum))
                {
                    totals[Rv32Circuit.Boundary] -= totals.Aggregate(sum, (a, b) => a + b);
                }
            },
            Products = (challenge, products) =>
            {
                if (balance)
                {
                    statement.Chain(challenge, out var produced, out var consumed);
                    products[Rv32Circuit.Boundary] *= consumed * products.Where(p => p != Fp5.Zero).Aggregate(produced, (a, b) => a * b).Inverse();
                }
            },
        };
        var seed = new byte[32];
        var commitment = program.Commitment(context, Profile, out var owned);
        using (owned)
        {
            var proof = StarkProver.Prove(context, shape, statement, commitment, WitnessChecks.CircuitAt(logTop), Build(liar, heights), seed, faults);
            return Verifier.Verify(ReceiptFormat.Encode(shape, program.Key, exitCode, journal, proof), program.ImageId, exitCode);
        }
    }

    // The rows in Montgomery form, and the counts of all lookups that have an entry.
    private Witness Build(Liar liar, sbyte[] heights)
    {
        var tables = new List<WitnessTable>();
        var main = new ColumnMatrix?[heights.Length];
        for (var id = 0; id < heights.Length; id++)
        {
            if (heights[id] >= 0)
            {
                main[id] = new ColumnMatrix(context.Pool, 1L << heights[id], Rv32Circuit.System.Tables[id].MainColumns, zeroed: true);
                tables.Add(new(id, heights[id], main[id]!));
            }
        }

        if (main[Rv32Circuit.KeccakParity] is { } parities)
        {
            using var none = new RecordList(context.Pool, TraceLayout.KeccakPermutationColumns);
            KeccakParityTable.Fill(none, parities, default);
            for (var c = 0; c < parities.Columns; c++)
            {
                foreach (ref var cell in parities.Column(c))
                {
                    cell = Fp.FromUInt32(cell).Raw;
                }
            }
        }

        foreach (var id in ForgedRows.Tables)
        {
            var rows = liar.Rows.Table(id);
            var first = id == Rv32Circuit.KeccakParity ? KeccakParityTable.UsedRows : 0;
            for (var r = 0; r < rows.Count; r++)
            {
                var row = rows.Row(r);
                for (var c = 0; c < row.Length; c++)
                {
                    main[id]!.Column(c)[first + r] = Fp.FromUInt32(row[c]).Raw;
                }

                liar.VisitLookups(id, row, (bus, message, multiplicity) =>
                {
                    if (liar.Lookups.Has(bus, message))
                    {
                        var (table, at, column) = liar.Lookups.Counter(heights, bus, message);
                        ref var count = ref main[table]!.Column(column)[at];
                        count = (Fp.FromRawUnchecked(count) - multiplicity).Raw;
                    }
                });
            }
        }

        return new(tables);
    }
}
