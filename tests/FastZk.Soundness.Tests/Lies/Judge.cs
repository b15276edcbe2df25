using FastZk.Circuits;
using FastZk.Circuits.Tables;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>What is wrong with forged rows.</summary>
/// <param name="Rules">rows that break a constraint or look up what is not there: (table, row).</param>
/// <param name="IsBalanced">whether the permutation buses cancel.</param>
/// <param name="IsHonest">whether rows and claim are those of the honest run.</param>
internal readonly record struct Findings(IReadOnlyList<(int Table, int Row)> Rules, bool IsBalanced, bool IsHonest)
{
    /// <summary>Whether a proof of these rows would verify: nobody has noticed anything.</summary>
    public bool IsAccepted => Rules.Count == 0 && IsBalanced;
}

/// <summary>
/// Judges forged rows as the verifier would, exactly and fast: constraints row by row, lookups by membership (their counts are the prover's to choose),
/// permutation buses by a sum of 64-bit hashes. Rows that are those of the honest run, which is judged once in full, are not read again.
/// </summary>
internal sealed class Judge
{
    private readonly LyingProgram _program;
    private readonly Evaluator[] _evaluators = new Evaluator[Rv32Circuit.System.Tables.Length];
    private readonly uint[][] _honest = new uint[Rv32Circuit.System.Tables.Length][];
    private readonly ulong[][] _sums = new ulong[Rv32Circuit.System.Tables.Length][];
    private readonly List<(int, int)> _rules = [];
    private readonly ulong _image;
    private readonly uint _exitCode;
    private readonly byte[] _journal;

    /// <summary>A judge for forgeries of one honest run, which must be right.</summary>
    public Judge(LyingProgram program, Lookups lookups, ForgedRows honest, uint exitCode, IReadOnlyList<byte> journal)
    {
        (_program, _exitCode, _journal) = (program, exitCode, [.. journal]);
        foreach (var key in program.ImageKeys)
        {
            _image += Evaluator.Hash(Bus.Image, [key, program.InitialWord(key) & 0xFFFF, program.InitialWord(key) >> 16]);
        }

        foreach (var id in ForgedRows.Tables)
        {
            var rows = honest.Table(id);
            _evaluators[id] = new(Rv32Circuit.System.Tables[id], lookups);
            _honest[id] = new uint[rows.Count * _evaluators[id].Width];
            _sums[id] = new ulong[rows.Count];
            for (var r = 0; r < rows.Count; r++)
            {
                if (!_evaluators[id].Check(rows.Row(r), r + 1 < rows.Count ? rows.Row(r + 1) : default, out _sums[id][r], null))
                {
                    throw new InvalidOperationException($"The honest run breaks a rule in {_evaluators[id].Name}[{r}].");
                }
            }

            for (var r = 0; r < rows.Count; r++)
            {
                rows.Row(r).CopyTo(_honest[id].AsSpan(r * _evaluators[id].Width));
            }
        }

        var complaints = new Complaints();
        if (!Weigh(honest, exitCode, journal, complaints).IsAccepted)
        {
            throw new InvalidOperationException($"The honest run does not balance: {string.Join("; ", complaints.All.Take(5))}.");
        }
    }

    /// <summary>Judges rows and claim.</summary>
    /// <param name="rows">the rows in use.</param>
    /// <param name="exitCode">claimed.</param>
    /// <param name="journal">claimed.</param>
    /// <param name="complaints">gets all that is wrong, in words; null where speed matters.</param>
    public Findings Weigh(ForgedRows rows, uint exitCode, IReadOnlyList<byte> journal, Complaints? complaints)
    {
        _rules.Clear();
        var same = exitCode == _exitCode && journal.SequenceEqual(_journal);
        var sum = _image + Claim(exitCode, journal, complaints);
        foreach (var id in ForgedRows.Tables)
        {
            var (table, e) = (rows.Table(id), _evaluators[id]);
            var honest = _honest[id].AsSpan();
            same &= table.Count * e.Width == honest.Length;
            var before = true; // the row before is honest
            for (var r = table.Count - 1; r >= 0; r--)
            {
                var row = table.Row(r);
                var known = (r + 1) * e.Width <= honest.Length && row.SequenceEqual(honest.Slice(r * e.Width, e.Width));
                same &= known;
                // A transition reads the next row too, so that one must be as it was.
                if (known && complaints is null && (!e.ReadsNext || (before && table.Count * e.Width == honest.Length)))
                {
                    sum += _sums[id][r];
                }
                else
                {
                    if (!e.Check(row, r + 1 < table.Count ? table.Row(r + 1) : default, out var s, complaints?.At(id, r)))
                    {
                        _rules.Add((id, r));
                    }

                    sum += s;
                }

                before = known;
            }
        }

        return new([.. _rules], sum == 0, same);
    }

