using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Sha256;

/// <summary>
/// Four words of a block: each is read from memory at t + 5, and (0, t, word, limbs) goes to the row of <see cref="Sha256CompressTable"/> that asks for it. A row
/// that nobody asks for leaves the bus out of balance, so there is one for each. In a row not in use all times before are the row's own ("idle").
/// </summary>
internal sealed class Sha256LoadTable : AirTable
{
    /// <summary>Rows for a block.</summary>
    public const int BlockRows = 4;

    private const int W = 1 << 16, Words = 4;

    public Sha256LoadTable()
        : base("sha256_load")
    {
        var real = Column("is_real");
        var time = Column("time");
        var word = Column("word");
        Expression[] limbs = [.. Enumerable.Range(0, 2 * Words).Select(i => Column($"m{i / 2}_{i % 2}"))];
        Expression[] before = [.. Enumerable.Range(0, Words).Select(i => Column($"time_m{i}"))];
        Expression[] gap = [.. Enumerable.Range(0, Words).Select(i => Column($"gap_low{i}"))];

        Boolean("is_real", real);
        for (var i = 0; i < Words; i++)
        {
            var key = (int)MemoryKey.Memory + word + i;
            Pair(Bus.Memory, real, [key, before[i], limbs[2 * i], limbs[2 * i + 1]], [key, time + 5, limbs[2 * i], limbs[2 * i + 1]]);
            Receive(Bus.Range, real, 1, gap[i], 16);
            Receive(Bus.Range, real, 1, Divide(time + 5 - before[i] - 1 - gap[i], W), 12);
        }

        Send(Bus.Sha256, real, 1, [Sha256CompressTable.MessageWords, time, word, .. limbs]);
    }

    /// <summary>Writes the rows of some blocks.</summary>
    /// <param name="list">records of blocks.</param>
    /// <param name="first">first block.</param>
    /// <param name="count">number of blocks; as many times <see cref="BlockRows"/> rows.</param>
    /// <param name="matrix">target.</param>
    /// <param name="start">row of the first block.</param>
    public static void Fill(RecordList list, int first, int count, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < BlockRows * count; i++)
        {
            var block = first + i / BlockRows;
            var offset = Words * (i % BlockRows);
            uint Get(Sha256BlockColumn c, int k = 0) => list[block, (int)c + k];
            var time = Get(Sha256BlockColumn.Time);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(time);
            w.Put(Get(Sha256BlockColumn.Word) + (uint)offset);
            for (var k = 0; k < Words; k++)
            {
                w.Word(Get(Sha256BlockColumn.Words, offset + k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(Get(Sha256BlockColumn.TimesOld, offset + k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(time + 5 - Get(Sha256BlockColumn.TimesOld, offset + k) - 1 & 0xFFFF);
            }
        }
    }
}
