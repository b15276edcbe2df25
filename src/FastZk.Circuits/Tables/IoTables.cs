using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// What the two I/O tables share: a row takes (kind, time, word, offset, index, left) from the Device bus, moves 1 to 4 bytes of one memory word, and passes
/// the rest on.
/// </summary>
/// <remarks>
/// Claim: the rows of one ecall move the bytes of its buffer, each once, in order, at its time + 5.
/// <list type="bullet">
/// <item>Four boolean flags, 0 where is_real is. The lookup (5, offset, flags) has the ten runs that begin at an offset of 0..3 and end in the word: so a row
/// moves 1 to 4 neighbouring bytes from its offset on.</item>
/// <item>left falls by their number: a chain closed on itself would need p bytes, and all rows of the highest table move 2^25. So every row lies on the chain
/// of an ecall, with its kind and time; the sum of what is moved is exactly its count (left never passes 0 and comes back).</item>
/// <item>After byte 3 the next row is at offset 0 of the next word, else it is at the same word, whose second access at the same time has no gap: so each
/// word has one row, and all but the last go to their end.</item>
/// <item>The key 64 + word is an integer below 2^30 + 2^25; words from 2^30 - 64 on have no boundary row, so a buffer does not pass the end of memory, nor
/// wrap.</item>
/// <item>The access has a gap of two limbs, 16 and 12 bits; in a row not in use it puts back what it takes ("idle").</item>
/// </list>
/// </remarks>
internal abstract class IoTableBase(string name) : AirTable(name)
{
    protected const int W = 1 << 16;

    /// <summary>Chains the row on the Device bus and looks its flags up.</summary>
    protected void Chain(int kind, Expression real, Expression time, Expression word, Expression offset, Expression index, Expression left, Expression[] moved)
    {
        Boolean("is_real", real);
        foreach (var f in moved)
        {
            Boolean("moved", f);
            Zero("moved_real", f * (1 - real));
        }

        var count = moved[0] + moved[1] + moved[2] + moved[3];
        Receive(Bus.Small, real, 1, Preprocessed.SmallTable.Mask, offset, moved[0] + 2 * moved[1] + 4 * moved[2] + 8 * moved[3], 0, 0);
        Receive(Bus.Device, real, 1, kind, time, word, offset, index, left);
        // After the last byte of the word the next row begins at offset 0 of the next word.
        Send(Bus.Device, real, 1, kind, time, word + moved[3], offset + count - 4 * moved[3], index + count, left - count);
    }

    /// <summary>The memory access at t + 5.</summary>
    protected void Access(Expression real, Expression time, Expression word, Expression before, Expression gap, Expression old0, Expression old1, Expression new0, Expression new1)
    {
        var key = (int)MemoryKey.Memory + word;
        Pair(Bus.Memory, real, [key, before, old0, old1], [key, time + 5, new0, new1]);
        Receive(Bus.Range, real, 1, gap, 16);
        Receive(Bus.Range, real, 1, Divide(time + 5 - before - 1 - gap, W), 12);
    }

    /// <summary>The four bytes of a word from its limbs and their low bytes, looked up.</summary>
    protected Expression[] Bytes(Expression real, Expression w0, Expression w1, Expression low0, Expression low1)
    {
        Expression[] b = [low0, Divide(w0 - low0, 256), low1, Divide(w1 - low1, 256)];
        Receive(Bus.BytePair, real, 1, b[0], b[1]);
        Receive(Bus.BytePair, real, 1, b[2], b[3]);
        return b;
    }

    /// <summary>Writes the common columns of a record: is_real, time, word, offset, index, left, four flags.</summary>
    protected static RowWriter Begin(RecordList list, int row, ColumnMatrix matrix, long at)
    {
        var offset = list[row, (int)IoColumn.Offset];
        var count = list[row, (int)IoColumn.Count];
        var done = list[row, (int)IoColumn.Done];
        var w = new RowWriter(matrix, at);
        w.Put(1);
        w.Put(list[row, (int)IoColumn.Time]);
        w.Put(list[row, (int)IoColumn.Word]);
        w.Put(offset);
        w.Put(list[row, (int)IoColumn.Index] + done);
        w.Put(list[row, (int)IoColumn.Left]);
        for (uint k = 0; k < 4; k++)
        {
            w.Put(k >= offset && k < offset + count);
        }

        return w;
    }

