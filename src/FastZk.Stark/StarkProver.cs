using FastZk.Field;
using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Fri;
using FastZk.Stark.Lookup;
using FastZk.Stark.Opening;
using FastZk.Stark.Proof;
using FastZk.Stark.Quotient;
using FastZk.Stark.Security;

namespace FastZk.Stark;

/// <summary>The prover of docs/protocol.md: commit, LogUp, quotient, DEEP, FRI, openings.</summary>
public static class StarkProver
{
    internal const int SmallLog = 13; // tables up to this height are one worker's business

    /// <summary>Proves that the witness satisfies the system for the given public inputs.</summary>
    /// <param name="context">pool, workers, progress, cancellation.</param>
    /// <param name="shape">the public shape; must fit the witness.</param>
    /// <param name="inputs">the statement.</param>
    /// <param name="program">preprocessed tables of the program.</param>
    /// <param name="circuit">preprocessed tables of the circuit.</param>
    /// <param name="witness">disposed by this method as soon as its columns are not needed any more.</param>
    /// <param name="seed">32 bytes of fresh randomness; never use a seed twice.</param>
    /// <returns>the proof's bytes.</returns>
    /// <exception cref="StarkProverException">The witness does not satisfy the constraints, or a product is zero and another seed is needed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="MemoryLimitException">The pool's limit was reached.</exception>
    public static byte[] Prove(ProverContext context, ProofShape shape, PublicInputs inputs, FixedCommitment program, FixedCommitment circuit, Witness witness, ReadOnlySpan<byte> seed) =>
        Prove(context, shape, inputs, program, circuit, witness, seed, (ProverFaults?)null);

    /// <summary>As the other overload, appending the proof to a writer.</summary>
    public static void Prove(ProverContext context, ProofShape shape, PublicInputs inputs, FixedCommitment program, FixedCommitment circuit, Witness witness, ReadOnlySpan<byte> seed,
        ProofWriter writer) => Prove(context, shape, inputs, program, circuit, witness, seed, null, writer);

    internal static byte[] Prove(ProverContext context, ProofShape shape, PublicInputs inputs, FixedCommitment program, FixedCommitment circuit, Witness witness, ReadOnlySpan<byte> seed,
        ProverFaults? faults)
    {
        using var writer = new ProofWriter(EstimateBytes(shape));
        Prove(context, shape, inputs, program, circuit, witness, seed, faults, writer);
        return writer.ToArray();
    }

    /// <summary>About how many bytes a proof of the shape has, rather more than fewer.</summary>
    public static int EstimateBytes(ProofShape shape)
    {
        // A query opens a row of every table (a salt for the greatest height), and about log2(B·N/q) path nodes in each of five trees and every FRI layer.
        var columns = shape.Present.Sum(t => t.FixedColumns + t.MainColumns + t.AuxiliaryColumns) + Quotient.QuotientPieces.TopColumns + 5;
        var path = Math.Max(4, shape.LogTop + shape.Profile.LogBlowup - 6);
        return shape.Parameters.Queries * (4 * columns + 32 * (4 + (5 * path) + shape.Parameters.Folds * (5 + path))) + 20 * (columns + 256);
    }

