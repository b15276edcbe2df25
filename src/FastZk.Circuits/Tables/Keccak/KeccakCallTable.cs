using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Keccak;

/// <summary>
/// The ecalls keccak_absorb(state, blocks, count) and keccak_f1600(state), one row each; a step takes 8, with the times of <see cref="EcallTable"/>.
/// <list type="bullet">
/// <item>One-hot kinds; a7 is the kind's number; a0 and a1 are multiples of 4, as their low limbs are four times a number below 2^14; a2 has a high limb of 0.
/// a1 and a2 are read by keccak_absorb only; otherwise they stand for no word and one permutation, and are pairs out of use ("idle": their times before are the
/// call's). a0 becomes 0.</item>
/// <item>The row tells <see cref="KeccakStateTable"/> of nine groups: state, first word of the blocks, word behind the last one. Times of calls differ, so only
/// permutations of this very call lead from the old state to the new one, and each moves on by 34 words: there are exactly count of them. None: old and new
/// cancel only if they are equal.</item>
/// <item>State and blocks (<see cref="KeccakAbsorbTable"/>) are accessed at t + 5, so they do not overlap: a word has one access at a time.</item>
/// </list>
/// Words reach below 2^30 + 2^22; keys from 2^30 on have no boundary row.
/// </summary>
internal sealed class KeccakCallTable : InstructionTable
{
    public KeccakCallTable()
        : base("keccak_call", InstructionClass.Ecall)
    {
        var absorbs = Column("is_absorb");
        var permutes = Column("is_permute");
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

        var real = OneHot(absorbs, permutes);
        Pair(Bus.State, real, [pc, time], [pc + 4, time + 8]);
        Receive(Bus.Program, real, 1, pc, Code(), 0, 0, 0, 0, 0, 0, 0);
        Read(real, 17, timeN, time + 1, (int)EcallNumber.KeccakAbsorb * absorbs + (int)EcallNumber.KeccakPermute * permutes, 0);
        Read(absorbs, 11, timeB, time + 3, b0, b1);
        Read(absorbs, 12, timeC, time + 4, count, 0);
        Access(real, 10, timeS, time + 6, s0, s1, 0, 0);
        Zero("state_aligned", real * (s0 - 4 * stateQuarter));
        Zero("blocks_aligned", real * (b0 - 4 * blockQuarter));
        Zero("no_blocks0", permutes * b0);
        Zero("no_blocks1", permutes * b1);
        Zero("one_permutation", permutes * (count - 1));
        Range(real, stateQuarter, 14);
        Range(real, blockQuarter, 14);
        var state = stateQuarter + (1 << 14) * s1;
        var blocks = blockQuarter + (1 << 14) * b1;
        for (var g = 0; g < KeccakMessage.Groups; g++)
        {
            Send(Bus.Keccak, real, 1, KeccakStateTable.CallTuple(time, g == KeccakMessage.Groups - 1 ? 1 : 0,
                KeccakMessage.State + (KeccakMessage.Lone - KeccakMessage.State) * permutes, state, blocks, blocks + (int)KeccakCall.BlockWords * count, g));
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
            uint Get(KeccakCallColumn c) => list[chunk * RecordList.ChunkRows + i, (int)c];
            var absorbs = Get(KeccakCallColumn.Absorbs) == 1;
            var time = Get(KeccakCallColumn.Time);
            var w = new RowWriter(matrix, start + i);
            w.Put(absorbs);
            w.Put(!absorbs);
            w.Put(image.CodeBase + 4 * Get(KeccakCallColumn.Row));
            w.Put(time);
            w.Put(Get(KeccakCallColumn.TimeNumber));
            w.Word(Get(KeccakCallColumn.State));
            w.Put(Get(KeccakCallColumn.TimeState));
            w.Word(Get(KeccakCallColumn.Blocks));
            w.Put(absorbs ? Get(KeccakCallColumn.TimeBlocks) : time);
            w.Put(absorbs ? Get(KeccakCallColumn.Count) : 1);
            w.Put(absorbs ? Get(KeccakCallColumn.TimeCount) : time);
            w.Put((Get(KeccakCallColumn.State) & 0xFFFF) >> 2);
            w.Put((Get(KeccakCallColumn.Blocks) & 0xFFFF) >> 2);
        }
    }
}
