using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Profiling;
using FastZk.Vm.Trace;

namespace FastZk;

/// <summary>What one table of a proof costs.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">Rows in use.</param>
/// <param name="RowCells">Cells of a row: main columns, and auxiliary columns times 5.</param>
/// <param name="CommittedRows">The table's height: a power of two.</param>
public sealed record TableCost(string Name, long Rows, int RowCells, long CommittedRows)
{
    /// <summary>Cells of the rows in use.</summary>
    public long UsedCells => Rows * RowCells;
}

/// <summary>What a proof of a run in profile Fast commits to, table by table; counted without proving.</summary>
/// <param name="Tables">The tables that are present, in the order of the circuit.</param>
/// <param name="TouchedWords">Memory words that the run read or wrote.</param>
/// <param name="TouchedPages">Pages of 4096 bytes that hold them.</param>
public sealed record RunCost(IReadOnlyList<TableCost> Tables, int TouchedWords, int TouchedPages)
{
    /// <summary>Cells of one row, by what the row stands for. All instances of a table have the same width.</summary>
    public static CellWeights Weights { get; } = new([.. Enumerable.Range(0, InstructionClasses.Count).Select(RowCells)], RowCells(Rv32Circuit.Input), RowCells(Rv32Circuit.Journal));

    /// <summary>Cells of all rows in use.</summary>
    public long UsedCells => Tables.Sum(t => t.UsedCells);

    /// <summary>Cells of all rows, padding included.</summary>
    public long CommittedCells => Tables.Sum(t => t.CommittedRows * t.RowCells);

    /// <summary>The name of the table that holds the instructions of a class.</summary>
    public static string TableOf(InstructionClass c) => Rv32Circuit.System.Tables[(int)c].Name;

    /// <summary>
    /// Whether a table's rows are shown apart: those that belong to no instruction and no ecall (image and touched words, registers, program, lookups), those of
    /// accelerators, of which one call fills several, and the lookups of short proofs.
    /// </summary>
    public static bool IsApart(string table) =>
        Array.FindIndex(Rv32Circuit.System.Tables, t => t.Name == table) is (>= Rv32Circuit.Bump and < Rv32Circuit.FurtherInstances) or >= Rv32Circuit.Sha256Call;

    /// <summary>
    /// Records a run and counts the rows of its tables; of the shortest runs it fills the tables too, since whether their lookups fit the tables of a few is only
    /// known then.
    /// </summary>
    /// <param name="image">The program.</param>
    /// <param name="input">The private input.</param>
    /// <param name="options">Limits. The records of 2^22 instructions take about 200 MiB.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="GuestFaultException">The guest faulted, or the run is longer or touches more words than one proof has room for.</exception>
    public static RunCost Measure(ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var pool = new BufferPool();
        using var trace = Recorder.Record(image, input, options, pool, cancellation);
        var rows = WitnessBuilder.RowCounts(image, trace, Profile.Fast);
        var heights = WitnessBuilder.LogHeights(Profile.Fast, rows);
        if (heights[Rv32Circuit.RangeFew] >= 0)
        {
            // Whether the lookups fit a table of a few is known when they are counted.
            using var workers = new WorkerSet(1);
            WitnessBuilder.Build(new Stark.ProverContext(pool, workers, null, cancellation), image, trace, rows, heights).Dispose();
        }

        var tables = Rv32Circuit.System.Tables.Where(t => heights[t.Id] >= 0).Select(t => new TableCost(t.Name, rows[t.Id], RowCells(t.Id), 1L << heights[t.Id])).ToArray();
        var (words, pages, last) = (0, 0, uint.MaxValue);
        for (var row = 0; row < trace.Boundary.Count; row++)
        {
            var key = trace.Boundary[row, (int)BoundaryColumn.Key];
            if (key < MemoryKey.Memory || trace.Boundary[row, (int)BoundaryColumn.Time] == 0)
            {
                continue;
            }

            // By ascending key: a page's words stand together.
            var page = (key - MemoryKey.Memory) >> 10;
            words++;
            pages += page == last ? 0 : 1;
            last = page;
        }

        return new(tables, words, pages);
    }

    private static int RowCells(int table) => Rv32Circuit.System.Tables[table].MainColumns + Rv32Circuit.System.Tables[table].AuxiliaryColumns;
}
