using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Keccak;

/// <summary>
/// Three lanes of a state to which a block's lanes are added by exclusive or: six rows a block, the last one (tail) with two lanes of the block, 15 and 16, and
/// a lane of the capacity, which stays. A row receives the lanes as the permutation before, or the call, sent them, reads the block's words from memory at
/// t + 5, and sends the sums to <see cref="KeccakPermuteTable"/>.
/// <list type="bullet">
/// <item>x xor y = x + y - 2·(x and y), byte by byte: the And bus has bytes only, so bytes of state, block and sum are bytes, and limbs and packs
/// follow.</item>
/// <item>A row that nobody asks for leaves the bus out of balance, and the permutation asks by (time, word, group), with another kind for the tail: so address,
/// and which words are read, are what they should be.</item>
/// <item>The words of a tail behind the block's, and all words of a row not in use, are pairs out of use: "idle" makes the time before the row's time. The flag
/// of the two last words, is_real - is_tail, is 0 or 1, as a tail is in use.</item>
/// </list>
/// </summary>
internal sealed class KeccakAbsorbTable : AirTable
{
    /// <summary>Rows for a block.</summary>
    public const int BlockRows = KeccakMessage.RateGroups;

    private const int W = 1 << 16, Words = KeccakMessage.GroupWords, TailWords = 4;

    public KeccakAbsorbTable()
        : base("keccak_absorb")
    {
        var real = Column("is_real");
        var tail = Column("is_tail");
        var time = Column("time");
        var word = Column("word");
        var group = Column("group");
        var state = new Bytes(this, "s");
        var block = new Bytes(this, "m");
        var sum = new Bytes(this, "x");
        Expression[] before = [.. Enumerable.Range(0, Words).Select(i => Column($"time_m{i}"))];
        Expression[] gap = [.. Enumerable.Range(0, Words).Select(i => Column($"gap_low{i}"))];

        Boolean("is_real", real);
        Boolean("is_tail", tail);
        Zero("tail_real", tail * (1 - real));
        for (var i = 0; i < Words; i++)
        {
            var reads = i < TailWords ? real : real - tail;
            var key = (int)MemoryKey.Memory + word + Words * group + i;
            Pair(Bus.Memory, reads, [key, before[i], block.Limb[2 * i], block.Limb[2 * i + 1]], [key, time + 5, block.Limb[2 * i], block.Limb[2 * i + 1]]);
            Receive(Bus.Range, reads, 1, gap[i], 16);
            Receive(Bus.Range, reads, 1, Divide(time + 5 - before[i] - 1 - gap[i], W), 12);
            if (i >= TailWords)
            {
                Zero("tail_stays", tail * block.Limb[2 * i]);
                Zero("tail_stays", tail * block.Limb[2 * i + 1]);
            }
        }

        for (var i = 0; i < 4 * Words; i++)
        {
            Receive(Bus.And, real, 1, state.Byte[i], block.Byte[i], Divide(state.Byte[i] + block.Byte[i] - sum.Byte[i], 2));
        }

        Receive(Bus.Keccak, real, 1, KeccakMessage.Lanes(KeccakMessage.State, time, word, group, KeccakMessage.FromBytes(state.Byte)));
        Send(Bus.Keccak, real, 1, KeccakMessage.Lanes(KeccakMessage.Absorbed + (KeccakMessage.AbsorbedTail - KeccakMessage.Absorbed) * tail, time, word, group,
            KeccakMessage.FromBytes(sum.Byte)));
    }

    // Limbs and their low bytes are columns.
    private sealed class Bytes
    {
        public Bytes(KeccakAbsorbTable table, string name)
        {
            for (var i = 0; i < 2 * Words; i++)
            {
                Limb[i] = table.Column($"{name}{i / 2}_{i % 2}");
                Byte[2 * i] = table.Column($"{name}{i / 2}_{i % 2}_low");
                Byte[2 * i + 1] = Divide(Limb[i] - Byte[2 * i], 256);
            }
        }

        public Expression[] Limb { get; } = new Expression[2 * Words];

        public Expression[] Byte { get; } = new Expression[4 * Words];
    }

    /// <summary>Writes the rows of some blocks.</summary>
    /// <param name="list">records of permutations.</param>
    /// <param name="permutation">that which absorbs the first block; those that absorb none are passed over.</param>
    /// <param name="count">number of blocks.</param>
    /// <param name="matrix">target.</param>
    /// <param name="start">row of the first block; each takes <see cref="BlockRows"/>.</param>
    public static void Fill(RecordList list, int permutation, int count, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < BlockRows * count; i++)
        {
            var group = i % BlockRows;
            if (group == 0 && i > 0)
            {
                do
                {
                    permutation++;
                }
                while (list[permutation, (int)KeccakPermutationColumn.Absorbs] == 0);
            }

            var tail = group == BlockRows - 1;
            uint Get(KeccakPermutationColumn c, int k = 0) => list[permutation, (int)c + k];
            uint State(int k) => Get(KeccakPermutationColumn.State, Words * group + k);
            uint Block(int k) => tail && k >= TailWords ? 0 : Get(KeccakPermutationColumn.Words, Words * group + k);
            var time = Get(KeccakPermutationColumn.Time);
            uint Before(int k) => tail && k >= TailWords ? time : Get(KeccakPermutationColumn.TimesOld, Words * group + k);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(tail);
            w.Put(time);
            w.Put(Get(KeccakPermutationColumn.Word));
            w.Put((uint)group);
            for (var part = 0; part < 3; part++)
            {
                for (var k = 0; k < Words; k++)
                {
                    var value = part == 0 ? State(k) : part == 1 ? Block(k) : State(k) ^ Block(k);
                    w.Put(value & 0xFFFF);
                    w.Put(value & 0xFF);
                    w.Put(value >> 16);
                    w.Put(value >> 16 & 0xFF);
                }
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(Before(k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(time + 5 - Before(k) - 1 & 0xFFFF);
            }
        }
    }
}
