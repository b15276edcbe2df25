using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>
/// Writes rows of <see cref="KeccakPermuteTable"/>: round by round it computes lanes and the columns that are no bits, and then, column by column, the bits of
/// many rows at once.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: at most <see cref="Capacity"/> rows are kept, in a buffer of (Plain + Words) columns of so many words, and are copied to rows
/// of the matrix only after these were checked to lie in it.
/// </remarks>
internal sealed unsafe class KeccakPermuteFill : IDisposable
{
    /// <summary>Permutations that one call writes at most.</summary>
    public const int MaxPermutations = 20;

    private const int Rounds = KeccakPermuteTable.Rounds, Lanes = KeccakPermutation.Lanes, Capacity = MaxPermutations * Rounds;

    // Columns in the table's order: numbers, lanes' bits, numbers.
    private const int Time = 0, Word = 1, Absorbs = 2, Flags = 3, Front = Flags + Rounds, Rest = Front, Before = Rest + 5 * 64 / KeccakParityTable.Digits,
        Result = Before + KeccakMessage.Packs, Iota = Result + KeccakMessage.Packs, Plain = Iota + 7;

    // Lanes of bits, two words each in the buffer: A', C.
    private const int Parity = Lanes, BitLanes = Parity + 5, Words = 2 * BitLanes;

    private readonly NativeBuffer _buffer;
    private readonly uint* _plain;
    private readonly uint* _words;
    private int _rows;

    public KeccakPermuteFill(BufferPool pool)
    {
        _buffer = pool.Rent(sizeof(uint) * (long)(Plain + Words) * Capacity);
        _plain = (uint*)_buffer.Pointer;
        _words = _plain + Plain * Capacity;
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Writes the rows of some permutations, in Montgomery form.</summary>
    /// <param name="list">records of all permutations.</param>
    /// <param name="first">first permutation.</param>
    /// <param name="count">at most <see cref="MaxPermutations"/>.</param>
    /// <param name="matrix">the instance's columns.</param>
    /// <param name="start">row of the first permutation.</param>
    public void Fill(RecordList list, int first, int count, ColumnMatrix matrix, int start)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxPermutations);
        _rows = 0;
        for (var p = first; p < first + count; p++)
        {
            Permutation(list, p);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + _rows, matrix.Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Columns, Plain + 64 * BitLanes);
        Write(matrix, start);
    }

    /// <summary>What a permutation permutes: the state, to which its block was added.</summary>
    public static void Input(RecordList list, int permutation, Span<ulong> lanes)
    {
        for (var i = 0; i < Lanes; i++)
        {
            lanes[i] = Sum(2 * i) | (ulong)Sum(2 * i + 1) << 32;
        }

        uint Sum(int k) => Get(KeccakPermutationColumn.State, k) ^ (k < KeccakCall.BlockWords ? Get(KeccakPermutationColumn.Words, k) : 0);
        uint Get(KeccakPermutationColumn c, int k) => list[permutation, (int)c + k];
    }

    private void Permutation(RecordList list, int permutation)
    {
        uint Get(KeccakPermutationColumn c) => list[permutation, (int)c];
        Span<ulong> lanes = stackalloc ulong[Lanes];
        Input(list, permutation, lanes);
        for (var round = 0; round < Rounds; round++, _rows++)
        {
            Put(Time, Get(KeccakPermutationColumn.Time));
            Put(Word, Get(KeccakPermutationColumn.Word));
            Put(Absorbs, Get(KeccakPermutationColumn.Absorbs));
            for (var k = 0; k < Rounds; k++)
            {
                Put(Flags + k, k == round ? 1u : 0);
            }

            Round(lanes, round);
        }

        lanes.Clear();
    }

    // One row, and the lanes after the round.
    private void Round(Span<ulong> lanes, int round)
    {
        Span<ulong> after = stackalloc ulong[Lanes];
        Packs(Before, lanes);
        KeccakPermutation.Theta(lanes, after);
        for (var x = 0; x < 5; x++)
        {
            Put(Parity + x, KeccakPermutation.Parity(lanes, x));
            var (low, high) = KeccakParityTable.Rest(after, x);
            for (var i = 0; i < 8; i++)
            {
                Put(Rest + 8 * x + i, KeccakParityTable.Number((byte)(low >> 8 * i), (byte)(high >> 8 * i)));
            }
        }

        for (var i = 0; i < Lanes; i++)
        {
            Put(i, after[i]);
        }

        KeccakPermutation.Chi(after, lanes);
        for (var i = 0; i < KeccakPermutation.ConstantBits.Length; i++)
        {
            Put(Iota + i, (uint)(lanes[0] >> KeccakPermutation.ConstantBits[i] & 1));
        }

        lanes[0] ^= KeccakPermutation.Constant(round);
        Packs(Result, lanes);
        after.Clear();
    }

    private void Packs(int column, ReadOnlySpan<ulong> lanes)
    {
        var bytes = MemoryMarshal.AsBytes(lanes);
        for (var j = 0; j < KeccakMessage.Packs; j++)
        {
            var last = 3 * j + 2 < bytes.Length ? bytes[3 * j + 2] : 0u;
            Put(column + j, bytes[3 * j] | (uint)bytes[3 * j + 1] << 8 | last << 16);
        }
    }

    private void Put(int column, uint value) => _plain[column * Capacity + _rows] = Fp.FromUInt32(value).Raw;

    private void Put(int lane, ulong value)
    {
        _words[2 * lane * Capacity + _rows] = (uint)value;
        _words[(2 * lane + 1) * Capacity + _rows] = (uint)(value >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(ColumnMatrix matrix, int start)
    {
        for (var c = 0; c < Plain; c++)
        {
            var target = c < Front ? c : c + 64 * BitLanes;
            new ReadOnlySpan<uint>(_plain + c * Capacity, _rows).CopyTo(new(matrix.Pointer(target) + start, _rows));
        }

        for (var lane = 0; lane < BitLanes; lane++)
        {
            for (var z = 0; z < 64; z++)
            {
                var words = _words + (2 * lane + z / 32) * Capacity;
                BitColumns.Select(words, matrix.Pointer(Front + 64 * lane + z) + start, _rows, z % 32);
            }
        }
    }
}
