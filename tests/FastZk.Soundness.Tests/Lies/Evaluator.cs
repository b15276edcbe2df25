using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Stark.Check;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Evaluates one table's compiled constraints, fractions and pairs on single rows.</summary>
internal sealed class Evaluator
{
    private readonly CompiledTable _table;
    private readonly Lookups _lookups;
    private readonly TileProgram _program;
    private readonly Fp[] _slots;
    private readonly int _row, _transition, _first;

    public Evaluator(CompiledTable table, Lookups lookups)
    {
        (_table, _lookups, _program) = (table, lookups, table.ConstraintProgram);
        _slots = new Fp[_program.SlotCount];
        (_row, _transition, _first) = (table.RowConstraints.Length, table.TransitionConstraints.Length, table.FirstConstraints.Length);
    }

    public int Width => _table.DeclaredMain;
    public string Name => _table.Name;
    public bool ReadsNext => _transition > 0;

    /// <summary>Whether a row keeps its constraints and finds its lookups.</summary>
    /// <param name="cells">canonical.</param>
    /// <param name="next">the next row, all zero when empty, as rows not in use are.</param>
    /// <param name="isFirst">whether it is the first row of its table.</param>
    /// <param name="sum">hashes of its tuples on permutation buses, with their multiplicities.</param>
    /// <param name="complaints">gets what is wrong.</param>
    public bool Check(ReadOnlySpan<uint> cells, ReadOnlySpan<uint> next, bool isFirst, out ulong sum, Complaints? complaints)
    {
        var holds = Run(cells, next, isFirst, complaints);
        sum = 0;
        Span<uint> m = stackalloc uint[BusTuple.Capacity];
        foreach (var f in _table.Fractions)
        {
            var multiplicity = _slots[_program.FirstOutput + _row + _transition + _first + f.MultiplicityOutput];
            if (multiplicity == Fp.Zero)
            {
                continue;
            }

            var message = m[..f.Constants.Length];
            Message(f, message);
            var bus = f.Source.Bus;
            if (!Lookups.IsLookup(bus))
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

        Span<uint> put = stackalloc uint[BusTuple.Capacity];
        foreach (var p in _table.Pairs)
        {
            var (bus, length) = (p.Source.Bus, p.Consumed.Constants.Length);
            var consumed = m[..length];
            var produced = put[..length];
            Message(p.Consumed, consumed);
            Message(p.Produced, produced);
            if (!consumed.SequenceEqual(produced))
            {
                sum += Hash(bus, produced) - Hash(bus, consumed);
                complaints?.Count(bus, consumed, -1);
                complaints?.Count(bus, produced, 1);
            }
        }

        return holds;
    }

    /// <summary>The lookups of a row: bus and tuple of each, handed to <paramref name="visit"/>.</summary>
    public void VisitLookups(ReadOnlySpan<uint> cells, LookupVisitor visit)
    {
        Run(cells, default, false, null);
        Span<uint> m = stackalloc uint[BusTuple.Capacity];
        foreach (var f in _table.Fractions)
        {
            var multiplicity = _slots[_program.FirstOutput + _row + _transition + _first + f.MultiplicityOutput];
            if (multiplicity != Fp.Zero && Lookups.IsLookup(f.Source.Bus))
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

    private bool Run(ReadOnlySpan<uint> cells, ReadOnlySpan<uint> next, bool isFirst, Complaints? complaints)
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

        ScalarProgram.Run(_program, slots);
        var holds = true;
        for (var i = 0; i < _row + _transition + (isFirst ? _first : 0); i++)
        {
            if (slots[_program.FirstOutput + i] != Fp.Zero)
            {
                holds = false;
                complaints?.Rule(i < _row ? _table.RowConstraints[i].Name : i < _row + _transition ? _table.TransitionConstraints[i - _row].Name : _table.FirstConstraints[i - _row - _transition].Name);
            }
        }

        return holds;
    }

    private void Message(CompiledTuple f, Span<uint> message)
    {
        Span<Fp> m = stackalloc Fp[BusTuple.Capacity];
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