    protected static void PutAccess(ref RowWriter w, RecordList list, int row)
    {
        var before = list[row, (int)IoColumn.TimeOld];
        w.Put(before);
        w.Put(list[row, (int)IoColumn.Time] + 5 - before - 1 & 0xFFFF);
    }

    protected static void PutBytes(ref RowWriter w, uint word)
    {
        w.Word(word);
        w.Put(word & 0xFF);
        w.Put(word >> 16 & 0xFF);
    }

    /// <summary>Writes the rows of one chunk.</summary>
    public abstract void Fill(RecordList list, int chunk, ColumnMatrix matrix, long start);
}

/// <summary>Bytes from memory to the journal: each flagged byte is published with its index; the word stays as it is.</summary>
/// <remarks>
/// Claim: byte k of the word, k from offset on, is published as byte index + k - offset of the journal. m0, m1 are in the tuple taken and the one put back;
/// their bytes are looked up, so each is cut in one way. The index begins at the journal's length before the call and grows with the bytes; the verifier
/// consumes (1, i, byte_i) once for each i below its length, so no index is skipped, repeated or left over, and Public has no other source with tag 1.
/// </remarks>
internal sealed class JournalTable : IoTableBase
{
    public JournalTable()
        : base("journal")
    {
        var real = Column("is_real");
        var time = Column("time");
        var word = Column("word");
        var offset = Column("offset");
        var index = Column("index");
        var left = Column("left");
        Expression[] moved = [Column("moved0"), Column("moved1"), Column("moved2"), Column("moved3")];
        var m0 = Column("m0");
        var m1 = Column("m1");
        var low0 = Column("m0_low");
        var low1 = Column("m1_low");
        var before = Column("time_m");
        var gap = Column("gap_low");

        Chain(EcallTable.DeviceJournal, real, time, word, offset, index, left, moved);
        Access(real, time, word, before, gap, m0, m1, m0, m1);
        var bytes = Bytes(real, m0, m1, low0, low1);
        for (var k = 0; k < 4; k++)
        {
            // Byte k of the word is byte k - offset of the row.
            Send(Bus.Public, moved[k], 1, EcallTable.PublicJournal, index + k - offset, bytes[k]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            var row = chunk * RecordList.ChunkRows + i;
            var w = Begin(list, row, matrix, start + i);
            PutBytes(ref w, list[row, (int)IoColumn.Old]);
            PutAccess(ref w, list, row);
        }
    }
}

/// <summary>Bytes from the input to memory: flagged bytes are free, the others stay.</summary>
/// <remarks>
/// Claim: the word keeps all bytes that are not flagged; flagged ones become any bytes, those of the input that the prover claims to know. Old and new word
/// are cut into looked-up bytes, each in one way, so host input cannot bring non-canonical limbs in, and "kept" compares bytes with bytes. Which bytes are
/// flagged is bound by the chain: address and count are the ecall's. "index" carries what was left and is of no effect here.
/// </remarks>
internal sealed class InputTable : IoTableBase
{
    public InputTable()
        : base("input")
    {
        var real = Column("is_real");
        var time = Column("time");
        var word = Column("word");
        var offset = Column("offset");
        var index = Column("index");
        var left = Column("left");
        Expression[] moved = [Column("moved0"), Column("moved1"), Column("moved2"), Column("moved3")];
        var m0 = Column("old0");
        var m1 = Column("old1");
        var low0 = Column("old0_low");
        var low1 = Column("old1_low");
        var n0 = Column("new0");
        var n1 = Column("new1");
        var newLow0 = Column("new0_low");
        var newLow1 = Column("new1_low");
        var before = Column("time_m");
        var gap = Column("gap_low");

        Chain(EcallTable.DeviceInput, real, time, word, offset, index, left, moved);
        Access(real, time, word, before, gap, m0, m1, n0, n1);
        var old = Bytes(real, m0, m1, low0, low1);
        var now = Bytes(real, n0, n1, newLow0, newLow1);
        for (var k = 0; k < 4; k++)
        {
            Zero("kept", (real - moved[k]) * (now[k] - old[k]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            var row = chunk * RecordList.ChunkRows + i;
            var w = Begin(list, row, matrix, start + i);
            PutBytes(ref w, list[row, (int)IoColumn.Old]);
            PutBytes(ref w, list[row, (int)IoColumn.New]);
            PutAccess(ref w, list, row);
        }
    }
}
