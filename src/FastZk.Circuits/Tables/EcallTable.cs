using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// ECALL. One-hot kinds; number and descriptor are compared on both limbs. A step takes 8: a7 at t+1, a1 at t+3, a2 at t+4, the pseudo-register (and RAM, in
/// the I/O tables) at t+5, a0 at t+6, where it is read and written in one access.
/// <list type="bullet">
/// <item>exit: leads to the end of the State chain, (2^30, 0), and publishes a0; its time is range-checked below 2^28, and with it every time on the chain.</item>
/// <item>write to the journal: J' = J + n without carry out; n bytes are moved by <see cref="JournalTable"/>; a0 = n.</item>
/// <item>read: left = left' + r without borrow, n - r is a canonical word without borrow, and r = n or r = left: r = min(n, left). r bytes are moved by
/// <see cref="InputTable"/>; a0 = r. (The length of the input is free: its initial limbs need no range check, since left' and r are canonical.)</item>
/// <item>write to the console: nothing is proven, a0 = n.</item>
/// <item>cycle count: a0 is any canonical number below 2^30. Other reserved numbers: a0 = -38.</item>
/// </list>
/// Counts have a high limb below 2^14, so they are field elements below p and cannot alias on the Device bus. There the row sends the start of the chain
/// (word, offset, index, count) and receives its end (count 0); an empty buffer cancels.
/// </summary>
/// <remarks>
/// Claim: a row in use does what docs/guest.md says of the call that a7 (and a0) name, writes its result to a0 and goes to pc + 4, or ends the run.
/// <list type="bullet">
/// <item>One of six kinds is 1, and a7 is read as (93, 64, 63, 0x1000 or 0x1000 + extra; high limb 0): extra is 0 but for "unknown", where extra and
/// extra less the first number without a circuit both have 8 bits: from that one to 255. Descriptors are compared on both limbs: 3, 1 or 2, 0. So number and descriptor decide the kind; others have no
/// row.</item>
/// <item>Registers 17, 11, 12, 10 and the pseudo-register are constants of the tuples; the Program tuple has zeros for all operands.</item>
/// <item>count is n for writes, r for reads, free for the cycle count; always with 16 and 14 bits. a0_new is count, -38, or (exit) a0_old: canonical.</item>
/// <item>Journal: state' = state + n by limbs, a boolean carry and none out; state' is range-checked. The state is below 4·(rows of the journal table), as
/// every byte counted is moved by a row there.</item>
/// <item>Read: left = left' + r and n = r + short by limbs without carry out, with left', r, short canonical: r is at most both. is_full is boolean, only for
/// reads, and forces short = 0; otherwise left' = 0. So r = min(n, left). left is canonical by the row before; at the first read its limbs are what boundary
/// and row agree on, and left = left' + r is what counts.</item>
/// <item>Buffer: a1's low limb is 4q + offset, q of 14 bits and two boolean bits: unique; the word is q + 2^14·a1_1 below 2^30. With the time in the tuple,
/// and one ecall a time, the chain that begins here ends here: rows lower "left" by 1 to 4, fewer than p in all, from count to 0.</item>
/// <item>Next pc and time are columns: pc + 4 and time + 8, but for the exit 2^30 and 0, where no instruction is and which the verifier consumes once. The time
/// of an exit is below 2^28 by 16 and 12 bits; Public(2, a0) is consumed by the verifier, once.</item>
/// <item>Columns that a kind does not use are in no fraction of multiplicity 1. Accesses that it does not make (a1, a2, the pseudo-register) are pairs out of use
/// in a row in use: "idle" makes the time before the time of the call, and the pseudo-register's new value the old.</item>
/// </list>
/// </remarks>
internal sealed class EcallTable : InstructionTable
{
    /// <summary>Kinds on the Device bus.</summary>
    public const int DeviceJournal = 1, DeviceInput = 2;

    /// <summary>Tags on the Public bus.</summary>
    public const int PublicJournal = 1, PublicExit = 2;

