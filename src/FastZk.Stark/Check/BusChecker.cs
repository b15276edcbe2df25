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
        Span<uint> canonical = new uint[table.LongestMessage];
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

                var length = f.Constants.Length;
                Message(table, f, main, fixedColumns, row, message[..length]);
                for (var k = 0; k < length; k++)
                {
                    canonical[k] = message[k].ToUInt32();
                }

                _counter.Add(f.Source.Bus, canonical[..length], Signed(m), source, f.Source.IsSend);
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

    private static unsafe void Message(CompiledTable table, CompiledFraction f, ColumnMatrix main, ColumnMatrix? fixedColumns, int row, Span<Fp> message)
    {
        f.Constants.CopyTo(message);
        for (var c = 0; c < f.Columns.Length; c++)
        {
            var column = f.Columns[c];
            var word = column < table.MainColumns ? main.Pointer(column)[row] : fixedColumns!.Pointer(column - table.MainColumns)[row];
            var value = Fp.FromRawUnchecked(word);
            var weights = f.Weights[c];
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
