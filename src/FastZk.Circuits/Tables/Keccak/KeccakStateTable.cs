using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Keccak;

/// <summary>
/// Three lanes of a call's state in memory, from old to new, at t + 5: nine rows a call, the last one (small) with one lane. The call sends a tuple for each
/// row, so all of them exist, with the call's address and words; a row sends its old lanes to the call's first permutation and receives the new ones from its
/// last.
/// <list type="bullet">
/// <item>Packs are bytes 0-2, 3-5, ...: of three limbs the second is cut. Its low byte is a column, and both its bytes are looked up, old and new. The other
/// old limbs are canonical as memory's, the other new ones by range checks. So packs have one value, and limbs too (Invariant I).</item>
/// <item>In a small row the words behind the first lane have no access. Their packs must be 0, as in the permutation's tuple, and the third pack, limb 3 and a
/// byte of limb 4, must be below 2^16, so that byte is 0.</item>
/// <item>These, and all words of a row not in use, are pairs out of use: "idle" makes the time before the row's time, and new words the old ones. Their flag,
/// is_real - is_small, is 0 or 1, as a small row is in use.</item>
/// </list>
/// </summary>
internal sealed class KeccakStateTable : AirTable
{
    /// <summary>Rows for a call.</summary>
    public const int CallRows = KeccakMessage.Groups;

    private const int W = 1 << 16, Words = KeccakMessage.GroupWords, SmallWords = 2, Cuts = 2 * Words / 3;

    public KeccakStateTable()
        : base("keccak_state")
    {
        var real = Column("is_real");
        var small = Column("is_small");
        var time = Column("time");
        var kind = Column("kind");
        var state = Column("state");
        var first = Column("first_word");
        var last = Column("last_word");
        var group = Column("group");
        Expression[] old = [.. Enumerable.Range(0, 2 * Words).Select(i => Column($"old{i / 2}_{i % 2}"))];
        Expression[] oldLow = [.. Enumerable.Range(0, Cuts).Select(i => Column($"old_low{i}"))];
        Expression[] now = [.. Enumerable.Range(0, 2 * Words).Select(i => Column($"new{i / 2}_{i % 2}"))];
        Expression[] nowLow = [.. Enumerable.Range(0, Cuts).Select(i => Column($"new_low{i}"))];
        Expression[] before = [.. Enumerable.Range(0, Words).Select(i => Column($"time_m{i}"))];
        Expression[] gap = [.. Enumerable.Range(0, Words).Select(i => Column($"gap_low{i}"))];

        Boolean("is_real", real);
        Boolean("is_small", small);
        Zero("small_real", small * (1 - real));
        Receive(Bus.Keccak, real, 1, CallTuple(time, small, kind, state, first, last, group));
        for (var i = 0; i < Words; i++)
        {
            var accesses = i < SmallWords ? real : real - small;
            var address = (int)MemoryKey.Memory + state + Words * group + i;
            Pair(Bus.Memory, accesses, [address, before[i], old[2 * i], old[2 * i + 1]], [address, time + 5, now[2 * i], now[2 * i + 1]]);
            Receive(Bus.Range, accesses, 1, gap[i], 16);
            Receive(Bus.Range, accesses, 1, Divide(time + 5 - before[i] - 1 - gap[i], W), 12);
        }

        for (var i = 0; i < Cuts; i++)
        {
            Receive(Bus.Range, real, 1, now[3 * i], 16);
            Receive(Bus.BytePair, real, 1, oldLow[i], HighByte(old[3 * i + 1], oldLow[i]));
            Receive(Bus.BytePair, real, 1, nowLow[i], HighByte(now[3 * i + 1], nowLow[i]));
            Receive(Bus.Range, real, 1, now[3 * i + 2], 16);
        }

        Send(Bus.Keccak, real, 1, KeccakMessage.Lanes(kind, time, first, group, Packs(old, oldLow)));
        Receive(Bus.Keccak, real, 1, KeccakMessage.Lanes(kind, time, last, group, Packs(now, nowLow)));
    }

    /// <summary>
    /// What a call says to a row of its state: (4, time, kind of the lanes, word of the state, first word of the blocks, word behind them, group, 1 for the last
    /// group).
    /// </summary>
    public static Expression[] CallTuple(
        Expression time, Expression small, Expression kind, Expression state, Expression first, Expression last, Expression group) =>
        KeccakMessage.Tuple([KeccakMessage.Call, time, kind, state, first, last, group, small]);

    // Bytes 0-2, 3-5, ...: of three limbs the second is cut.
    private static IEnumerable<Expression> Packs(Expression[] limbs, Expression[] low)
    {
        for (var i = 0; i < 2 * Words; i += 3)
        {
            yield return limbs[i] + W * low[i / 3];
            yield return HighByte(limbs[i + 1], low[i / 3]) + 256 * limbs[i + 2];
        }
    }

    private static Expression HighByte(Expression limb, Expression low) => Divide(limb - low, 256);

    /// <summary>Writes the rows of some calls.</summary>
    /// <param name="list">records of calls.</param>
    /// <param name="first">first call.</param>
    /// <param name="count">number of calls; as many times <see cref="CallRows"/> rows.</param>
    /// <param name="matrix">target.</param>
    /// <param name="start">row of the first call.</param>
    public static void Fill(RecordList list, int first, int count, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < CallRows * count; i++)
        {
            var call = first + i / CallRows;
            var group = i % CallRows;
            var words = group == CallRows - 1 ? SmallWords : Words;
            uint Get(KeccakCallColumn c, int k = 0) => list[call, (int)c + k];
            uint Value(KeccakCallColumn c, int k) => k < words ? Get(c, Words * group + k) : 0;
            var time = Get(KeccakCallColumn.Time);
            uint Before(int k) => k < words ? Get(KeccakCallColumn.TimesOld, Words * group + k) : time;
            var absorbs = Get(KeccakCallColumn.Absorbs) == 1;
            var word = Get(KeccakCallColumn.Blocks) >> 2;
            var permutations = absorbs ? Get(KeccakCallColumn.Count) : 1;
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(words == SmallWords);
            w.Put(time);
            w.Put(absorbs ? KeccakMessage.State : (uint)KeccakMessage.Lone);
            w.Put(Get(KeccakCallColumn.State) >> 2);
            w.Put(word);
            w.Put(word + Vm.Accelerators.KeccakCall.BlockWords * permutations);
            w.Put((uint)group);
            foreach (var c in (ReadOnlySpan<KeccakCallColumn>)[KeccakCallColumn.OldWords, KeccakCallColumn.NewWords])
            {
                for (var k = 0; k < Words; k++)
                {
                    w.Word(Value(c, k));
                }

                for (var k = 0; k < Cuts; k++)
                {
                    var limb = 3 * k + 1;
                    w.Put(Value(c, limb / 2) >> 16 * (limb % 2) & 0xFF);
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
