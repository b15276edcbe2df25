using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using FastZk.Circuits.Tables.Sha256;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>
/// Writes rows of <see cref="Sha256CompressTable"/>: row by row it computes words and the columns that are no bits, and then, column by column, the bits of many
/// rows at once.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: rows are kept for at most <see cref="Capacity"/> rows in a buffer of (Plain + Words) columns of so many words, and are copied
/// to rows of the matrix only after these were checked to lie in it.
/// </remarks>
internal sealed unsafe class Sha256CompressFill : IDisposable
{
    /// <summary>Blocks that one call writes at most, with the rows behind a run's end.</summary>
    public const int MaxBlocks = 30;

    // Rows not in use behind the last run, in which sums of its last rows still stand.
    private const int Tail = 4;

    private const int Capacity = MaxBlocks * (Sha256CompressTable.BlockRows + 1) + Tail, Slots = Sha256CompressTable.Slots, WordColumns = 3 * Slots;

    // In the order of the table's columns.
    private const int Initial = 0, First = 1, Last = 2, S = 3, T = S + Slots, Time = T + Slots, Word = Time + 1, H = Word + 1, V1 = H + 16, V2 = V1 + 8, V3 = V2 + 8, W7 = V3 + 8,
        CarryA = W7 + 6, CarryE = CarryA + 16, CarryW = CarryE + 16, Plain = CarryW + 16;

    private static readonly Fp InverseOfLimb = Fp.FromUInt32(1 << 16).Inverse();

    // 0 to 3 in Montgomery form: halves of carries.
    private static readonly uint[] SmallRaw = [.. Enumerable.Range(0, 4).Select(i => Fp.FromUInt32((uint)i).Raw)];

    private readonly NativeBuffer _buffer;
    private readonly uint* _plain;
    private readonly uint* _words;
    // The row before: 12 words (a, e, w), 16 limbs of H, and v, v_row, v_rows, w7.
    private readonly uint* _before;
    private readonly uint* _now;
    private int _rows;

    private const int BeforeH = WordColumns, BeforeV1 = BeforeH + 16, BeforeV2 = BeforeV1 + 8, BeforeV3 = BeforeV2 + 8, BeforeW7 = BeforeV3 + 8, BeforeCount = BeforeW7 + 6;

    public Sha256CompressFill(BufferPool pool)
    {
        _buffer = pool.Rent(sizeof(uint) * ((long)(Plain + WordColumns) * Capacity + 2 * BeforeCount));
        _plain = (uint*)_buffer.Pointer;
        _words = _plain + Plain * Capacity;
        _before = _words + WordColumns * Capacity;
        _now = _before + BeforeCount;
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Writes the rows of the blocks [from, to), in Montgomery form.</summary>
    /// <param name="list">records of all blocks.</param>
    /// <param name="layout">where blocks lie.</param>
    /// <param name="from">first block; at most <see cref="MaxBlocks"/> before <paramref name="to"/>, in the same instance.</param>
    /// <param name="to">behind the last one.</param>
    /// <param name="matrix">the instance's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(RecordList list, Sha256Layout layout, int from, int to, ColumnMatrix matrix)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to - from, MaxBlocks);
        var instanceFrom = from < layout.CompressCut ? 0 : layout.CompressCut;
        var instanceTo = from < layout.CompressCut ? layout.CompressCut : layout.Blocks;
        new Span<uint>(_before, BeforeCount).Clear();
        if (from > instanceFrom)
        {
            // The rows before have a part in the sums of the first rows.
            _rows = 0;
            Block(list, from - 1, isFirst: false, isLast: Ends(from - 1));
        }

        _rows = 0;
        for (var b = from; b < to; b++)
        {
            Block(list, b, isFirst: b == instanceFrom || Ends(b - 1), isLast: Ends(b));
        }

        var start = layout.FirstRow(from);
        for (var i = 0; to == instanceTo && i < Tail && start + _rows < matrix.Rows; i++)
        {
            new Span<uint>(_now, BeforeCount).Clear();
            Row(-1, false, 0, 0, false, false);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + _rows, matrix.Rows);
        Write(matrix, start);

        bool Ends(int b) => b == instanceTo - 1 || list[b, (int)Sha256BlockColumn.IsLast] == 1;
    }

