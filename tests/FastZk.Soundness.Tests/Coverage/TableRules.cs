using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>Constraints and lookups of a table: what a row must satisfy by itself. (Buses that must balance are left aside: they notice nearly everything.)</summary>
internal sealed class TableRules
{
    private static readonly HashSet<uint> Operations =
    [
        .. from opcode in Enum.GetValues<Opcode>()
           where InstructionClasses.Of(opcode) is not null
           from amount in Enumerable.Range(0, 32)
           select Op.Of(new Instruction(opcode, 1, 2, 3, amount)),
    ];

    private readonly TableText _text;
    private readonly Func<BusTuple, bool> _provided;

    /// <param name="table">the table's id.</param>
    /// <param name="provided">whether a tuple can be looked up.</param>
    public TableRules(int table, Func<BusTuple, bool> provided)
    {
        _text = TableText.Of(table);
        _provided = provided;
    }

    /// <summary>Names of all constraints and lookups of a table.</summary>
    public static IEnumerable<string> Names(TableText text) =>
    [
        .. Enumerable.Range(0, text.Table.Constraints.Count).Select(text.NameOf),
        .. Enumerable.Range(0, text.Table.FirstConstraints.Count).Select(text.NameOfFirst),
        .. Enumerable.Range(0, text.Interactions.Count).Where(i => IsLookup(text.Interactions[i])).Select(text.NameOfFraction),
    ];

    /// <summary>Whether a fraction asks for a tuple that a preprocessed table must have.</summary>
    public static bool IsLookup(Interaction i) => !i.IsSend && Providers.IsLookup(i.Bus);

    /// <summary>The tuple of a fraction in a row.</summary>
    public static BusTuple TupleOf(Interaction i, Fp[] row, Fp[] fixedRow)
    {
        Span<Fp> message = stackalloc Fp[BusTuple.Capacity];
        for (var k = 0; k < i.Message.Count; k++)
        {
            message[k] = TableText.Value(i.Message[k], row, null, fixedRow);
        }

        return BusTuple.Of(i.Bus, message[..i.Message.Count]);
    }

    /// <summary>
    /// The name of the one rule that a row breaks; null when it breaks several, and "" when it breaks none. A lookup's number is in
    /// <paramref name="fraction"/>, else -1. An instruction that the program does not have, but some program might, counts only when nothing else is broken.
    /// </summary>
    public string? OnlyBroken(Fp[] now, Fp[]? next, out int fraction)
    {
        fraction = -1;
        var (found, instruction) = (-1, -1);
        var constraints = _text.Table.Constraints;
        for (var i = 0; i < constraints.Count; i++)
        {
            if ((!constraints[i].IsTransition || next is not null) && TableText.Value(constraints[i].Value, now, next, []) != Fp.Zero)
            {
                if (found >= 0)
                {
                    return null;
                }

                found = i;
            }
        }

        var interactions = _text.Interactions;
        for (var i = 0; i < interactions.Count; i++)
        {
            if (!IsLookup(interactions[i]) || TableText.Value(interactions[i].Multiplicity, now, null, []) == Fp.Zero || TupleOf(interactions[i], now, []) is var tuple && _provided(tuple))
            {
                continue;
            }

            if (tuple.Bus == Bus.Program && Operations.Contains(tuple[1]))
            {
                instruction = i;
            }
            else
            {
                if (found >= 0 || fraction >= 0)
                {
                    return null;
                }

                fraction = i;
            }
        }

        fraction = fraction < 0 && found < 0 ? instruction : fraction;
        return fraction >= 0 ? _text.NameOfFraction(fraction) : found >= 0 ? _text.NameOf(found) : "";
    }
}
