using FastZk.Stark.Air;

namespace FastZk.Stark;

/// <summary>A fixed set of tables joined by buses: the circuit, as prover and verifier both have it compiled in.</summary>
public sealed class StarkSystem
{
    private readonly SystemTableSet[] _sets;

    /// <param name="name">protocol name and circuit version; the first thing that the transcript absorbs.</param>
    /// <param name="tables">the tables; the position is the id. A declaration may stand several times.</param>
    /// <param name="busCount">number of buses.</param>
    /// <param name="programTables">ids of the tables whose preprocessed columns depend on the program.</param>
    /// <param name="systemTables">ids of the tables whose preprocessed columns are part of the circuit.</param>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)] // An empty list is this one.
    public StarkSystem(string name, IReadOnlyList<AirTable> tables, int busCount, IReadOnlyList<int> programTables, IReadOnlyList<int> systemTables)
        : this(name, tables, busCount, programTables, [new SystemTableSet(0, systemTables)])
    {
    }

    /// <param name="name">protocol name and circuit version; the first thing that the transcript absorbs.</param>
    /// <param name="tables">the tables; the position is the id. A declaration may stand several times.</param>
    /// <param name="busCount">number of buses.</param>
    /// <param name="programTables">ids of the tables whose preprocessed columns depend on the program.</param>
    /// <param name="systemSets">the tables whose preprocessed columns are part of the circuit, by heights of the highest table, ascending; at least one set.</param>
    public StarkSystem(string name, IReadOnlyList<AirTable> tables, int busCount, IReadOnlyList<int> programTables, IReadOnlyList<SystemTableSet> systemSets)
    {
        Name = name;
        BusCount = busCount;
        Tables = new CompiledTable[tables.Count];
        var instances = new Dictionary<AirTable, (CompiledTable First, int Count)>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Tables.Length; i++)
        {
            var known = instances.TryGetValue(tables[i], out var earlier);
            Tables[i] = known ? earlier.First.Again(i, earlier.Count) : new CompiledTable(tables[i], i);
            instances[tables[i]] = known ? (earlier.First, earlier.Count + 1) : (Tables[i], 1);
        }

        DenseTables = [.. Tables.Select(t => t.Dense())];
        LongestMessage = Tables.Max(t => t.LongestMessage);
        ProgramTables = programTables;
        _sets = [.. systemSets];
        SystemTables = [.. systemSets.SelectMany(s => s.Tables).Distinct().Order()];
        CheckInteractions();

        foreach (var t in Tables)
        {
            if (t.FixedColumns > 0 != (programTables.Contains(t.Id) || SystemTables.Contains(t.Id)))
            {
                throw new InvalidOperationException($"Table {t.Name}: exactly the tables with preprocessed columns are bound by a verifying key.");
            }
        }
    }

    // A fingerprint cannot tell (a) from (a, 0): the tuples of a bus have one length. Bus weights are sums of what is declared here.
    private void CheckInteractions()
    {
        var lengths = new int?[BusCount];
        var counted = new bool[BusCount];
        foreach (var t in Tables)
        {
            foreach (var i in t.Table.Interactions)
            {
                if ((uint)i.Bus >= (uint)BusCount || i.MaxMultiplicity < 0)
                {
                    throw new InvalidOperationException($"Table {t.Name}: no bus {i.Bus}, or a negative multiplicity bound.");
                }

                counted[i.Bus] = true;
                Length(t, i.Bus, i.Message.Count);
            }
        }

        // What a product counts no sum sees, and the other way round.
        foreach (var t in Tables)
        {
            foreach (var p in t.Table.Pairs)
            {
                if ((uint)p.Bus >= (uint)BusCount || counted[p.Bus])
                {
                    throw new InvalidOperationException($"Table {t.Name}: no bus {p.Bus}, or one that has fractions as well as pairs.");
                }

                Length(t, p.Bus, p.Consumed.Count);
                Length(t, p.Bus, p.Produced.Count);
            }
        }

        void Length(CompiledTable t, int bus, int length)
        {
            if ((lengths[bus] ??= length) != length)
            {
                throw new InvalidOperationException($"Table {t.Name}: bus {bus} has tuples of {lengths[bus]} and of {length} entries.");
            }
        }
    }

    public string Name { get; }

    /// <summary>The tables with two fractions in a helper column.</summary>
    public CompiledTable[] Tables { get; }

    /// <summary>The same tables with four.</summary>
    public CompiledTable[] DenseTables { get; }

    /// <summary>A table with the given number of fractions in a helper column, 2 or 4.</summary>
    public CompiledTable Table(int id, int density) => density == 4 ? DenseTables[id] : Tables[id];

    public int BusCount { get; }

    /// <summary>L: the exponent of β that carries the bus number.</summary>
    public int LongestMessage { get; }

    /// <summary>Ids, ascending, of the tables in the program's preprocessed tree.</summary>
    public IReadOnlyList<int> ProgramTables { get; }

    /// <summary>Ids, ascending, of the tables that are in one of the circuit's preprocessed trees.</summary>
    public IReadOnlyList<int> SystemTables { get; }

    /// <summary>The sets of tables with a preprocessed tree of the circuit each, by ascending heights of the highest table.</summary>
    public IReadOnlyList<SystemTableSet> SystemSets => _sets;

    /// <summary>Ids, ascending, of the tables in the circuit's preprocessed tree when the highest table has 2^logTop rows.</summary>
    public IReadOnlyList<int> SystemTablesAt(int logTop) => _sets[SystemSetAt(logTop)].Tables;

    /// <summary>Index among <see cref="SystemSets"/> of that for a highest table of 2^logTop rows.</summary>
    public int SystemSetAt(int logTop)
    {
        var set = 0;
        for (var i = 1; i < _sets.Length; i++)
        {
            set = _sets[i].MinLogTop <= logTop ? i : set;
        }

        return set;
    }

    /// <summary>
    /// Whether a table is there whatever the witness: the program's tables always, those of the circuit's tree for this height of the highest table, and none
    /// of its other trees. Null for tables without preprocessed columns, which are there when they have rows.
    /// </summary>
    public bool? IsPresent(int table, int logTop) =>
        Tables[table].FixedColumns == 0 ? null : ProgramTables.Contains(table) || SystemTablesAt(logTop).Contains(table);
}

/// <summary>Tables that one preprocessed tree of the circuit holds, and the proofs it is for.</summary>
/// <param name="MinLogTop">log2 of the highest table from which the set is used, up to the next set's.</param>
/// <param name="Tables">ids, ascending.</param>
public sealed record SystemTableSet(int MinLogTop, IReadOnlyList<int> Tables);