    // The rows of one block, and the one that ends its run.
    private void Block(RecordList list, int block, bool isFirst, bool isLast)
    {
        uint Get(Sha256BlockColumn c, int k = 0) => list[block, (int)c + k];
        var time = Get(Sha256BlockColumn.Time);
        var word = Get(Sha256BlockColumn.Word);
        Span<uint> h = stackalloc uint[8];
        Span<uint> words = stackalloc uint[16];
        Span<uint> w = stackalloc uint[64];
        for (var i = 0; i < 8; i++)
        {
            h[i] = Get(Sha256BlockColumn.State, i);
        }

        for (var i = 0; i < 16; i++)
        {
            words[i] = Get(Sha256BlockColumn.Words, i);
        }

        Sha256Call.Schedule(words, w);
        InitialRow(h, time, word, isFirst, false);
        uint a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], x = h[7];
        for (var t = 0; t < 64; t++)
        {
            var t1 = x + Sha256Call.BigSigma1(e) + (g ^ (e & (f ^ g))) + Sha256Call.RoundConstant(t) + w[t];
            var t2 = Sha256Call.BigSigma0(a) + ((a & b) | (c & (a | b)));
            (x, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
            var j = t % Slots;
            _now[j] = a;
            _now[Slots + j] = e;
            _now[2 * Slots + j] = w[t];
            if (j == Slots - 1)
            {
                new Span<uint>(_before + BeforeH, 16).CopyTo(new(_now + BeforeH, 16));
                Row(t / Slots, false, time, word + (uint)Math.Min(t - j, 16), false, false);
            }
        }

        if (isLast)
        {
            Sha256Call.Compress(h, words);
            InitialRow(h, time, word + 16, false, true);
        }

        h.Clear();
        words.Clear();
        w.Clear();
    }

    private void InitialRow(ReadOnlySpan<uint> h, uint time, uint word, bool isFirst, bool isLast)
    {
        for (var j = 0; j < Slots; j++)
        {
            var (a, e) = (h[Slots - 1 - j], h[2 * Slots - 1 - j]);
            _now[j] = a;
            _now[Slots + j] = e;
            // The tuple has the reversed bytes of W, and half of the state there.
            _now[2 * Slots + j] = BinaryPrimitives.ReverseEndianness(a);
            (_now[BeforeH + 2 * j], _now[BeforeH + 2 * j + 1]) = (a & 0xFFFF, a >> 16);
            (_now[BeforeH + 8 + 2 * j], _now[BeforeH + 8 + 2 * j + 1]) = (e & 0xFFFF, e >> 16);
        }

        Row(-1, true, time, word, isFirst, isLast);
    }

    // Completes the row whose words and H stand in _now, and makes it the one before.
    private void Row(int round, bool initial, uint time, uint word, bool isFirst, bool isLast)
    {
        var row = _rows++;
        Put(Initial, initial ? 1u : 0);
        Put(First, isFirst ? 1u : 0);
        Put(Last, isLast ? 1u : 0);
        for (var k = 0; k < Slots; k++)
        {
            Put(S + k, round >= 0 && round / Slots == k ? 1u : 0);
            Put(T + k, round >= 0 && round % Slots == k ? 1u : 0);
        }

        Put(Time, time);
        Put(Word, word);
        Delay();
        for (var k = 0; k < 16; k++)
        {
            Put(H + k, _now[BeforeH + k]);
        }

        for (var k = 0; k < BeforeCount - BeforeV1; k++)
        {
            Put(V1 + k, _now[BeforeV1 + k]);
        }

        for (var j = 0; j < Slots; j++)
        {
            Carries(j, round, chained: initial && !isFirst);
        }

        for (var k = 0; k < WordColumns; k++)
        {
            _words[k * Capacity + row] = _now[k];
        }

        Buffer.MemoryCopy(_now, _before, BeforeCount * sizeof(uint), BeforeCount * sizeof(uint));

        void Put(int column, uint value) => _plain[column * Capacity + row] = value;
    }

    // v, v_row, v_rows and w7 of this row, from the one before.
    private void Delay()
    {
        for (var j = 0; j < Slots; j++)
        {
            var s = Sha256Call.SmallSigma0(j == Slots - 1 ? _now[2 * Slots] : _before[2 * Slots + j + 1]);
            var w = _before[2 * Slots + j];
            _now[BeforeV1 + 2 * j] = (w & 0xFFFF) + (s & 0xFFFF);
            _now[BeforeV1 + 2 * j + 1] = (w >> 16) + (s >> 16);
            if (j > 0)
            {
                _now[BeforeW7 + 2 * j - 2] = w & 0xFFFF;
                _now[BeforeW7 + 2 * j - 1] = w >> 16;
            }
        }

        for (var k = 0; k < 2 * Slots; k++)
        {
            _now[BeforeV2 + k] = _before[BeforeV1 + k];
            _now[BeforeV3 + k] = _before[BeforeV2 + k];
        }
    }

