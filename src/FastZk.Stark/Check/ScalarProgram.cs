using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Check;

/// <summary>Runs a table's <see cref="TileProgram"/> on one row of base-field values: the plain reading of the text that prover and verifier evaluate.</summary>
internal readonly struct ScalarProgram(TileProgram program, int[] nextColumns)
{
    private readonly Fp[] _slots = new Fp[program.SlotCount];

    /// <summary>Output i of the last row.</summary>
    public Fp Output(int i) => _slots[program.FirstOutput + i];

    /// <summary>Evaluates a row; without a next row its inputs are zero, and outputs that need them mean nothing.</summary>
    public unsafe void Run(ColumnMatrix main, ColumnMatrix? fixedColumns, int row, bool hasNext)
    {
        var slots = _slots;
        for (var c = 0; c < program.MainCount; c++)
        {
            // Dummy columns may be missing from a test's matrix.
            slots[c] = c < main.Columns ? Fp.FromRawUnchecked(main.Pointer(c)[row]) : Fp.Zero;
        }

        for (var c = 0; c < program.FixedCount; c++)
        {
            slots[program.MainCount + c] = Fp.FromRawUnchecked(fixedColumns!.Pointer(c)[row]);
        }

        for (var i = 0; i < program.NextCount; i++)
        {
            slots[program.MainCount + program.FixedCount + i] = hasNext ? Fp.FromRawUnchecked(main.Pointer(nextColumns[i])[row + 1]) : Fp.Zero;
        }

        Run(program, slots);
    }

    /// <summary>Runs the steps on slots whose inputs are set.</summary>
    public static void Run(TileProgram program, Span<Fp> slots)
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
                TileOp.SubtractFromConstant => s.Constant - slots[s.Left],
                TileOp.SetConstant => s.Constant,
                _ => slots[s.Left],
            };
        }
    }
}
