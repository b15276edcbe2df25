using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Circuits.Tables.Multiply256;
using FastZk.Circuits.Tables.Sha256;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Kernels;
using FastZk.Stark.Lookup;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>From the recorded execution to the tables' columns.</summary>
public static unsafe class WitnessBuilder
{
    /// <summary>Rows in use of each table; 0 means that the table is left out (unless it is the program's).</summary>
    /// <param name="image">the program.</param>
    /// <param name="trace">its recorded execution.</param>
    /// <param name="profile">profile.</param>
    /// <param name="leastLogTop">log2 of the least height that the highest table may have.</param>
    public static int[] RowCounts(ElfImage image, ExecutionTrace trace, Profile profile, int leastLogTop = ProofShape.MinLogTop)
    {
        var rows = new int[Rv32Circuit.System.Tables.Length];
        for (var c = 0; c < InstructionClasses.Count; c++)
        {
            rows[c] = trace[(InstructionClass)c].Count;
        }

        rows[Rv32Circuit.Journal] = trace.JournalWords.Count;
        rows[Rv32Circuit.Input] = FirstInputRows(profile, trace.InputWords.Count);
        rows[Rv32Circuit.InputSecond] = trace.InputWords.Count - rows[Rv32Circuit.Input];
        var layout = Sha256Layout.Of(trace, profile);
        rows[Rv32Circuit.Sha256Call] = trace.Sha256Calls.Count;
        rows[Rv32Circuit.Sha256Load] = Sha256LoadTable.BlockRows * layout.LoadCut;
        rows[Rv32Circuit.Sha256LoadSecond] = Sha256LoadTable.BlockRows * (layout.Blocks - layout.LoadCut);
        (rows[Rv32Circuit.Sha256Compress], rows[Rv32Circuit.Sha256CompressSecond]) = layout.CompressRows;
        KeccakLayout.Of(trace, profile).CountRows(trace, rows);
        rows[Rv32Circuit.Multiply256] = trace.Multiply256Calls.Count;
        rows[Rv32Circuit.Level] = trace.Levels.Count;
        rows[Rv32Circuit.Bump] = trace.Bumps.Count;
        rows[Rv32Circuit.Boundary] = trace.Boundary.Count;
        rows[Rv32Circuit.Program] = ProgramTable.CountRows(image);
        rows[Rv32Circuit.Image] = image.ImageWordCount;
        TableLayout.Choose(profile, rows, leastLogTop);
        return rows;
    }

    // An input's table that would be mostly padding in its upper half is cut: 2^(k-1) rows, whole chunks of records, and the rest in a table of at most 2^(k-2).
    private static int FirstInputRows(Profile profile, int count)
    {
        const int smallestLog = 15; // below, another table's columns in every opening cost more than the padding
        var log = profile.LogHeightFor(count);
        if (log <= smallestLog)
        {
            return count;
        }

        var first = profile.ActiveRows(log - 1) / RecordList.ChunkRows * RecordList.ChunkRows;
        return profile.LogHeightFor(count - first) <= log - 2 ? first : count;
    }

    /// <summary>log2 heights for the given row counts, -1 for tables left out.</summary>
    public static sbyte[] LogHeights(Profile profile, ReadOnlySpan<int> rows)
    {
        var heights = new sbyte[rows.Length];
        for (var id = 0; id < rows.Length; id++)
        {
            heights[id] = rows[id] == 0 && !Rv32Circuit.System.ProgramTables.Contains(id) ? (sbyte)-1 : (sbyte)profile.LogHeightFor(rows[id]);
        }

        return heights;
    }

