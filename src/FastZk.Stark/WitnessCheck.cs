using FastZk.Stark.Commit;
using FastZk.Stark.Security;

namespace FastZk.Stark;

/// <summary>The door of the prover: sizes are compared once here, and trusted by the loops behind, which go by pointers.</summary>
internal static class WitnessCheck
{
    /// <summary>Throws unless statement, preprocessed trees and witness have the shape's form.</summary>
    public static void Demand(ProofShape shape, PublicInputs inputs, FixedCommitment program, FixedCommitment circuit, Witness witness)
    {
        var present = shape.Present;
        var fits = witness.Tables.Count == present.Length;
        for (var i = 0; fits && i < present.Length; i++)
        {
            var w = witness.Tables[i];
            fits = w.Table == present[i].Id && w.LogHeight == shape.LogHeight(w.Table) && w.Main.Rows == 1L << w.LogHeight && w.Main.Columns == present[i].MainColumns;
        }

        if (!fits)
        {
            throw new ArgumentException("The witness does not have the tables, heights and columns of the shape.", nameof(witness));
        }

        if (inputs.TupleCount != shape.PublicTuples)
        {
            throw new ArgumentException("The statement has another number of tuples than the shape.", nameof(inputs));
        }

        Demand(shape, program, shape.System.ProgramTables);
        Demand(shape, circuit, shape.System.SystemTablesAt(shape.LogTop));
    }

    private static void Demand(ProofShape shape, FixedCommitment tree, IReadOnlyList<int> tables)
    {
        if (tree.Profile != shape.Profile || !tree.Heights.SequenceEqual(tables.Select(t => (t, shape.LogHeight(t)))))
        {
            throw new ArgumentException("A preprocessed tree does not have the profile, tables and heights of the shape.", nameof(tree));
        }
    }
}
