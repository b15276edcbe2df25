using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Sha256;

/// <summary>
/// The ecall sha256_compress(state, blocks, count), one row each; a step takes 8, with the times of <see cref="EcallTable"/>.
/// <list type="bullet">
/// <item>a7 is the call's number; a0 and a1 are multiples of 4, as their low limbs are four times a number below 2^14; a2 has a high limb of 0; a0 becomes 0.</item>
/// <item>The eight words of the state are accessed at t + 5, old to new. Blocks are read at t + 5 too (<see cref="Sha256LoadTable"/>), so state and blocks do not
/// overlap: a word has one access at a time.</item>
/// <item>The row sends (t, first word of the blocks, old state) to <see cref="Sha256CompressTable"/> and receives (t, word behind the blocks, new state). Times of
/// calls differ, so only compressions of this very call lead from one to the other, and each moves on by 16 words: there are exactly count of them. None: old and
/// new cancel only if they are equal.</item>
/// <item>Invariant I: the new words are those of rows whose limbs are sums of bits, or the old ones.</item>
/// </list>
/// Words reach below 2^30 + 8; keys from 2^30 on have no boundary row.
/// </summary>
internal sealed class Sha256CallTable : InstructionTable
{
    private const int Words = 8;

    public Sha256CallTable()
        : base("sha256_call", InstructionClass.Ecall)
    {
        var real = Column("is_real");
        var pc = Column("pc");
        var time = Column("time");
        var timeN = Column("time_a7");
        var s0 = Column("a0_0");
        var s1 = Column("a0_1");
        var timeS = Column("time_a0");
        var b0 = Column("a1_0");
        var b1 = Column("a1_1");
        var timeB = Column("time_a1");
        var count = Column("a2_0");
        var timeC = Column("time_a2");
        var stateQuarter = Column("state_quarter");
        var blockQuarter = Column("block_quarter");
        var old = Limbs("old");
        var now = Limbs("new");
        var before = Columns("time_m");
        var gap = Columns("gap_low");

        Boolean("is_real", real);
        Pair(Bus.State, real, [pc, time], [pc + 4, time + 8]);
        Receive(Bus.Program, real, 1, pc, Code(), 0, 0, 0, 0, 0, 0, 0);
        Read(real, 17, timeN, time + 1, (int)EcallNumber.Sha256Compress, 0);
        Read(real, 11, timeB, time + 3, b0, b1);
        Read(real, 12, timeC, time + 4, count, 0);
        Access(real, 10, timeS, time + 6, s0, s1, 0, 0);
        Zero("state_aligned", real * (s0 - 4 * stateQuarter));
        Zero("blocks_aligned", real * (b0 - 4 * blockQuarter));
        Range(real, stateQuarter, 14);
        Range(real, blockQuarter, 14);
        var state = stateQuarter + (1 << 14) * s1;
        var blocks = blockQuarter + (1 << 14) * b1;
        for (var i = 0; i < Words; i++)
        {
            AccessMemory(real, (int)MemoryKey.Memory + state + i, before[i], time + 5, gap[i], old[2 * i], old[2 * i + 1], now[2 * i], now[2 * i + 1]);
        }

        for (var half = 0; half < 2; half++)
        {
            Send(Bus.Sha256, real, 1, Sha256CompressTable.Message(time, blocks, half, old));
            Receive(Bus.Sha256, real, 1, Sha256CompressTable.Message(time, blocks + Sha256CompressTable.BlockWords * count, half, now));
        }
    }

    public override int MaxStateStep => 8;

    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start) =>
        throw new NotSupportedException("Calls have records of their own: see FillCalls.");

    /// <summary>Writes the rows of one chunk of records of calls.</summary>
    public static void FillCalls(ElfImage image, RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            uint Get(Sha256CallColumn c, int k = 0) => list[chunk * RecordList.ChunkRows + i, (int)c + k];
            var time = Get(Sha256CallColumn.Time);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(image.CodeBase + 4 * Get(Sha256CallColumn.Row));
            w.Put(time);
            w.Put(Get(Sha256CallColumn.TimeNumber));
            w.Word(Get(Sha256CallColumn.State));
            w.Put(Get(Sha256CallColumn.TimeState));
            w.Word(Get(Sha256CallColumn.Blocks));
            w.Put(Get(Sha256CallColumn.TimeBlocks));
            w.Put(Get(Sha256CallColumn.Count));
            w.Put(Get(Sha256CallColumn.TimeCount));
            w.Put((Get(Sha256CallColumn.State) & 0xFFFF) >> 2);
            w.Put((Get(Sha256CallColumn.Blocks) & 0xFFFF) >> 2);
            for (var k = 0; k < Words; k++)
            {
                w.Word(Get(Sha256CallColumn.OldWords, k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Word(Get(Sha256CallColumn.NewWords, k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(Get(Sha256CallColumn.TimesOld, k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(time + 5 - Get(Sha256CallColumn.TimesOld, k) - 1 & 0xFFFF);
            }
        }
    }

    private Expression[] Limbs(string name) => [.. Enumerable.Range(0, 2 * Words).Select(i => Column($"{name}{i / 2}_{i % 2}"))];

    private Expression[] Columns(string name) => [.. Enumerable.Range(0, Words).Select(i => Column($"{name}{i}"))];
}
