using System.Runtime.InteropServices;
using FastZk.Circuits;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Vm.Accelerators;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Which rows of the Keccak tables belong to a call, and lies that are about rows and cells as they stand there.</summary>
/// <param name="Call">the call's number.</param>
/// <param name="FirstPermutation">number of its first permutation.</param>
/// <param name="Permutations">how many it has.</param>
/// <param name="Absorbs">whether each of them absorbs a block.</param>
/// <param name="FirstAbsorbed">number of its first block.</param>
internal readonly record struct KeccakRows(int Call, int FirstPermutation, int Permutations, bool Absorbs, int FirstAbsorbed)
{
    /// <summary>Rows of a call's state, of a block, of a permutation.</summary>
    public const int StateRows = KeccakStateTable.CallRows, AbsorbRows = KeccakAbsorbTable.BlockRows, Rounds = KeccakPermuteTable.Rounds;

    private const int Permute = Rv32Circuit.KeccakPermute, State = Rv32Circuit.KeccakState, Absorb = Rv32Circuit.KeccakAbsorb;

    // Of the columns of a permutation, which come in the order of their names: where each sort begins.
    private static readonly string[] Sorts = ["time", "word", "absorbs", "r0", "a0_0", "c0_0", "q0", "w0", "y0", "o0"];
    private static readonly int[] Starts = [.. Sorts.Select(n => TableText.Of(Permute)[n]), TableText.Of(Permute).Table.MainNames.Count];

    // Of no effect are times and gaps of accesses that a row does not make.
    private static readonly int[] FreeInCall = Columns(Rv32Circuit.KeccakCall, "time_a1", "time_a2"),
        FreeInState = Columns(State, [.. from i in Enumerable.Range(2, 4) from n in Unread select $"{n}{i}"]),
        FreeInAbsorb = Columns(Absorb, [.. from i in Enumerable.Range(4, 2) from n in Unread select $"{n}{i}"]);

    private static string[] Unread => ["time_m", "gap_low"];

    /// <summary>Some row of a state, a block or a permutation.</summary>
    public (int Table, int Row) PickRow(SplitMix random)
    {
        var all = Tables(random.Next(2) == 0);
        var (table, first, count) = random.Pick(all);
        return (table, first + random.Next(count));
    }

    /// <summary>Some cell that is not free, each sort of a permutation's columns as likely.</summary>
    public ((int Table, int Row) At, int Column) PickCell(SplitMix random)
    {
        var (table, first, count) = random.Pick([(Rv32Circuit.KeccakCall, Call, 1), .. Tables(false)]);
        var row = first + random.Next(count);
        if (table == Permute)
        {
            var sort = random.Next(Sorts.Length);
            return ((table, row), random.Next(Starts[sort], Starts[sort + 1]));
        }

        int[] free = table switch
        {
            Rv32Circuit.KeccakCall => Absorbs ? [] : FreeInCall,
            State => row % StateRows == StateRows - 1 ? FreeInState : [],
            _ => row % AbsorbRows == AbsorbRows - 1 ? FreeInAbsorb : [],
        };
        int[] bound = [.. Enumerable.Range(0, TableText.Of(table).Table.MainNames.Count).Except(free)];
        return ((table, row), random.Pick(bound));
    }

    // Where the rows of this call are; permutations may be what matters.
    private List<(int Table, int First, int Count)> Tables(bool ofPermutations)
    {
        var all = new List<(int, int, int)>();
        if (!ofPermutations || Permutations == 0)
        {
            all.Add((State, StateRows * Call, StateRows));
        }

        if (Permutations > 0)
        {
            all.Add((Permute, Rounds * FirstPermutation, Rounds * Permutations));
        }

        if (!ofPermutations && Absorbs && Permutations > 0)
        {
            all.Add((Absorb, AbsorbRows * FirstAbsorbed, AbsorbRows * Permutations));
        }

        return all;
    }

    /// <summary>
    /// A row is taken away or comes twice; one of a permutation is exchanged with the next, or goes to the second instance with all behind it.
    /// </summary>
    public static void Rearrange(ForgedRows rows, (int Table, int Row) at, int choice)
    {
        var (table, k) = (rows.Table(at.Table), at.Row % Rounds);
        if (at.Table != Permute || choice < 2)
        {
            if (choice % 2 == 0)
            {
                table.Remove(at.Row);
            }
            else
            {
                table.Insert(at.Row, table.Row(at.Row));
            }

            return;
        }

        // Rows of one permutation: whole ones may stand in any order and in either instance.
        var first = at.Row - k;
        if (choice == 2)
        {
            var row = table.Row(first + k % (Rounds - 1)).ToArray();
            table.Remove(first + k % (Rounds - 1));
            table.Insert(first + k % (Rounds - 1) + 1, row);
            return;
        }

        var from = first + Math.Max(k, 1);
        for (var n = first + Rounds - from; n > 0; n--)
        {
            rows.Table(Rv32Circuit.KeccakPermuteSecond).Add(table.Row(from));
            table.Remove(from);
        }
    }

    /// <summary>Another element in one cell: one more, one less, any, or that of the next row.</summary>
    public static void Spoil(ForgedRows rows, (int Table, int Row) at, int column, int way, uint value)
    {
        var table = rows.Table(at.Table);
        ref var cell = ref table[at.Row, column];
        cell = way switch
        {
            0 => (cell + 1) % Fp.Modulus,
            1 => (cell + Fp.Modulus - 1) % Fp.Modulus,
            2 => value % Fp.Modulus,
            _ => table[(at.Row + 1) % table.Count, column],
        };
    }

    /// <summary>Puts forged rounds into the place of a permutation.</summary>
    /// <param name="rows">the rows.</param>
    /// <param name="permutation">number of the permutation, whose rows are those of the first instance.</param>
    /// <param name="rounds">what becomes of it; any number of them.</param>
    /// <param name="time">the call's.</param>
    /// <param name="word">of its block.</param>
    /// <param name="absorbs">whether it absorbs one.</param>
    /// <param name="inventsDigits">whether numbers that the lookup does not have get rows with one great digit there.</param>
    public static void Replace(ForgedRows rows, int permutation, List<KeccakRound> rounds, uint time, uint word, bool absorbs, bool inventsDigits)
    {
        var table = rows.Table(Permute);
        for (var k = 0; k < Rounds; k++)
        {
            table.Remove(Rounds * permutation);
        }

        var row = new uint[Starts[^1]];
        for (var k = 0; k < rounds.Count; k++)
        {
            Write(row, rounds[k], time, word, absorbs);
            table.Insert(Rounds * permutation + k, row);
            foreach (var number in row.AsSpan(Start("q0"), Start("w0") - Start("q0")))
            {
                if (inventsDigits && !Lookups.IsNumberOfDigits(number))
                {
                    var digits = new uint[KeccakParityTable.Digits + 1];
                    digits[0] = number;
                    rows.Table(Rv32Circuit.KeccakParity).Add(digits);
                }
            }
        }
    }

    private static void Write(Span<uint> row, KeccakRound round, uint time, uint word, bool absorbs)
    {
        row.Clear();
        (row[Start("time")], row[Start("word")], row[Start("absorbs")]) = (time, word, absorbs ? 1u : 0);
        if (round.Flag >= 0)
        {
            row[Start("r0") + round.Flag] = 1;
        }

        for (var z = 0; z < 64; z++)
        {
            for (var i = 0; i < KeccakPermutation.Lanes; i++)
            {
                row[Start("a0_0") + 64 * i + z] = (uint)(round.After[i] >> z & 1);
            }

            for (var x = 0; x < 5; x++)
            {
                row[Start("c0_0") + 64 * x + z] = (uint)(round.Parity[x] >> z & 1);
            }
        }

        for (var i = 0; i < 40; i++)
        {
            row[Start("q0") + i] = round.Rest(i / 8, i % 8).ToUInt32();
        }

        Packs(row[Start("w0")..], round.Before);
        Packs(row[Start("y0")..], round.Result);
        for (var i = 0; i < KeccakPermutation.ConstantBits.Length; i++)
        {
            row[Start("o0") + i] = (uint)(round.Iota >> KeccakPermutation.ConstantBits[i] & 1);
        }
    }

    private static void Packs(Span<uint> cells, ulong[] lanes)
    {
        var bytes = MemoryMarshal.AsBytes<ulong>(lanes);
        for (var j = 0; j < KeccakMessage.Packs; j++)
        {
            cells[j] = bytes[3 * j] | (uint)bytes[3 * j + 1] << 8 | (3 * j + 2 < bytes.Length ? (uint)bytes[3 * j + 2] << 16 : 0);
        }
    }

    private static int Start(string sort) => Starts[Array.IndexOf(Sorts, sort)];

    private static int[] Columns(int table, params string[] names) => [.. names.Select(n => TableText.Of(table)[n])];
}