    private void Carries(int j, int round, bool chained)
    {
        var row = _rows - 1;
        uint A(int back) => j < back ? _before[Slots + j - back] : _now[j - back];
        uint E(int back) => j < back ? _before[2 * Slots + j - back] : _now[Slots + j - back];
        var (a, e, w) = (_now[j], _now[Slots + j], _now[2 * Slots + j]);
        var (d, h) = (A(4), E(4));
        var k = round < 0 ? 0 : Sha256Call.RoundConstant(Slots * round + j);
        var sigma1 = Sha256Call.BigSigma1(E(1));
        var choice = E(3) ^ (E(1) & (E(2) ^ E(3)));
        var sigma0 = Sha256Call.BigSigma0(A(1));
        var majority = (A(1) & A(2)) | (A(3) & (A(1) | A(2)));
        var small = Sha256Call.SmallSigma1(j < 2 ? _before[2 * Slots + Slots + j - 2] : _now[2 * Slots + j - 2]);
        var isRound = round >= 0;
        var (inE, inA, inW) = (default(CarryIn), default(CarryIn), default(CarryIn));
        uint restInA = 0, restInE = 0;
        for (var limb = 0; limb < 2; limb++)
        {
            var at = 4 * j + 2 * limb;
            long Of(uint x) => limb == 0 ? x & 0xFFFF : x >> 16;
            // Of the state's sum, where this row begins a block behind another.
            uint restA = 0, restE = 0;
            if (chained)
            {
                restA = (uint)(_before[BeforeH + 2 * j + limb] + Of(_before[j]) + restInA >> 16);
                restE = (uint)(_before[BeforeH + 8 + 2 * j + limb] + Of(_before[Slots + j]) + restInE >> 16);
                (restInA, restInE) = (restA, restE);
            }

            inE = Carry(CarryE + at, Of(d) + Of(h) + Of(sigma1) + Of(choice) + Of(k) + Of(w) - Of(e), inE, 0, isRound, restE);
            inA = Carry(CarryA + at, Of(e) - Of(d) + Of(sigma0) + Of(majority) - Of(a), inA, isRound ? 1 : 0, isRound, restA);
            var back7 = j == Slots - 1 ? Of(_before[2 * Slots]) : _before[BeforeW7 + 2 * j + limb];
            inW = Carry(CarryW + at, Of(small) + back7 + _before[BeforeV3 + 2 * j + limb] - Of(w), inW, 0, round >= Slots, 0);
        }

        // Writes bit and rest of (sum + carryIn)/2^16 = bit + 2·rest - less, and returns that.
        CarryIn Carry(int column, long sum, CarryIn carryIn, int less, bool isInteger, uint rest)
        {
            var bit = _plain + column * Capacity + row;
            var high = bit + Capacity;
            if (isInteger)
            {
                var whole = sum + carryIn.Whole >> 16;
                var shown = (int)whole + less;
                *bit = SmallRaw[shown & 1];
                *high = SmallRaw[shown >> 1];
                return new(whole, default);
            }

            var carry = (Fp.FromInt64(sum) + carryIn.Any) * InverseOfLimb;
            var r = Fp.FromUInt32(rest);
            *bit = (carry + Fp.FromInt64(less) - r - r).Raw;
            *high = r.Raw;
            return new(0, carry);
        }
    }

    // A low limb's carry: an integer on the rows where it is one for both limbs, else any element.
    private readonly record struct CarryIn(long Whole, Fp Any);

    private void Write(ColumnMatrix matrix, int start)
    {
        // The carries are in Montgomery form already.
        StarkKernels.Best.ToMontgomery(_plain, _plain, CarryA * (long)Capacity);
        for (var c = 0; c < Plain; c++)
        {
            new ReadOnlySpan<uint>(_plain + c * Capacity, _rows).CopyTo(new(matrix.Pointer(c) + start, _rows));
        }

        for (var k = 0; k < WordColumns; k++)
        {
            for (var bit = 0; bit < BitWord.Bits; bit++)
            {
                BitColumns.Select(_words + k * Capacity, matrix.Pointer(Plain + BitWord.Bits * k + bit) + start, _rows, bit);
            }
        }
    }
}
