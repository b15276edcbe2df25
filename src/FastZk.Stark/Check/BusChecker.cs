using System.Numerics;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Check;

/// <summary>A tuple whose sends and receives on a bus do not cancel.</summary>
/// <param name="Bus">bus number.</param>
/// <param name="Message">canonical integers.</param>
/// <param name="Net">sends minus receives.</param>
/// <param name="SentBy">tables (or "public") that sent it.</param>
/// <param name="ReceivedBy">tables (or "public") that received it.</param>
public sealed record Imbalance(int Bus, uint[] Message, long Net, IReadOnlyList<string> SentBy, IReadOnlyList<string> ReceivedBy)
{
    public override string ToString() =>
        $"bus {Bus} ({string.Join(", ", Message)}): net {Net:+0;-0}, sent by [{string.Join(", ", SentBy)}], received by [{string.Join(", ", ReceivedBy)}]";
}

/// <summary>
/// Exact multiset balance of the buses over all tables of a witness and the public tuples, for tests and for explaining why a witness cannot be
/// proven. Multiplicities are read as integers of smallest absolute value. Tuples of different lengths are different, although LogUp cannot tell
/// (a) from (a, 0): a bus should have tuples of one length.
/// </summary>
public sealed class BusChecker
{
    private const string Public = "public";
    private readonly TupleCounter _counter = new();
    private readonly List<string> _names = [];

    /// <summary>Counts the interactions of the rows 0..activeRows-1 of a table; arguments as in <see cref="RowChecker.Check"/>.</summary>
    public void Add(CompiledTable table, ColumnMatrix main, ColumnMatrix? fixedColumns, int activeRows)
    {
        Shapes.Demand(table, main, fixedColumns, activeRows);
        var source = Source(table.Name);
        var program = new ScalarProgram(table.MultiplicityProgram, []);
        Span<Fp> message = new Fp[table.LongestMessage];
        Span<uint> consumed = new uint[table.LongestMessage], produced = new uint[table.LongestMessage];
        for (var row = 0; row < activeRows; row++)
        {
            program.Run(main, fixedColumns, row, hasNext: false);
            foreach (var f in table.Fractions)
            {
                var m = program.Output(f.MultiplicityOutput);
                if (m == Fp.Zero)
                {
                    continue;
                }

                Message(table, f, main, fixedColumns, row, message, consumed[..f.Constants.Length]);
                _counter.Add(f.Bus, consumed[..f.Constants.Length], Signed(m), source, f.Source.IsSend);
            }

            // What is consumed and produced counts in rows that are not in use, too, where it differs.
            foreach (var p in table.Pairs)
            {
                var length = p.Consumed.Constants.Length;
                Message(table, p.Consumed, main, fixedColumns, row, message, consumed[..length]);
                Message(table, p.Produced, main, fixedColumns, row, message, produced[..length]);
                if (!consumed[..length].SequenceEqual(produced[..length]))
                {
                    _counter.Add(p.Source.Bus, consumed[..length], -1, source, isSend: false);
                    _counter.Add(p.Source.Bus, produced[..length], 1, source, isSend: true);
                }
            }
        }
    }

    /// <summary>Counts a tuple of the statement: positive multiplicities are sends.</summary>
    public void AddPublic(int bus, int signedMultiplicity, params uint[] message) =>
        _counter.Add(bus, message, signedMultiplicity, Source(Public), signedMultiplicity > 0);

    /// <summary>The tuples that do not cancel, in the order in which they first appeared.</summary>
    public IReadOnlyList<Imbalance> Imbalances(int max = 20)
    {
        var found = new List<Imbalance>();
        for (var i = 0; i < _counter.Count && found.Count < max; i++)
        {
            var e = _counter[i];
            if (e.Net != 0)
            {
                found.Add(new(e.Bus, _counter.Message(i).ToArray(), e.Net, Names(e.Senders), Names(e.Receivers)));
            }
        }

        return found;
    }

    private static unsafe void Message(CompiledTable table, CompiledTuple tuple, ColumnMatrix main, ColumnMatrix? fixedColumns, int row, Span<Fp> message, Span<uint> canonical)
    {
        message = message[..canonical.Length];
        tuple.Constants.CopyTo(message);
        for (var c = 0; c < tuple.Columns.Length; c++)
        {
            var column = tuple.Columns[c];
            var word = column < table.MainColumns ? main.Pointer(column)[row] : fixedColumns!.Pointer(column - table.MainColumns)[row];
            var value = Fp.FromRawUnchecked(word);
            var weights = tuple.Weights[c];
            for (var k = 0; k < message.Length; k++)
            {
                if (weights[k] == Fp.One)
                {
                    message[k] += value;
                }
                else if (weights[k] != Fp.Zero)
                {
                    message[k] += weights[k] * value;
                }
            }
        }

        for (var k = 0; k < message.Length; k++)
        {
            canonical[k] = message[k].ToUInt32();
        }
    }

    private static long Signed(Fp m)
    {
        long v = m.ToUInt32();
        return v > Fp.Modulus / 2 ? v - Fp.Modulus : v;
    }

    // Tables are bits of a mask; from the 63rd on they share one.
    private int Source(string name)
    {
        var i = _names.IndexOf(name);
        if (i < 0)
        {
            i = _names.Count;
            _names.Add(name);
        }

        return Math.Min(i, 63);
    }

    private List<string> Names(ulong mask)
    {
        var names = new List<string>();
        for (; mask != 0; mask &= mask - 1)
        {
            names.Add(_names[BitOperations.TrailingZeroCount(mask)]);
        }

        return names;
    }
}
