using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>
/// Where a value is taken from memory or a register without anybody looking at it: the old value of a write, the last value of the boundary. A forger who
/// changed the value there has nothing else to repair.
/// </summary>
internal sealed class OverwrittenValues
{
    private readonly Dictionary<(uint Key, uint Time), (int Table, int Row, int Low, int High)> _takers = [];

    public OverwrittenValues(WitnessChecks w)
    {
        foreach (var table in w.Witness.Tables.Select(t => t.Table))
        {
            var text = TableText.Of(table);
            foreach (var i in text.Interactions.Where(i => i.Bus == Bus.Memory && !i.IsSend && IsUnseen(text, i)))
            {
                for (var row = 0; row < w.Rows[table]; row++)
                {
                    var cells = w.Row(table, row);
                    if (TableText.Value(i.Multiplicity, cells, null, []) != Fp.Zero)
                    {
                        var t = TableRules.TupleOf(i, cells, []);
                        _takers[(t[0], t[1])] = (table, row, i.Message[2].Column, i.Message[3].Column);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Completes a forged row: every value that it sends on the memory bus in place of another is passed to who overwrites it. False when somebody reads one,
    /// or when the row differs on a bus in another way.
    /// </summary>
    public bool Complete(WitnessChecks w, WitnessChange change, int table, int row, Fp[] forged)
    {
        var text = TableText.Of(table);
        var honest = w.Row(table, row);
        change.Clear();
        change[table, row] = forged;
        foreach (var i in text.Interactions.Where(i => !Providers.IsLookup(i.Bus)))
        {
            var (before, after) = (TableRules.TupleOf(i, honest, []), TableRules.TupleOf(i, forged, []));
            var (m, n) = (TableText.Value(i.Multiplicity, honest, null, []), TableText.Value(i.Multiplicity, forged, null, []));
            if (m == n && (m == Fp.Zero || before == after))
            {
                continue;
            }

            if (m != n || i.Bus != Bus.Memory || !i.IsSend || (before[0], before[1]) != (after[0], after[1]) || !_takers.TryGetValue((after[0], after[1]), out var taker))
            {
                return false;
            }

            var next = (Fp[])change[taker.Table, taker.Row].Clone();
            next[taker.Low] = Fp.FromUInt32(after[2]);
            next[taker.High] = Fp.FromUInt32(after[3]);
            change[taker.Table, taker.Row] = next;
        }

        return true;
    }

    // Both limbs are columns that nothing else in the table reads in a row in use.
    private static bool IsUnseen(TableText t, Interaction taken) =>
        taken.Message[2].Kind == ExpressionKind.Main && taken.Message[3].Kind == ExpressionKind.Main
        && t.Table.Constraints.Where(c => c.Name != "idle").Select(c => c.Value).Concat(t.Interactions.SelectMany(i => i.Message.Append(i.Multiplicity)))
            .Where(e => e != taken.Message[2] && e != taken.Message[3]).All(e => !Reads(e, taken.Message[2].Column) && !Reads(e, taken.Message[3].Column))
        && t.Interactions.Count(i => i.Message.Contains(taken.Message[2])) == 1;

    private static bool Reads(Expression e, int column) => e.Kind switch
    {
        ExpressionKind.Constant or ExpressionKind.Fixed => false,
        ExpressionKind.Main or ExpressionKind.MainNext => e.Column == column,
        _ => Reads(e.Left!, column) || Reads(e.Right!, column),
    };
}