    private static void Prove(ProverContext context, ProofShape shape, PublicInputs inputs, FixedCommitment program, FixedCommitment circuit, Witness witness, ReadOnlySpan<byte> seed,
        ProverFaults? faults, ProofWriter writer)
    {
        using var owned = witness;
        WitnessCheck.Demand(shape, inputs, program, circuit, witness);
        using var randomness = new Randomness(seed);
        var parameters = shape.Parameters;
        var tables = shape.Present;
        var transcript = new ProtocolTranscript(shape, inputs.Statement, program.Root, circuit.Root);

        context.Phase("commit main");
        FillRandomRows(shape, witness, randomness, out var masks, out var productMasks);
        foreach (var w in witness.Tables)
        {
            faults?.Main?.Invoke(w.Table, w.Main, shape.Profile.ActiveRows(w.LogHeight));
        }

        using var main = StageCommitment.Build(context, shape.Profile, shape.System.Tables.Length,
            [.. witness.Tables.Select(t => new StageTable(t.Table, t.LogHeight, t.Main, shape.Table(t.Table).NextColumns))],
            log => randomness.Salts(RandomPurpose.SaltMain, log), secret: true);
        transcript.Root("main"u8, main.Tree.Root);
        writer.Digest(main.Tree.Root);
        writer.UInt64(transcript.Grind("logup"u8, parameters.LogUpGrinding, context.Workers));
        var challenge = new LogUpChallenge(transcript.Challenge("alpha"u8), transcript.Challenge("beta"u8), shape.System.LongestMessage);

        context.Phase("logup");
        var totals = new Fp5[shape.System.Tables.Length];
        var products = new Fp5[totals.Length];
        using var auxiliary = CommitAuxiliary(context, shape, witness, program, circuit, challenge, randomness, masks, productMasks, totals, products, faults);
        transcript.Root("auxiliary"u8, auxiliary.Tree.Root);
        writer.Digest(auxiliary.Tree.Root);
        faults?.Totals?.Invoke(challenge, totals);
        faults?.Products?.Invoke(challenge, products);
        var sums = tables.Select(t => totals[t.Id]).Concat(tables.Where(t => t.Pairs.Length > 0).Select(t => products[t.Id])).ToArray();
        transcript.Extensions("totals"u8, sums, new uint[5 * sums.Length]);
        foreach (var s in sums)
        {
            writer.Extension(s);
        }

        writer.UInt64(transcript.Grind("gamma"u8, parameters.ConstraintGrinding, context.Workers));
        var gamma = transcript.Challenge("gamma"u8);

        context.Phase("quotient");
        ExtendedTable? Fixed(int id) => program.Stage.Table(id) ?? circuit.Stage.Table(id);
        StageCommitment quotient;
        using (var q = QuotientBuilder.Build(context, shape, Fixed, main, auxiliary, challenge, gamma, totals, products, faults is { IgnoreDegree: true }))
        {
            faults?.Quotient?.Invoke(q);
            context.Phase("commit quotient");
            quotient = QuotientPieces.Commit(context, shape, q, randomness);
        }

        using var pieces = quotient;
        transcript.Root("quotient"u8, quotient.Tree.Root);
        writer.Digest(quotient.Tree.Root);
        writer.UInt64(transcript.Grind("zeta"u8, parameters.PointGrinding, context.Workers));
        var zeta = transcript.Point(shape);

        context.Phase("open");
        using var openings = OpeningList.Of(context.Pool, shape, Fixed, main, auxiliary, quotient);
        using var fri = new FriProver(shape);
        ColumnMatrix codeword;
        using (var points = new DisposableMap<int, PointEvaluator>())
        {
            foreach (var log in openings.Select(o => o.LogHeight).Distinct())
            {
                points.Add(log, new PointEvaluator(context, shape.Profile, log, zeta));
            }

            var values = OpeningValues.Evaluate(context, openings, log => points[log]);
            faults?.Values?.Invoke(values);
            using (var words = context.Pool.Rent(5L * sizeof(uint) * values.Length, secret: false))
            {
                transcript.Extensions("values"u8, values, words.AsSpan<uint>());
            }

            foreach (var v in values)
            {
                writer.Extension(v);
            }

            writer.UInt64(transcript.Grind("lambda"u8, parameters.BatchGrinding, context.Workers));
            var lambda = transcript.Challenge("lambda"u8);
            foreach (var log in points.Keys)
            {
                points[log].ReleaseWeights();
            }

            context.Phase("deep");
            codeword = DeepCodeword.Build(context, shape, openings, values, lambda, points.Keys.ToDictionary(k => k, k => points[k]),
                quotient.Table(0)!.Extension, QuotientPieces.RandomColumn);
        }

        fri.Commit(context, codeword, ref transcript, writer, faults?.Layer);

        writer.UInt64(transcript.Grind("queries"u8, SecurityParameters.QueryGrinding, context.Workers));
        var indexes = new int[parameters.Queries];
        transcript.Indexes(shape.LogTop + shape.Profile.LogBlowup, indexes);

        context.Phase("queries");
        var sections = new SectionList();
        foreach (var stage in new[] { program.Stage, circuit.Stage, main, auxiliary, quotient })
        {
            TreeOpener.Open(shape, stage, indexes, sections);
        }

        fri.Open(indexes, sections);
        sections.Write(writer, context.Workers);
    }

