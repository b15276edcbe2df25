using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables;
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
    /// <summary>Rows in use of each table; 0 means that the table is left out (unless it is preprocessed).</summary>
    public static int[] RowCounts(ElfImage image, ExecutionTrace trace)
    {
        var rows = new int[Rv32Circuit.System.Tables.Length];
        for (var c = 0; c < InstructionClasses.Count; c++)
        {
            rows[c] = trace[(InstructionClass)c].Count;
        }

        rows[Rv32Circuit.Journal] = trace.JournalWords.Count;
        rows[Rv32Circuit.Input] = trace.InputWords.Count;
        rows[Rv32Circuit.Bump] = trace.Bumps.Count;
        rows[Rv32Circuit.Boundary] = trace.Boundary.Count;
        rows[Rv32Circuit.Program] = ProgramTable.Rows(image, out _);
        rows[Rv32Circuit.Image] = image.ImageWordCount;
        foreach (var id in Rv32Circuit.System.SystemTables)
        {
            rows[id] = Rv32Circuit.Lookup(id).UsedRows;
        }

        return rows;
    }

    /// <summary>log2 heights for the given row counts, -1 for tables left out.</summary>
    public static sbyte[] LogHeights(Profile profile, ReadOnlySpan<int> rows)
    {
        var heights = new sbyte[rows.Length];
        for (var id = 0; id < rows.Length; id++)
        {
            heights[id] = rows[id] == 0 && !Rv32Circuit.System.IsAlwaysPresent(id) ? (sbyte)-1 : (sbyte)profile.LogHeightFor(rows[id]);
        }

        return heights;
    }

    /// <summary>Fills the active rows of all tables. The caller owns the witness.</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="image">the program.</param>
    /// <param name="trace">its recorded execution.</param>
    /// <param name="heights">as <see cref="LogHeights"/> gives them.</param>
    public static Witness Build(ProverContext context, ElfImage image, ExecutionTrace trace, ReadOnlySpan<sbyte> heights)
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

            var programRows = ProgramTable.Rows(image, out var rowOf);
            using var counts = new LookupCounts(context, image.CodeBase, rowOf, programRows);
            FillTables(context, image, trace, tables, counts);
            ColumnMatrix Of(int id) => tables.Find(t => t.Table == id)!.Main;
            counts.Write(context, Of(Rv32Circuit.Range), Of(Rv32Circuit.Bytes), Of(Rv32Circuit.Small), Of(Rv32Circuit.Program));
            foreach (var id in new[] { Rv32Circuit.Range, Rv32Circuit.Bytes, Rv32Circuit.Small, Rv32Circuit.Program })
            {
                var m = Of(id);
                context.Workers.For(m.Columns, c => StarkKernels.Best.ToMontgomery(m.Pointer(c), m.Pointer(c), m.Rows));
            }

            return new Witness(tables);
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

    private static void FillTables(ProverContext context, ElfImage image, ExecutionTrace trace, List<WitnessTable> tables, LookupCounts counts)
    {
        // One work item a chunk of records: fill, convert, count while the rows are warm.
        var work = new List<(WitnessTable Table, RecordList Records, int Chunk)>();
        foreach (var t in tables)
        {
            var records = RecordsOf(trace, t.Table);
            var used = records?.Count ?? 0;
            for (var c = 0; c < t.Main.Columns; c++)
            {
                t.Main.Column(c)[used..].Clear();
            }

            for (var k = 0; k < (records?.ChunkCount ?? 0); k++)
            {
                work.Add((t, records!, k));
            }
        }

        using var arena = new Arena(context.Pool, tables.Sum(t => 64 + 8L * (t.Main.Columns + Rv32Circuit.System.Tables[t.Table].FixedColumns)) + 64);
        var pointers = new nint[Rv32Circuit.System.Tables.Length];
        foreach (var t in tables)
        {
            pointers[t.Table] = (nint)AuxiliaryTrace.Pointers(arena, t.Main, null);
        }

        context.Workers.For(work.Count, (item, worker) =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (t, records, chunk) = work[item];
            long start = (long)chunk * RecordList.ChunkRows;
            var rows = records.RowsOf(chunk);
            Fill(image, t, records, chunk, start);
            var padded = (rows + 15) & ~15;
            for (var c = 0; c < t.Main.Columns; c++)
            {
                var p = t.Main.Pointer(c) + start;
                StarkKernels.Best.ToMontgomery(p, p, padded);
            }

            if (LookupPlan.Of(t.Table) is { } plan)
            {
                using var buffers = new TileBuffers(context.Pool, plan.Program);
                for (long r = 0; r < rows; r += StarkConstants.Tile)
                {
                    counts.Count(worker, t.Table, plan, buffers, (uint**)pointers[t.Table], start + r);
                }
            }
        });
    }

    private static RecordList? RecordsOf(ExecutionTrace trace, int table) => table switch
    {
        < InstructionClasses.Count => trace[(InstructionClass)table],
        Rv32Circuit.Journal => trace.JournalWords,
        Rv32Circuit.Input => trace.InputWords,
        Rv32Circuit.Bump => trace.Bumps,
        Rv32Circuit.Boundary => trace.Boundary,
        _ => null,
    };

    private static void Fill(ElfImage image, WitnessTable t, RecordList records, int chunk, long start)
    {
        switch (t.Table)
        {
            case (int)InstructionClass.Ecall:
                EcallTable.FillEcalls(image, records, chunk, t.Main, start);
                break;
            case < InstructionClasses.Count:
                Rv32Circuit.Instructions((InstructionClass)t.Table).Fill(new RecordChunk(image, records, chunk), t.Main, start);
                break;
            case Rv32Circuit.Bump:
                BumpTable.Fill(records, chunk, t.Main, start);
                break;
            case Rv32Circuit.Boundary:
                BoundaryTable.Fill(records, chunk, t.Main, start);
                break;
            default:
                ((IoTableBase)Rv32Circuit.Table(t.Table)).Fill(records, chunk, t.Main, start);
                break;
        }
    }
}
