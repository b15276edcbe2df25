using FastZk.Field;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Preprocessed;

/// <summary>
/// The instructions of the program: a row for every word that can be executed, with everything about it that does not depend on the run, and a free count of
/// its executions. (Rows not in use are all zero; no table has operation code 0.)
/// </summary>
/// <remarks>
/// Claim: Program(pc, ...) is received only for an instruction of the program, with all its operands. pc is below 2^30, a multiple of 4, and in one row only;
/// it is a word of an executable segment that decodes. The columns are bound by the program key's root and height, the count is free. Immediates are
/// canonical limbs or bytes, targets below 2^30 or 2^30 itself, where no row is.
/// </remarks>
internal sealed class ProgramTable : AirTable
{
    /// <summary>Fixed columns.</summary>
    public const int FixedCount = 9;

    public ProgramTable()
        : base("program")
    {
        var count = Column("count");
        Send(Bus.Program, count, 0, Fixed("pc"), Fixed("op"), Fixed("rd"), Fixed("rs1"), Fixed("rs2"), Fixed("k0"), Fixed("k1"), Fixed("k2"), Fixed("k3"));
    }

    /// <summary>Row of each code index, -1 for words that cannot be executed; returns how many rows there are.</summary>
    public static int Rows(ElfImage image, out int[] rowOf)
    {
        rowOf = new int[image.Code.Length];
        return FillRows(image, rowOf);
    }

    /// <summary>As <see cref="Rows"/>, into room for as many entries as there are code words.</summary>
    public static int FillRows(ElfImage image, Span<int> rowOf)
    {
        var rows = 0;
        for (var i = 0; i < rowOf.Length; i++)
        {
            rowOf[i] = IsRow(image, i) ? rows++ : -1;
        }

        return rows;
    }

    /// <summary>Number of rows.</summary>
    public static int CountRows(ElfImage image)
    {
        var rows = 0;
        for (var i = 0; i < image.Code.Length; i++)
        {
            rows += IsRow(image, i) ? 1 : 0;
        }

        return rows;
    }

    private static bool IsRow(ElfImage image, int index) => Vm.Trace.InstructionClasses.Of(image.Code[index].Opcode) is not null;

    public static void FillFixed(ElfImage image, ReadOnlySpan<int> rowOf, ColumnMatrix matrix)
    {
        for (var i = 0; i < rowOf.Length; i++)
        {
            if (ProgramRow.Of(image.CodeBase + 4 * (uint)i, image.Code[i]) is { } row)
            {
                var w = new Fill.RowWriter(matrix, rowOf[i]);
                w.Put(row.Pc);
                w.Put(row.Op);
                w.Put(row.Rd);
                w.Put(row.Rs1);
                w.Put(row.Rs2);
                w.Put(row.K0);
                w.Put(row.K1);
                w.Put(row.K2);
                w.Put(row.K3);
            }
        }
    }
}

/// <summary>The initial words of the program, each provided exactly once: the multiplicity is the fixed column is_real.</summary>
/// <remarks>
/// Claim: every image word is received exactly once. The multiplicity is preprocessed, 1 in rows in use and 0 elsewhere, and counts in the bus total: the
/// boundary must take each tuple (key, v0, v1) once and no other. Keys are 64 + address/4, ascending, below 2^30; values canonical limbs. There are no main
/// columns but the dummies.
/// </remarks>
internal sealed class ImageTable : AirTable
{
    public ImageTable()
        : base("image")
    {
        var real = Fixed("is_real");
        Send(Bus.Image, real, 1, Fixed("key"), Fixed("v0"), Fixed("v1"));
    }

    public static void FillFixed(ElfImage image, ColumnMatrix matrix)
    {
        for (var i = 0; i < image.ImageWordCount; i++)
        {
            var w = new Fill.RowWriter(matrix, i);
            w.Put(1);
            w.Put(Vm.Trace.MemoryKey.Memory + (image.ImageAddresses[i] >> 2));
            w.Word(image.ImageValues[i]);
        }
    }
}
