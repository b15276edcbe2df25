using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Multiply256;

/// <summary>
/// Touches eight consecutive words again at one time, for <see cref="Multiply256Table"/>: a number whose words were last accessed together, and not long ago,
/// takes fewer cells there.
/// </summary>
/// <remarks>
/// Claim: a row in use takes up (key + k, before_k, v_k) and puts back (key + k, time, v_k), later and unchanged, for k = 0..7.
/// <list type="bullet">
/// <item>time = time_low + 2^16·time_high has 16 and 12 bits: an integer below 2^28, like all other access times. So a chain of rows cannot walk around
/// p.</item>
/// <item>time - before_k - 1 has 16 and 12 bits: in [0, 2^28), so before_k &lt; time over the integers.</item>
/// <item>Values are the same columns on both sides: the row may serve any key, at any time, and needs no binding to the clock or to a call (as
/// <see cref="BumpTable"/>). In a row not in use all times before are that time ("idle").</item>
/// </list>
/// </remarks>
internal sealed class LevelTable : AirTable
{
    private const int W = 1 << 16, Words = 8;

    public LevelTable()
        : base("level")
    {
        var real = Column("is_real");
        var word = Column("word");
        var low = Column("time_low");
        var high = Column("time_high");
        Expression[] limbs = [.. Enumerable.Range(0, 2 * Words).Select(i => Column($"v{i / 2}_{i % 2}"))];
        Expression[] before = [.. Enumerable.Range(0, Words).Select(i => Column($"time_before{i}"))];
        Expression[] gap = [.. Enumerable.Range(0, Words).Select(i => Column($"gap_low{i}"))];

        Boolean("is_real", real);
        var time = low + W * high;
        Receive(Bus.Range, real, 1, low, 16);
        Receive(Bus.Range, real, 1, high, 12);
        for (var k = 0; k < Words; k++)
        {
            var key = (int)MemoryKey.Memory + word + k;
            Pair(Bus.Memory, real, [key, before[k], limbs[2 * k], limbs[2 * k + 1]], [key, time, limbs[2 * k], limbs[2 * k + 1]]);
            Receive(Bus.Range, real, 1, gap[k], 16);
            Receive(Bus.Range, real, 1, Divide(time - before[k] - 1 - gap[k], W), 12);
        }
    }

    /// <summary>Writes the rows of one chunk of records.</summary>
    public static void Fill(RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            uint Get(LevelColumn c, int k = 0) => list[chunk * RecordList.ChunkRows + i, (int)c + k];
            var time = Get(LevelColumn.Time);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(Get(LevelColumn.Word));
            w.Word(time);
            for (var k = 0; k < Words; k++)
            {
                w.Word(Get(LevelColumn.Words, k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(Get(LevelColumn.TimesOld, k));
            }

            for (var k = 0; k < Words; k++)
            {
                w.Put(time - Get(LevelColumn.TimesOld, k) - 1 & 0xFFFF);
            }
        }
    }
}