    /// <summary>Hands out the lookups of a row.</summary>
    public void VisitLookups(int table, ReadOnlySpan<uint> row, LookupVisitor visit) => _evaluators[table].VisitLookups(row, visit);

    private ulong Claim(uint exitCode, IReadOnlyList<byte> journal, Complaints? complaints)
    {
        var sum = 0UL;
        Add(Bus.State, 1, _program.Image.Entry, 0);
        Add(Bus.Public, -1, EcallTable.PublicExit, exitCode & 0xFFFF, exitCode >> 16);
        for (var i = 0; i < journal.Count; i++)
        {
            Add(Bus.Public, -1, EcallTable.PublicJournal, (uint)i, journal[i]);
        }

        if (complaints is not null)
        {
            foreach (var key in _program.ImageKeys)
            {
                complaints.Count(Bus.Image, [key, _program.InitialWord(key) & 0xFFFF, _program.InitialWord(key) >> 16], 1);
            }
        }

        return sum;

        void Add(int bus, long net, params ReadOnlySpan<uint> m)
        {
            sum += (ulong)net * Evaluator.Hash(bus, m);
            complaints?.Count(bus, m, net);
        }
    }
}

/// <summary>All that is wrong with forged rows, in words.</summary>
internal sealed class Complaints
{
    private readonly Dictionary<BusTuple, long> _net = [];
    private (int Table, int Row) _at;

    /// <summary>Broken constraints, and lookups without an entry, by table and row.</summary>
    public List<(int Table, int Row, string Rule)> Rules { get; } = [];

    /// <summary>Tuples of permutation buses that do not cancel.</summary>
    public List<BusTuple> Tuples => [.. _net.Where(p => p.Value != 0).Select(p => p.Key)];

    /// <summary>Everything, in words.</summary>
    public IEnumerable<string> All => Rules.Select(r => $"{Rv32Circuit.System.Tables[r.Table].Name}[{r.Row}]: {r.Rule}").Concat(Tuples.Select(t => t.ToString()));

    public Complaints At(int table, int row)
    {
        _at = (table, row);
        return this;
    }

    public void Rule(string rule) => Rules.Add((_at.Table, _at.Row, rule));

    public void Count(int bus, ReadOnlySpan<uint> m, long net)
    {
        var t = BusTuple.Of(bus, m);
        _net[t] = _net.GetValueOrDefault(t) + net;
    }
}

/// <summary>Evaluates one table's compiled constraints and fractions on single rows.</summary>
internal sealed class Evaluator
{
    private readonly CompiledTable _table;
    private readonly Lookups _lookups;
    private readonly TileProgram _program;
    private readonly Fp[] _slots;
    private readonly int _row, _transition;

    public Evaluator(CompiledTable table, Lookups lookups)
    {
        (_table, _lookups, _program) = (table, lookups, table.ConstraintProgram);
        _slots = new Fp[_program.SlotCount];
        (_row, _transition) = (table.RowConstraints.Length, table.TransitionConstraints.Length);
    }

    public int Width => _table.DeclaredMain;
    public string Name => _table.Name;
    public bool ReadsNext => _transition > 0;

    /// <summary>Whether a row keeps its constraints and finds its lookups.</summary>
    /// <param name="cells">canonical.</param>
    /// <param name="next">the next row, all zero when empty, as rows not in use are.</param>
    /// <param name="sum">hashes of its tuples on permutation buses, with their multiplicities.</param>
    /// <param name="complaints">gets what is wrong.</param>
    public bool Check(ReadOnlySpan<uint> cells, ReadOnlySpan<uint> next, out ulong sum, Complaints? complaints)
    {
        var holds = Run(cells, next, complaints);
        sum = 0;
        Span<uint> m = stackalloc uint[9];
        foreach (var f in _table.Fractions)
        {
            var multiplicity = _slots[_program.FirstOutput + _row + _transition + f.MultiplicityOutput];
            if (multiplicity == Fp.Zero)
            {
                continue;
            }

            var message = m[..f.Constants.Length];
            Message(f, message);
            var bus = f.Source.Bus;
            if (!Providers.IsLookup(bus))
            {
                long net = multiplicity.ToUInt32();
                net = net > Fp.Modulus / 2 ? net - Fp.Modulus : net;
                sum += (ulong)net * Hash(bus, message);
                complaints?.Count(bus, message, net);
            }
            else if (!_lookups.Has(bus, message))
            {
                holds = false;
                complaints?.Rule($"lookup {f.MultiplicityOutput} on bus {bus}");
            }
        }

        return holds;
    }