    public EcallTable()
        : base("ecall", InstructionClass.Ecall)
    {
        var exit = Column("is_exit");
        var journal = Column("is_journal");
        var console = Column("is_console");
        var read = Column("is_read");
        var cycles = Column("is_cycles");
        var unknown = Column("is_unknown");
        var pc = Column("pc");
        var time = Column("time");
        var extra = Column("number_extra");
        var timeN = Column("time_a7");
        var x0 = Column("a0_old0");
        var x1 = Column("a0_old1");
        var timeX = Column("time_a0");
        var y0 = Column("a0_new0");
        var y1 = Column("a0_new1");
        var p0 = Column("a1_0");
        var p1 = Column("a1_1");
        var timeP = Column("time_a1");
        var n0 = Column("a2_0");
        var n1 = Column("a2_1");
        var timeC = Column("time_a2");
        var u0 = Column("state_old0");
        var u1 = Column("state_old1");
        var timeU = Column("time_state");
        var v0 = Column("state_new0");
        var v1 = Column("state_new1");
        var c0 = Column("count0");
        var c1 = Column("count1");
        var d0 = Column("short0");
        var d1 = Column("short1");
        var full = Column("is_full");
        var q = Column("buffer_quarter");
        var bit0 = Column("buffer_bit0");
        var bit1 = Column("buffer_bit1");
        var endWord = Column("end_word");
        var endOffset = Column("end_offset");
        var exitTime = Column("exit_time_low");
        var nextPc = Column("next_pc");
        var nextTime = Column("next_time");

        var real = OneHot(exit, journal, console, read, cycles, unknown);
        var device = journal + read;
        var counted = device + console;
        State(real, exit, pc, time, nextPc, nextTime);

        // a7: 93, 64, 63, 0x1000, or 0x1000 + extra for the numbers without a circuit, the last of which is 0x10ff.
        Zero("extra", (1 - unknown) * extra);
        Range(unknown, extra - (int)(EcallNumber.FirstReserved - EcallNumber.CycleCount), 8);
        Range(unknown, extra, 8);
        var number = 93 * exit + 64 * (journal + console) + 63 * read + 0x1000 * (cycles + unknown) + extra;
        Read(real, 17, timeN, time + 1, number, 0);

        // a0: the descriptor before, the result afterwards.
        Zero("descriptor_journal", journal * (x0 - 3));
        Zero("descriptor_console", console * (x0 - 1) * (x0 - 2));
        Zero("descriptor_read", read * x0);
        Zero("descriptor_high", counted * x1);
        Zero("result_exit0", exit * (y0 - x0));
        Zero("result_exit1", exit * (y1 - x1));
        Zero("result_count0", (counted + cycles) * (y0 - c0));
        Zero("result_count1", (counted + cycles) * (y1 - c1));
        Zero("result_unknown0", unknown * (y0 - (int)(EcallNumber.NotImplemented & 0xFFFF)));
        Zero("result_unknown1", unknown * (y1 - (int)(EcallNumber.NotImplemented >> 16)));
        Access(real, 10, timeX, time + 6, x0, x1, y0, y1);
        Send(Bus.Public, exit, 1, PublicExit, x0, x1);

        // a1, a2 and the count.
        Read(device, 11, timeP, time + 3, p0, p1);
        Read(counted, 12, timeC, time + 4, n0, n1);
        Range(counted + cycles, c0, 16);
        Range(counted + cycles, c1, 14);
        Zero("count_write0", (journal + console) * (c0 - n0));
        Zero("count_write1", (journal + console) * (c1 - n1));

        // The pseudo-register.
        Access(device, (int)MemoryKey.JournalLength * journal + (int)MemoryKey.InputLeft * read, timeU, time + 5, u0, u1, v0, v1);
        Range(device, v0, 16);
        Range(device, v1, 16);
        Sum("journal", journal, u0, u1, c0, c1, v0, v1);
        Sum("left", read, v0, v1, c0, c1, u0, u1);
        // n = r + short, and r = n (short = 0) or r = left.
        Sum("short", read, c0, c1, d0, d1, n0, n1);
        Range(read, d0, 16);
        Range(read, d1, 16);
        Boolean("is_full", full);
        Zero("full_read", full * (1 - read));
        Zero("full0", full * d0);
        Zero("full1", full * d1);
        Zero("partial0", (read - full) * v0);
        Zero("partial1", (read - full) * v1);

        // The buffer: word q + 2^14·p1, offset 0..3. The journal is indexed by its length before; a read carries its own length there, to no effect.
        Boolean("buffer_bit0", bit0);
        Boolean("buffer_bit1", bit1);
        var offset = bit0 + 2 * bit1;
        Zero("buffer", device * (p0 - 4 * q - offset));
        Range(device, q, 14);
        var count = c0 + W * c1;
        var index = u0 + W * u1;
        var kind = DeviceJournal * journal + DeviceInput * read;
        Send(Bus.Device, device, 1, kind, time, q + (1 << 14) * p1, offset, index, count);
        Receive(Bus.Device, device, 1, kind, time, endWord, endOffset, index + count, 0);

        // The end of time.
        Range(exit, exitTime, 16);
        Range(exit, Divide(time - exitTime, W), 12);
    }