    // Mask row and random rows of every main column, all of a dummy column; the mask constants ρ_t, read from the mask row of the first five
    // columns, are uniform with total zero, and r_t, from the next five, with product one.
    private static void FillRandomRows(ProofShape shape, Witness witness, Randomness randomness, out Fp5[] masks, out Fp5[] productMasks)
    {
        (masks, productMasks) = randomness.Constants(shape.System.Tables.Length);
        var sum = Fp5.Zero;
        var product = Fp5.One;
        var last = witness.Tables[^1];
        var lastOfChains = witness.Tables.LastOrDefault(w => shape.Table(w.Table).Pairs.Length > 0);
        using var stream = randomness.Stream(RandomPurpose.MainRows, 0, 0);
        foreach (var w in witness.Tables)
        {
            var table = shape.Table(w.Table);
            var a = shape.Profile.ActiveRows(w.LogHeight);
            for (var c = 0; c < table.MainColumns; c++)
            {
                var dummy = c >= table.DeclaredMain;
                Randomness.Restart(stream, dummy ? RandomPurpose.DummyColumn : RandomPurpose.MainRows, w.Table, c);
                stream.FillFieldElements(dummy ? w.Main.Column(c) : w.Main.Column(c)[a..]);
            }

            if (ReferenceEquals(w, last))
            {
                SetFive(w.Main, 0, a, -sum);
            }

            masks[w.Table] = Five(w.Main, 0, a);
            sum += masks[w.Table];
            if (table.Pairs.Length == 0)
            {
                continue;
            }

            if (ReferenceEquals(w, lastOfChains))
            {
                SetFive(w.Main, CompiledTable.MaskColumns, a, product.Inverse());
            }

            productMasks[w.Table] = Five(w.Main, CompiledTable.MaskColumns, a);
            product *= productMasks[w.Table];
        }
    }

    // The element of E in five columns of one row.
    private static Fp5 Five(ColumnMatrix matrix, int column, int row) => Fp5.FromRawUnchecked(
        [matrix.Column(column)[row], matrix.Column(column + 1)[row], matrix.Column(column + 2)[row], matrix.Column(column + 3)[row], matrix.Column(column + 4)[row]]);

    private static void SetFive(ColumnMatrix matrix, int column, int row, Fp5 value)
    {
        for (var k = 0; k < Fp5.Degree; k++)
        {
            matrix.Column(column + k)[row] = value[k].Raw;
        }
    }

    private static StageCommitment CommitAuxiliary(ProverContext context, ProofShape shape, Witness witness, FixedCommitment program, FixedCommitment circuit,
        LogUpChallenge challenge, Randomness randomness, Fp5[] masks, Fp5[] productMasks, Fp5[] totals, Fp5[] products, ProverFaults? faults)
    {
        var tables = witness.Tables;
        var columns = new ColumnMatrix?[tables.Count];
        var stage = new StageTable[tables.Count];
        try
        {
            // The columns lie where their extensions will lie, and a table's main columns go as soon as they have been read: this is the proof's peak.
            void Generate(int i)
            {
                var w = tables[i];
                var table = shape.Table(w.Table);
                columns[i] = new ColumnMatrix(context.Pool, shape.Profile.Blowup * (1L << w.LogHeight), table.AuxiliaryColumns);
                AuxiliaryTrace.Generate(context, table, w.LogHeight, shape.Profile.ActiveRows(w.LogHeight), w.Main,
                    program.Values(w.Table) ?? circuit.Values(w.Table), challenge, randomness, columns[i]!);
                witness.Release(i);
            }

            // Large tables are shared out by rows, small ones as a whole.
            int[] small = [.. Enumerable.Range(0, tables.Count).Where(i => tables[i].LogHeight <= SmallLog)];
            foreach (var i in Enumerable.Range(0, tables.Count).Except(small))
            {
                Generate(i);
            }

            context.Workers.For(small.Length, i => Generate(small[i]));

            for (var i = 0; i < stage.Length; i++)
            {
                var w = tables[i];
                var table = shape.Table(w.Table);
                var a = shape.Profile.ActiveRows(w.LogHeight);
                stage[i] = new(w.Table, w.LogHeight, columns[i]!, [.. Enumerable.Range(table.SumColumn, table.NextAuxiliaryColumns)], InPlace: true);
                faults?.Auxiliary?.Invoke(w.Table, columns[i]!, a);
                totals[w.Table] = Five(columns[i]!, table.SumColumn, a) + masks[w.Table];
                if (table.Pairs.Length > 0)
                {
                    products[w.Table] = Five(columns[i]!, table.ProductColumn, a) * productMasks[w.Table];
                    if (products[w.Table] == Fp5.Zero && faults is not { IgnoreDegree: true })
                    {
                        // A fingerprint or a mask is zero, which happens to fewer than one proof in 2^115; it must not be shown.
                        throw new StarkProverException($"A product of table {table.Name} is zero. The proof must begin anew with another seed.");
                    }
                }
            }

            context.Phase("commit auxiliary");
        }
        catch
        {
            foreach (var c in columns)
            {
                c?.Dispose();
            }

            throw;
        }

        return StageCommitment.Build(context, shape.Profile, shape.System.Tables.Length, stage, log => randomness.Salts(RandomPurpose.SaltAuxiliary, log), secret: true);
    }
}