    /// <summary>Fills the active rows of all tables. The caller owns the witness.</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="image">the program.</param>
    /// <param name="trace">its recorded execution.</param>
    /// <param name="rows">as <see cref="RowCounts"/> gives them; changed with the heights.</param>
    /// <param name="heights">
    /// as <see cref="LogHeights"/> gives them. The shortest proofs have tables for the entries that are looked up; when these are too many, which is only known
    /// here, the heights become those of a proof with tables of all entries, whose highest table has 2^<see cref="Rv32Circuit.LogWide"/> rows.
    /// </param>
    public static Witness Build(ProverContext context, ElfImage image, ExecutionTrace trace, int[] rows, sbyte[] heights)
    {
        context.Phase("fill tables");
        var tables = new List<WitnessTable>();
        try
        {
            for (var id = 0; id < heights.Length; id++)
            {
                if (heights[id] >= 0)
                {
                    tables.Add(new(id, heights[id], new ColumnMatrix(context.Pool, 1L << heights[id], Rv32Circuit.System.Tables[id].MainColumns)));
                }
            }

            using var counts = new LookupCounts(context, image);
            FillTables(context, image, trace, rows, tables, counts);
            counts.Sum();
            if (heights[Rv32Circuit.RangeFew] >= 0 && !counts.TryWriteFew(Of(Rv32Circuit.RangeFew), rows[Rv32Circuit.RangeFew], Of(Rv32Circuit.BytesFew), rows[Rv32Circuit.BytesFew]))
            {
                Widen(context, rows, heights, tables);
            }

            foreach (var t in tables.Where(t => LookupCounts.IsCounted(t.Table) || t.Table is Rv32Circuit.RangeFew or Rv32Circuit.BytesFew))
            {
                var m = t.Main;
                if (LookupCounts.IsCounted(t.Table))
                {
                    counts.Write(t.Table, m);
                }

                context.Workers.For(m.Columns, c => StarkKernels.Best.ToMontgomery(m.Pointer(c), m.Pointer(c), m.Rows));
            }

            return new Witness(tables);
            ColumnMatrix Of(int id) => tables.Find(t => t.Table == id)!.Main;
        }
        catch
        {
            foreach (var t in tables)
            {
                t.Main.Dispose();
            }

            throw;
        }
    }

    // Tables of all entries in the place of those of a few: their ids are the last before these.
    private static void Widen(ProverContext context, int[] rows, sbyte[] heights, List<WitnessTable> tables)
    {
        foreach (var id in new[] { Rv32Circuit.RangeFew, Rv32Circuit.BytesFew })
        {
            var few = tables.Find(t => t.Table == id)!;
            tables.Remove(few);
            few.Main.Dispose();
            (rows[id], heights[id]) = (0, -1);
        }

        foreach (var id in new[] { Rv32Circuit.RangeWide, Rv32Circuit.BytesWide })
        {
            (rows[id], heights[id]) = (Rv32Circuit.Lookup(id).UsedRows, Rv32Circuit.LogWide);
            tables.Add(new(id, heights[id], new ColumnMatrix(context.Pool, 1L << heights[id], Rv32Circuit.System.Tables[id].MainColumns, zeroed: true)));
        }
    }

    private static void FillTables(ProverContext context, ElfImage image, ExecutionTrace trace, int[] rows, List<WitnessTable> tables, LookupCounts counts)
    {
        var (sha256, keccak) = (Sha256Layout.Of(trace, rows), KeccakLayout.Of(trace, rows));
        var plan = new FillPlan();
        foreach (var t in tables)
        {
            var (records, from, to) = RecordsOf(trace, rows, t.Table);
            for (var c = 0; c < t.Main.Columns; c++)
            {
                t.Main.Column(c)[(to - from)..].Clear();
            }

            if (from < to)
            {
                plan.Add(RecordTask(image, t, records!, from, to));
            }
            else if (Sha256Items.Of(trace.Sha256Blocks, sha256, t) is { } blocks)
            {
                plan.Add(blocks);
            }
            else if (KeccakItems.Of(context, trace, keccak, t) is { } states)
            {
                plan.Add(states);
            }
        }

        using var arena = new Arena(context.Pool, tables.Sum(t => 64 + 8L * (t.Main.Columns + Rv32Circuit.System.Tables[t.Table].FixedColumns)) + 64);
        var pointers = new nint[Rv32Circuit.System.Tables.Length];
        foreach (var t in tables)
        {
            pointers[t.Table] = (nint)AuxiliaryTrace.Pointers(arena, t.Main, null);
        }

        plan.Run(context, (worker, t, filled, scratch) =>
        {
            // While the rows are warm.
            var padded = (filled.Count + 15) & ~15;
            for (var c = 0; c < t.Main.Columns; c++)
            {
                var p = t.Main.Pointer(c) + filled.Start;
                StarkKernels.Best.ToMontgomery(p, p, padded);
            }

            if (LookupPlan.Of(t.Table) is { } lookups)
            {
                var buffers = scratch.Tiles(lookups);
                for (long r = 0; r < filled.Count; r += StarkConstants.Tile)
                {
                    counts.Count(worker, t.Table, lookups, buffers, (uint**)pointers[t.Table], filled.Start + r);
                }
            }
        });
    }

