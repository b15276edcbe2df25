using System.Numerics;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Keccak;

/// <summary>
/// Numbers of eight digits 0, 1, 2 to the base 8, one a row. What stands in a row is its prover's choice: whatever it is, it is such a number, and can be
/// looked up any number of times. The prover writes all 3^8 of them.
/// </summary>
internal sealed class KeccakParityTable : AirTable
{
    /// <summary>Digits of a number, and their base.</summary>
    public const int Digits = 8, Base = 8;

    /// <summary>Rows in use: 3^8.</summary>
    public const int UsedRows = 6561;

    // For each byte of bits the numbers with these digits: to the base 8, and to the base 3, the row.
    private static readonly uint[] Values = Spread(Base), Rows = Spread(3);

    public KeccakParityTable()
        : base("keccak_parity")
    {
        Expression number = 0;
        Expression[] digits = [.. Enumerable.Range(0, Digits).Select(i => Column($"digit{i}"))];
        foreach (var d in digits.Reverse())
        {
            Zero("digit", d * (d - 1) * (d - 2));
            number = Base * number + d;
        }

        Send(Bus.KeccakParity, Column("count"), 0, number);
    }

    /// <summary>What is left of the sums of sheet x's five bits without their parity, halved: 0, 1 or 2 for each z, as two bits.</summary>
    /// <param name="after">lanes after θ.</param>
    /// <param name="x">the sheet.</param>
    public static (ulong Low, ulong High) Rest(ReadOnlySpan<ulong> after, int x)
    {
        // Two full adders, whose carries count 2 each.
        ulong a = after[x], b = after[x + 5], c = after[x + 10], d = after[x + 15], e = after[x + 20];
        var carry = (a & b) | (c & (a ^ b));
        var sum = a ^ b ^ c;
        var more = (sum & d) | (e & (sum ^ d));
        return (carry ^ more, carry & more);
    }

    /// <summary>The number whose digits are the bits of low plus twice those of high.</summary>
    public static uint Number(byte low, byte high) => Values[low] + 2 * Values[high];

    /// <summary>Writes all numbers, and how often the permutations look them up.</summary>
    public static void Fill(RecordList list, ColumnMatrix matrix, CancellationToken cancellation)
    {
        // On the stack, and wiped below: how often a digit occurs tells of the states.
        Span<uint> counts = stackalloc uint[UsedRows];
        counts.Clear();
        Span<ulong> lanes = stackalloc ulong[KeccakPermutation.Lanes];
        Span<ulong> after = stackalloc ulong[KeccakPermutation.Lanes];
        try
        {
            Count(list, counts, lanes, after, cancellation);
            for (var row = 0; row < UsedRows; row++)
            {
                var w = new RowWriter(matrix, row);
                var rest = (uint)row;
                for (var i = 0; i < Digits; i++, rest /= 3)
                {
                    w.Put(rest % 3);
                }

                w.Put(counts[row]);
            }
        }
        finally
        {
            lanes.Clear();
            after.Clear();
            counts.Clear();
        }
    }

    // How often the permutations look up the number in each row.
    private static void Count(RecordList list, Span<uint> counts, Span<ulong> lanes, Span<ulong> after, CancellationToken cancellation)
    {
        for (var p = 0; p < list.Count; p++)
        {
            if (p % 1024 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            KeccakPermuteFill.Input(list, p, lanes);
            for (var round = 0; round < KeccakPermutation.Rounds; round++)
            {
                KeccakPermutation.Theta(lanes, after);
                KeccakPermutation.Chi(after, lanes);
                lanes[0] ^= KeccakPermutation.Constant(round);
                for (var x = 0; x < 5; x++)
                {
                    var (low, high) = Rest(after, x);
                    for (var i = 0; i < 8; i++)
                    {
                        counts[(int)(Rows[(byte)(low >> 8 * i)] + 2 * Rows[(byte)(high >> 8 * i)])]++;
                    }
                }
            }
        }
    }

    private static uint[] Spread(uint to)
    {
        var values = new uint[256];
        for (var bits = 1; bits < values.Length; bits++)
        {
            var top = BitOperations.Log2((uint)bits);
            values[bits] = values[bits - (1 << top)] + (uint)BigInteger.Pow(to, top);
        }

        return values;
    }
}