    public override int MaxStateStep => 8;

    private void State(Expression real, Expression exit, Expression pc, Expression time, Expression nextPc, Expression nextTime)
    {
        Zero("next_pc", (real - exit) * (nextPc - pc - 4));
        Zero("next_time", (real - exit) * (nextTime - time - MaxStateStep));
        Zero("exit_pc", exit * (nextPc - (int)ProgramRow.Nowhere));
        Zero("exit_time", exit * nextTime);
        Pair(Bus.State, real, [pc, time], [nextPc, nextTime]);
        Receive(Bus.Program, real, 1, pc, Code(), 0, 0, 0, 0, 0, 0, 0);
    }

    // x + y = s with a boolean carry between the limbs and none out of the high one.
    private void Sum(string name, Expression flag, Expression x0, Expression x1, Expression y0, Expression y1, Expression s0, Expression s1)
    {
        var carry = Carry(x0 + y0 - s0);
        Zero(name + "_carry", flag * carry * (carry - 1));
        Zero(name + "_high", flag * (x1 + y1 + carry - s1));
    }

    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start) =>
        throw new NotSupportedException("Ecall records have a layout of their own: see FillEcalls.");

    /// <summary>Writes the rows of one chunk of ecall records.</summary>
    public static void FillEcalls(ElfImage image, RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            uint Get(EcallColumn c) => list[chunk * RecordList.ChunkRows + i, (int)c];
            var kind = (EcallKind)Get(EcallColumn.Kind);
            var device = kind is EcallKind.WriteJournal or EcallKind.Read;
            var number = Get(EcallColumn.Number);
            var buffer = Get(EcallColumn.A1);
            var asked = Get(EcallColumn.A2);
            var result = Get(EcallColumn.Result);
            var time = Get(EcallColumn.Time);
            var pc = image.CodeBase + 4 * Get(EcallColumn.Row);
            var count = kind is EcallKind.Exit or EcallKind.NotImplemented ? 0 : result;
            var missing = kind == EcallKind.Read ? asked - count : 0;
            var w = new RowWriter(matrix, start + i);
            for (var k = EcallKind.Exit; k <= EcallKind.NotImplemented; k++)
            {
                w.Put(kind == k);
            }

            w.Put(pc);
            w.Put(time);
            w.Put(kind == EcallKind.NotImplemented ? number - EcallNumber.CycleCount : 0);
            w.Put(Get(EcallColumn.TimeNumber));
            w.Word(Get(EcallColumn.A0));
            w.Put(Get(EcallColumn.TimeA0));
            w.Word(result);
            w.Word(buffer);
            w.Put(device ? Get(EcallColumn.TimeA1) : time);
            w.Word(asked);
            w.Put(device || kind == EcallKind.WriteConsole ? Get(EcallColumn.TimeA2) : time);
            w.Word(Get(EcallColumn.State));
            w.Put(device ? Get(EcallColumn.TimeState) : time);
            w.Word(Get(EcallColumn.NewState));
            w.Word(count);
            w.Word(missing);
            w.Put(kind == EcallKind.Read && missing == 0);
            w.Put(device ? (buffer & 0xFFFF) >> 2 : 0);
            w.Put(device ? buffer & 1 : 0);
            w.Put(device ? buffer >> 1 & 1 : 0);
            w.Put(device ? buffer + count >> 2 : 0);
            w.Put(device ? buffer + count & 3 : 0);
            w.Put(kind == EcallKind.Exit ? time & 0xFFFF : 0);
            w.Put(kind == EcallKind.Exit ? ProgramRow.Nowhere : pc + 4);
            w.Put(kind == EcallKind.Exit ? 0 : time + 8);
        }
    }
}
