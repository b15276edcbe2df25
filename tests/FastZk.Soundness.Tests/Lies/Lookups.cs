using FastZk.Circuits;
using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Security;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>
/// What the lookups of a program can find, by arithmetic instead of a set of tuples; rows not in use, which repeat (0, ..., 0), included. A test holds it
/// against the tables themselves: the preprocessed ones, and that of the Keccak permutation's digits as an honest prover writes it.
/// </summary>
internal sealed class Lookups(ElfImage image)
{
    private static readonly Dictionary<(uint, uint, uint), BusTuple> Small = ReadSmall();

    private readonly ProgramRow?[] _program = [.. image.Code.Select((i, k) => ProgramRow.Of(image.CodeBase + 4 * (uint)k, i))];
    private readonly int[] _rowOf = RowsOf(image);

    /// <summary>What the prover writes into the table of digits behind the honest rows: the number of each row.</summary>
    public List<uint> MoreNumbers { get; } = [];

    /// <summary>Whether the tuples of a bus are looked up: their provider's counts are free.</summary>
    public static bool IsLookup(int bus) => bus == Bus.KeccakParity || Providers.IsLookup(bus);

    /// <summary>Whether an honest table of digits has a number: eight digits 0, 1, 2 to the base 8.</summary>
    public static bool IsNumberOfDigits(uint x)
    {
        for (var i = 0; i < KeccakParityTable.Digits; i++, x /= KeccakParityTable.Base)
        {
            if (x % KeccakParityTable.Base > 2)
            {
                return false;
            }
        }

        return x == 0;
    }

    /// <summary>Whether some row of the provider has the tuple, its entries as canonical integers.</summary>
    public bool Has(int bus, ReadOnlySpan<uint> m) => bus switch
    {
        Bus.Range => m[1] <= 16 && m[0] < 1u << (int)m[1],
        Bus.BytePair => m[0] < 256 && m[1] < 256,
        Bus.And => m[0] < 256 && m[1] < 256 && m[2] == (m[0] & m[1]),
        Bus.Small => IsZero(m) || (Small.TryGetValue((m[0], m[1], m[2]), out var t) && t == BusTuple.Of(bus, m)),
        Bus.KeccakParity => IsNumberOfDigits(m[0]) || MoreNumbers.Contains(m[0]),
        _ => IsZero(m) || HasInstruction(m),
    };

    public bool Has(BusTuple t) =>
        Has(t.Bus, t.First(t.Bus switch { Bus.Range or Bus.BytePair => 2, Bus.And => 3, Bus.Small => 5, Bus.KeccakParity => 1, _ => 9 }));

    /// <summary>Table, row and column of the counter of a tuple that there is, in a proof of these heights.</summary>
    public (int Table, int Row, int Column) Counter(ReadOnlySpan<sbyte> heights, int bus, ReadOnlySpan<uint> m)
    {
        if (bus == Bus.KeccakParity)
        {
            var at = IsNumberOfDigits(m[0]) ? RowOfDigits(m[0]) : KeccakParityTable.UsedRows + MoreNumbers.IndexOf(m[0]);
            return (Rv32Circuit.KeccakParity, at, KeccakParityTable.Digits);
        }

        var (table, counter) = bus switch
        {
            Bus.Range => (Rv32Circuit.Range, RangeTable.EntryOf(m[0], m[1])),
            Bus.BytePair => (Rv32Circuit.Bytes, ByteTable.CounterOf(0, m[0], m[1])),
            Bus.And => (Rv32Circuit.Bytes, ByteTable.CounterOf(1, m[0], m[1])),
            Bus.Small => (Rv32Circuit.Small, IsZero(m) ? -1 : SmallTable.EntryOf(m[0], m[1], m[2])),
            _ => (Rv32Circuit.Program, -1),
        };
        table = WitnessChecks.Present(heights, table);
        if (bus == Bus.Program)
        {
            // The row behind those in use is all zero.
            return (table, IsZero(m) ? _rowOf.Max() + 1 : _rowOf[(m[0] - image.CodeBase) / 4], 0);
        }

        var (row, column) = counter < 0 ? (Rv32Circuit.Lookup(table).UsedRows, 0) : Rv32Circuit.Lookup(table).Place(counter);
        return (table, row, column);
    }

    // The honest table's rows are numbered by the same digits to the base 3.
    private static int RowOfDigits(uint x)
    {
        var row = 0;
        for (var (i, place) = (0, 1); i < KeccakParityTable.Digits; i++, place *= 3, x /= KeccakParityTable.Base)
        {
            row += place * (int)(x % KeccakParityTable.Base);
        }

        return row;
    }

    private bool HasInstruction(ReadOnlySpan<uint> m)
    {
        var index = (m[0] - image.CodeBase) / 4;
        return index < _program.Length && _program[index] is { } r && r == new ProgramRow(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);
    }

    private static bool IsZero(ReadOnlySpan<uint> m) => m.IndexOfAnyExcept(0u) < 0;

    private static int[] RowsOf(ElfImage image)
    {
        ProgramTable.Rows(image, out var rowOf);
        return rowOf;
    }

    private static Dictionary<(uint, uint, uint), BusTuple> ReadSmall()
    {
        var columns = WitnessChecks.CircuitAt(ProofShape.MinLogTop).Values(Rv32Circuit.Small)!;
        var found = new Dictionary<(uint, uint, uint), BusTuple>();
        for (var row = 0; row < Rv32Circuit.Lookup(Rv32Circuit.Small).UsedRows; row++)
        {
            Fp[] m = [.. Enumerable.Range(0, 5).Select(c => Fp.FromRawUnchecked(columns.Column(c)[row]))];
            var t = BusTuple.Of(Bus.Small, m);
            found.Add((t[0], t[1], t[2]), t);
        }

        return found;
    }
}
