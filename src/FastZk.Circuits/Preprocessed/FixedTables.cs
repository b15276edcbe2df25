using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Commit;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;
using FastZk.Vm;

namespace FastZk.Circuits.Preprocessed;

/// <summary>Builds the preprocessed trees: one of the circuit, the same for all programs, and one of each program.</summary>
public static unsafe class FixedTables
{
    /// <summary>log2 heights of the circuit's own tables in a proof whose highest table has 2^logTop rows, by ascending id.</summary>
    public static (int Table, int LogHeight)[] CircuitHeights(Profile profile, int logTop) =>
        [.. Rv32Circuit.System.SystemTablesAt(logTop).Select(id => (id, profile.LogHeightFor(Rv32Circuit.Lookup(id).UsedRows)))];

    /// <summary>log2 heights of the program's tables: program, image.</summary>
    public static (int Program, int Image) ProgramHeights(Profile profile, ElfImage image) =>
        (profile.LogHeightFor(ProgramTable.CountRows(image)), profile.LogHeightFor(image.ImageWordCount));

    /// <summary>The circuit's tree for proofs whose highest table has 2^logTop rows.</summary>
    public static FixedCommitment BuildCircuit(ProverContext context, Profile profile, int logTop)
    {
        var tables = new List<FixedTable>();
        foreach (var (id, log) in CircuitHeights(profile, logTop))
        {
            tables.Add(Make(context, id, log, Rv32Circuit.Lookup(id).FillFixed));
        }

        return FixedCommitment.Build(context, profile, Rv32Circuit.System, tables);
    }

    /// <summary>A program's tree.</summary>
    public static FixedCommitment BuildProgram(ProverContext context, Profile profile, ElfImage image)
    {
        var rows = ProgramTable.Rows(image, out var rowOf);
        return FixedCommitment.Build(context, profile, Rv32Circuit.System,
        [
            Make(context, Rv32Circuit.Program, profile.LogHeightFor(rows), m => ProgramTable.FillFixed(image, rowOf, m)),
            Make(context, Rv32Circuit.Image, profile.LogHeightFor(image.ImageWordCount), m => ImageTable.FillFixed(image, m)),
        ]);
    }

    private static FixedTable Make(ProverContext context, int id, int logHeight, Action<ColumnMatrix> fill)
    {
        var matrix = new ColumnMatrix(context.Pool, 1L << logHeight, Rv32Circuit.System.Tables[id].FixedColumns, secret: false, zeroed: true);
        try
        {
            fill(matrix);
            context.Workers.For(matrix.Columns, c => StarkKernels.Best.ToMontgomery(matrix.Pointer(c), matrix.Pointer(c), matrix.Rows));
            return new(id, logHeight, matrix);
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }
}
