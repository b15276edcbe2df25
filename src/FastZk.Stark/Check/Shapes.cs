using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Check;

/// <summary>The checks of the checkers' own arguments: past them, rows are read through pointers.</summary>
internal static class Shapes
{
    public static void Demand(CompiledTable table, ColumnMatrix main, ColumnMatrix? fixedColumns, int activeRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(activeRows);
        if (main.Columns < table.DeclaredMain || main.Rows < activeRows)
        {
            throw new ArgumentException($"Table {table.Name} needs {table.DeclaredMain} main columns of {activeRows} rows.", nameof(main));
        }

        if (table.FixedColumns > 0 && (fixedColumns is null || fixedColumns.Columns < table.FixedColumns || fixedColumns.Rows < activeRows))
        {
            throw new ArgumentException($"Table {table.Name} needs {table.FixedColumns} preprocessed columns of {activeRows} rows.", nameof(fixedColumns));
        }
    }
}
