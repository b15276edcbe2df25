using System.Globalization;
using System.Text;
using FastZk.Circuits;
using FastZk.Circuits.Tables.Lookups;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>Single cells of valid witnesses corrupted, in every column of every table that the edge programs use, further instances included.</summary>
internal sealed class ColumnCoverage
{
    /// <summary>How a cell is corrupted.</summary>
    internal enum Kind
    {
        /// <summary>v + 1.</summary>
        Up,

        /// <summary>v - 1.</summary>
        Down,

        /// <summary>A uniform field element.</summary>
        Random,

        /// <summary>Exchanged with the cell of the same column in another row in use.</summary>
        Swap,

        /// <summary>Exchanged with the cell of the same column in a row not in use.</summary>
        SwapUnused,
    }

    private const int RowsInUse = 24, RowsInUseOfWide = 8, RowsInUseOfWidest = 2, Wide = 200, Widest = 1000, RowsNotInUse = 4;

    private static readonly Lazy<ColumnCoverage> Shared = new(() => new());

    private readonly Random _random = new(19);
    private readonly Dictionary<string, Counts> _tables = [];

    private ColumnCoverage()
    {
        foreach (var (elf, input, leastLogTop) in Runs)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input, leastLogTop);
            Corrupt(w);
        }
    }

    /// <summary>The edge programs, and some of them again with the tables of longer and of shorter proofs.</summary>
    internal static IEnumerable<(byte[] Elf, byte[] Input, int LeastLogTop)> Runs =>
        EdgePrograms.All.Values.Select(p => (p.Elf, p.Input, Rv32Circuit.LogWide))
            .Concat(EdgePrograms.All.Values.Take(4).Select(p => (p.Elf, p.Input, Rv32Circuit.LogSlender)))
            .Concat(Short.Select(name => EdgePrograms.All[name]).Select(p => (p.Elf, p.Input, ProofShape.MinLogTop)));

    // Of these the shortest proofs have room for.
    private static readonly string[] Short = ["jumps and constants", "x0 and equal registers", "ecalls", "256-bit multiplications"];

    /// <summary>What the corruptions of all edge programs came to.</summary>
    public static ColumnCoverage Result => Shared.Value;

    /// <summary>Counts by name of the table; further instances are named apart.</summary>
    public IReadOnlyDictionary<string, Counts> Tables => _tables;

    /// <summary>Cells that nothing noticed and that no argument calls free.</summary>
    public List<string> Escaped { get; } = [];

    /// <summary>How often nothing but counts noticed a cell, by entry of the list of free cells.</summary>
    public Dictionary<(FreeCell, string Column), int> Free { get; } = [];

    /// <summary>Corruptions that were noticed, by table, column and kind.</summary>
    public Dictionary<(string Table, string Column, Kind), int> Caught { get; } = [];

    /// <summary>Corruptions of cells that are not free, by table, column and kind.</summary>
    public HashSet<(string Table, string Column, Kind)> Tried { get; } = [];

    /// <summary>Numbers of one table.</summary>
    internal sealed class Counts
    {
        /// <summary>Corruptions of cells in rows in use.</summary>
        public int Cells { get; set; }

        /// <summary>Of these, noticed whatever counts the prover adapts.</summary>
        public int Noticed { get; set; }

        /// <summary>Of these, noticed by counts of lookups only; each is free by an argument.</summary>
        public int ByCounts { get; set; }

        /// <summary>Of these, not noticed; each is free by an argument.</summary>
        public int Free { get; set; }

        /// <summary>Corruptions of cells in rows not in use.</summary>
        public int Unused { get; set; }

        /// <summary>Of these, noticed; the others leave the row without any tuple.</summary>
        public int UnusedNoticed { get; set; }
    }

    /// <summary>The generated table of docs/soundness.md.</summary>
    public string Table()
    {
        var b = new StringBuilder("| table | columns | cells corrupted | caught | by counts only, free | free | in rows not in use | caught |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var t in Rv32Circuit.System.Tables.Where(t => _tables.ContainsKey(t.Name)))
        {
            var c = _tables[t.Name];
            b.Append(CultureInfo.InvariantCulture, $"| {t.Name} | {t.DeclaredMain} | {c.Cells:N0} | {c.Noticed:N0} | {c.ByCounts:N0} | {c.Free:N0} | {c.Unused:N0} | {c.UnusedNoticed:N0} |\n");
        }

        var all = _tables.Values;
        b.Append(CultureInfo.InvariantCulture, $"| all | | {all.Sum(c => c.Cells):N0} | {all.Sum(c => c.Noticed):N0} | {all.Sum(c => c.ByCounts):N0} | ");
        return b.Append(CultureInfo.InvariantCulture, $"{all.Sum(c => c.Free):N0} | {all.Sum(c => c.Unused):N0} | {all.Sum(c => c.UnusedNoticed):N0} |\n").ToString();
    }

    /// <summary>The generated list of free cells.</summary>
    public string FreeTable()
    {
        var b = new StringBuilder("| cells | free when | why that does no harm | seen |\n|---|---|---|---|\n");
        foreach (var f in FreeCells.All)
        {
            b.Append(CultureInfo.InvariantCulture, $"| {f.Table}: {string.Join(", ", f.Columns)} | {f.When} | {f.Why} | {f.Columns.Sum(c => Free.GetValueOrDefault((f, c))):N0} |\n");
        }

        return b.ToString();
    }

    private void Corrupt(WitnessChecks w)
    {
        var provided = Providers.Of(w);
        var change = new WitnessChange(w, provided);
        foreach (var id in w.Witness.Tables.Select(t => t.Table).Where(t => Rv32Circuit.System.Tables[t].DeclaredMain > 0))
        {
            var text = TableText.Of(id);
            var name = Rv32Circuit.System.Tables[id].Name;
            var counts = _tables.TryGetValue(name, out var c) ? c : _tables[name] = new();
            foreach (var row in Rows(w, id))
            {
                var now = w.Row(id, row);
                for (var column = 0; column < now.Length; column++)
                {
                    foreach (var kind in Enum.GetValues<Kind>())
                    {
                        if (Apply(w, change, id, row, column, kind) is { } other)
                        {
                            Count(w, change, text, counts, id, column, kind, row, other);
                        }
                    }
                }
            }
        }
    }

    // Corrupts a cell; returns the other row of a swap, the row itself for other kinds, or null when nothing would change.
    private int? Apply(WitnessChecks w, WitnessChange change, int id, int row, int column, Kind kind)
    {
        change.Clear();
        var forged = (Fp[])change.Honest(id, row).Clone();
        var before = forged[column];
        if (kind is Kind.Swap or Kind.SwapUnused)
        {
            var used = w.Rows[id];
            if (kind == Kind.SwapUnused && used == w.ActiveRows(id))
            {
                return null;
            }

            var partner = kind == Kind.SwapUnused ? _random.Next(used, w.ActiveRows(id)) : _random.Next(Math.Max(1, used));
            var theirs = (Fp[])change.Honest(id, partner).Clone();
            // A table of a few entries has two to a row.
            var entry = id == Rv32Circuit.RangeFew ? RangeFewTable.EntryColumns : forged.Length;
            var isExchange = Enumerable.Range(column / entry * entry, entry).All(c => c == column || forged[c] == theirs[c]) && w.Fixed(id) is null;
            if (theirs[column] == before || isExchange)
            {
                return null;
            }

            (forged[column], theirs[column]) = (theirs[column], before);
            change[id, row] = forged;
            change[id, partner] = theirs;
            return partner;
        }

        forged[column] = kind switch { Kind.Up => before + Fp.One, Kind.Down => before - Fp.One, _ => Fp.FromUInt32((uint)_random.NextInt64(Fp.Modulus)) };
        change[id, row] = forged;
        return forged[column] == before ? null : row;
    }

    private void Count(WitnessChecks w, WitnessChange change, TableText text, Counts counts, int id, int column, Kind kind, int row, int other)
    {
        var notice = change.Judge();
        var columnName = text.Table.MainNames[column];
        var honest = Honest(w, change, text, id, row);
        if (!honest.IsInUse && row >= w.Rows[id])
        {
            counts.Unused++;
            counts.UnusedNoticed += notice == Notice.Constraint ? 1 : 0;
            if (notice != Notice.Constraint && text.Tuples(change[id, row], w.FixedRow(id, row)).Count > 0)
            {
                Escaped.Add($"{text.Table.Name}.{columnName}, row {row} not in use, {kind}");
            }

            return;
        }

        counts.Cells++;
        if (FreeCells.Of(text.Table.Name, columnName, honest) is null)
        {
            Tried.Add((text.Table.Name, columnName, kind));
        }

        if (notice == Notice.Constraint)
        {
            counts.Noticed++;
            Caught[(text.Table.Name, columnName, kind)] = Caught.GetValueOrDefault((text.Table.Name, columnName, kind)) + 1;
            return;
        }

        // Of a swap both cells must be free.
        var free = FreeCells.Of(text.Table.Name, columnName, honest);
        if (free is null || other < w.Rows[id] && FreeCells.Of(text.Table.Name, columnName, Honest(w, change, text, id, other)) is null)
        {
            Escaped.Add($"{text.Table.Name}.{columnName}, rows {row} and {other}, {kind}: {notice}");
            return;
        }

        Free[(free, columnName)] = Free.GetValueOrDefault((free, columnName)) + 1;
        if (notice == Notice.Counts)
        {
            counts.ByCounts++;
        }
        else
        {
            counts.Free++;
        }
    }

    private static NamedRow Honest(WitnessChecks w, WitnessChange change, TableText text, int id, int row) =>
        new(text, row, change.Honest(id, row), row + 1 < w.ActiveRows(id) ? change.Honest(id, row + 1) : null, w.FixedRow(id, row));

    // The first and the last row in use and some between (fewer where there are hundreds of columns); the first row not in use, the last active one, and some
    // between (the first alone where there are thousands of columns).
    private int[] Rows(WitnessChecks w, int id)
    {
        var (used, active) = (w.Rows[id], w.ActiveRows(id));
        var rows = new List<int>();
        var columns = Rv32Circuit.System.Tables[id].DeclaredMain;
        var most = columns > Widest ? RowsInUseOfWidest : columns > Wide ? RowsInUseOfWide : RowsInUse;
        rows.AddRange(used <= most ? Enumerable.Range(0, used) : [0, used - 1, .. Enumerable.Range(0, most - 2).Select(_ => _random.Next(used))]);
        if (id == Rv32Circuit.Boundary)
        {
            rows.AddRange(Enumerable.Range(0, used).Where(r => w.Get(id, r, "key") == MemoryKey.InputLeft)); // Its cells are free where there is no input.
        }

        if (used < active)
        {
            rows.AddRange(columns > Widest ? [used] : [used, active - 1, .. Enumerable.Range(0, RowsNotInUse - 2).Select(_ => _random.Next(used, active))]);
        }

        return [.. rows.Distinct()];
    }
}
