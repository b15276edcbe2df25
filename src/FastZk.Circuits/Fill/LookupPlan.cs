using FastZk.Circuits.Preprocessed;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Fill;

/// <summary>
/// The lookups of one table as a program that computes, for every row, the multiplicity and the leading entries of each tuple. Counting what the
/// interactions really ask for leaves no second description of a lookup that could disagree with the circuit.
/// </summary>
internal sealed class LookupPlan
{
    // Instances of a declaration share its plan.
    private static readonly Dictionary<AirTable, LookupPlan?> Plans = Rv32Circuit.System.Tables.Where(t => t.Instance == 0).ToDictionary(t => t.Table, Make);

    private LookupPlan(TileProgram program, (int Bus, int FirstOutput, int Keys)[] lookups)
    {
        Program = program;
        Lookups = lookups;
    }

    /// <summary>Outputs: for each lookup its multiplicity, then its key entries.</summary>
    public TileProgram Program { get; }

    public (int Bus, int FirstOutput, int Keys)[] Lookups { get; }

    /// <summary>The programs of all plans.</summary>
    public static TileProgram[] Programs { get; } = [.. Plans.Values.OfType<LookupPlan>().Select(p => p.Program)];

    /// <summary>The plan of a table, or null when it looks nothing up.</summary>
    public static LookupPlan? Of(int table) => Plans[Rv32Circuit.Table(table)];

    /// <summary>How many leading entries of a tuple name the entry, 0 when the bus is no lookup.</summary>
    private static int KeysOf(int bus) => bus switch
    {
        Bus.Range or Bus.BytePair or Bus.And => 2,
        Bus.Small => 3,
        Bus.Program => 1,
        _ => 0,
    };

    private static LookupPlan? Make(CompiledTable table)
    {
        var outputs = new List<Expression>();
        var lookups = new List<(int, int, int)>();
        foreach (var i in table.Table.Interactions.Where(i => !i.IsSend && KeysOf(i.Bus) > 0))
        {
            lookups.Add((i.Bus, outputs.Count, KeysOf(i.Bus)));
            outputs.Add(i.Multiplicity);
            outputs.AddRange(i.Message.Take(KeysOf(i.Bus)));
        }

        return lookups.Count == 0 ? null : new(TileProgram.Compile(table.MainColumns, table.FixedColumns, [], outputs), [.. lookups]);
    }
}