    /// <summary>The lookups of a row: bus and tuple of each, handed to <paramref name="visit"/>.</summary>
    public void VisitLookups(ReadOnlySpan<uint> cells, LookupVisitor visit)
    {
        Run(cells, default, null);
        Span<uint> m = stackalloc uint[9];
        foreach (var f in _table.Fractions)
        {
            var multiplicity = _slots[_program.FirstOutput + _row + _transition + f.MultiplicityOutput];
            if (multiplicity != Fp.Zero && Providers.IsLookup(f.Source.Bus))
            {
                var message = m[..f.Constants.Length];
                Message(f, message);
                visit(f.Source.Bus, message, multiplicity);
            }
        }
    }

    /// <summary>A 64-bit hash of a tuple (the finaliser of MurmurHash3 after each entry).</summary>
    public static ulong Hash(int bus, ReadOnlySpan<uint> m)
    {
        var h = 0x9E37_79B9_7F4A_7C15UL * (uint)(bus + 1);
        foreach (var x in m)
        {
            h ^= x;
            h = (h ^ (h >> 33)) * 0xFF51_AFD7_ED55_8CCD;
            h = (h ^ (h >> 33)) * 0xC4CE_B9FE_1A85_EC53;
            h ^= h >> 33;
        }

        return h;
    }

    private bool Run(ReadOnlySpan<uint> cells, ReadOnlySpan<uint> next, Complaints? complaints)
    {
        var slots = _slots;
        for (var c = 0; c < cells.Length; c++)
        {
            slots[c] = Fp.FromUInt32(cells[c]);
        }

        for (var i = 0; i < _program.NextCount; i++)
        {
            slots[_program.MainCount + i] = next.IsEmpty ? Fp.Zero : Fp.FromUInt32(next[_table.NextColumns[i]]);
        }

        foreach (ref readonly var s in _program.Steps.AsSpan())
        {
            slots[s.Target] = s.Op switch
            {
                TileOp.Add => slots[s.Left] + slots[s.Right],
                TileOp.Subtract => slots[s.Left] - slots[s.Right],
                TileOp.Multiply => slots[s.Left] * slots[s.Right],
                TileOp.AddConstant => slots[s.Left] + s.Constant,
                TileOp.MultiplyConstant => slots[s.Left] * s.Constant,
                TileOp.SubtractFromConstant => s.Constant - slots[s.Left],
                TileOp.SetConstant => s.Constant,
                _ => slots[s.Left],
            };
        }

        var holds = true;
        for (var i = 0; i < _row + _transition; i++)
        {
            if (slots[_program.FirstOutput + i] != Fp.Zero)
            {
                holds = false;
                complaints?.Rule(i < _row ? _table.RowConstraints[i].Name : _table.TransitionConstraints[i - _row].Name);
            }
        }

        return holds;
    }

    private void Message(CompiledFraction f, Span<uint> message)
    {
        Span<Fp> m = stackalloc Fp[9];
        f.Constants.CopyTo(m);
        for (var c = 0; c < f.Columns.Length; c++)
        {
            var value = _slots[f.Columns[c]];
            var weights = f.Weights[c];
            for (var k = 0; k < message.Length; k++)
            {
                if (weights[k] != Fp.Zero)
                {
                    m[k] += weights[k] == Fp.One ? value : weights[k] * value;
                }
            }
        }

        for (var k = 0; k < message.Length; k++)
        {
            message[k] = m[k].ToUInt32();
        }
    }
}

/// <summary>Takes one lookup of a row.</summary>
internal delegate void LookupVisitor(int bus, ReadOnlySpan<uint> message, Fp multiplicity);