    // A piece is a chunk of records, or the part of it that belongs to the table.
    private static FillTask RecordTask(ElfImage image, WitnessTable t, RecordList records, int from, int to)
    {
        var chunk = from / RecordList.ChunkRows;
        return new(t, (to - 1) / RecordList.ChunkRows - chunk + 1, (piece, _) =>
        {
            var first = Math.Max(from, (chunk + piece) * RecordList.ChunkRows);
            var rows = new FilledRows(first - from, Math.Min(to, (chunk + piece + 1) * RecordList.ChunkRows) - first);
            Fill(image, t, records, first, rows.Count, rows.Start);
            return rows;
        });
    }

    // The records of a table and which of them: each instance of a class takes those that the instances before it left.
    private static (RecordList? Records, int From, int To) RecordsOf(ExecutionTrace trace, int[] rows, int table)
    {
        if (Rv32Circuit.ClassOf(table) is { } c)
        {
            var from = 0;
            for (var i = 0; Rv32Circuit.InstanceOf(c, i) < table; i++)
            {
                from += rows[Rv32Circuit.InstanceOf(c, i)];
            }

            return (trace[c], from, from + rows[table]);
        }

        var records = table switch
        {
            Rv32Circuit.Journal => trace.JournalWords,
            Rv32Circuit.Input or Rv32Circuit.InputSecond => trace.InputWords,
            Rv32Circuit.Bump => trace.Bumps,
            Rv32Circuit.Boundary => trace.Boundary,
            Rv32Circuit.Sha256Call => trace.Sha256Calls,
            Rv32Circuit.KeccakCall => trace.KeccakCalls,
            Rv32Circuit.Multiply256 => trace.Multiply256Calls,
            Rv32Circuit.Level => trace.Levels,
            _ => null,
        };
        return table == Rv32Circuit.InputSecond
            ? (records, rows[Rv32Circuit.Input], rows[Rv32Circuit.Input] + rows[table])
            : (records, 0, records is null ? 0 : rows[table]);
    }

    // Only classes with several instances have items that are not a whole chunk.
    private static void Fill(ElfImage image, WitnessTable t, RecordList records, int from, int count, long start)
    {
        var chunk = from / RecordList.ChunkRows;
        switch (t.Table)
        {
            case (int)InstructionClass.Ecall:
                EcallTable.FillEcalls(image, records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Sha256Call:
                Sha256CallTable.FillCalls(image, records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Multiply256:
                Multiply256Fill.Fill(image, records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Level:
                LevelTable.Fill(records, chunk, t.Main, start);
                break;
            case Rv32Circuit.KeccakCall:
                KeccakCallTable.FillCalls(image, records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Bump:
                BumpTable.Fill(records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Boundary:
                BoundaryTable.Fill(records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Journal or Rv32Circuit.Input or Rv32Circuit.InputSecond:
                ((IoTableBase)Rv32Circuit.Table(t.Table)).Fill(records, chunk, t.Main, start);
                break;
            default:
                ((InstructionTable)Rv32Circuit.Table(t.Table)).Fill(new RecordChunk(image, records, chunk, from % RecordList.ChunkRows, count), t.Main, start);
                break;
        }
    }
}
