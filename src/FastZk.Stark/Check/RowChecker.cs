using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Check;

/// <summary>A constraint that a row of a witness does not satisfy.</summary>
/// <param name="Table">name of the table.</param>
/// <param name="Constraint">name of the constraint.</param>
/// <param name="Row">the row; for a transition constraint, the first of the two.</param>
public sealed record Violation(string Table, string Constraint, int Row)
{
    public override string ToString() => $"{Table}[{Row}]: {Constraint}";
}

/// <summary>Checks a table's constraints row by row, for tests and for explaining why a witness cannot be proven.</summary>
public static class RowChecker
{
    /// <summary>The constraints that do not hold: on rows 0..activeRows-1, transition constraints on rows 0..activeRows-2, constraints of the first row on row 0.</summary>
    /// <param name="table">the table.</param>
    /// <param name="main">main columns, Montgomery form; dummy columns may be missing.</param>
    /// <param name="fixedColumns">preprocessed columns, or null when the table has none.</param>
    /// <param name="activeRows">rows that count; at most the rows of the matrices.</param>
    /// <param name="max">stop after so many violations.</param>
    public static IReadOnlyList<Violation> Check(CompiledTable table, ColumnMatrix main, ColumnMatrix? fixedColumns, int activeRows, int max = 20)
    {
        Shapes.Demand(table, main, fixedColumns, activeRows);
        var found = new List<Violation>();
        var program = new ScalarProgram(table.ConstraintProgram, table.NextColumns);
        var rowConstraints = table.RowConstraints.Length;
        for (var row = 0; row < activeRows && found.Count < max; row++)
        {
            var hasNext = row + 1 < activeRows;
            program.Run(main, fixedColumns, row, hasNext);
            var count = rowConstraints + (hasNext ? table.TransitionConstraints.Length : 0);
            for (var i = 0; i < count && found.Count < max; i++)
            {
                if (program.Output(i) != Fp.Zero)
                {
                    var name = i < rowConstraints ? table.RowConstraints[i].Name : table.TransitionConstraints[i - rowConstraints].Name;
                    found.Add(new(table.Name, name, row));
                }
            }

            for (var i = 0; row == 0 && i < table.FirstConstraints.Length && found.Count < max; i++)
            {
                if (program.Output(rowConstraints + table.TransitionConstraints.Length + i) != Fp.Zero)
                {
                    found.Add(new(table.Name, table.FirstConstraints[i].Name, row));
                }
            }
        }

        return found;
    }
}
