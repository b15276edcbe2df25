using FastZk.Stark.Air;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tables.Sha256;

/// <summary>
/// SHA-256's compression (FIPS 180-4, section 6.2.2), 17 rows a block, 4 slots a row, everything in bits.
/// <para>
/// An *initial* row holds the state H in its slots, as the a and e of rounds -4 to -1 (slot 0 to 3: H3, H2, H1, H0, and H7, H6, H5, H4). Sixteen *round* rows
/// follow, slot j of the row (s, t) holding a, e and W of round 16s + 4t + j. Behind the last one comes the next initial row, whose state is the sum of H, which
/// travels along in columns, and of that row's slots. It is another block's, or the last.
/// </para>
/// <para>Why a run of rows is a run of compressions:</para>
/// <list type="bullet">
/// <item>Kinds. s and t are one-hot on round rows and zero elsewhere; the transitions admit only: initial and not last → (0, 0); (s, t) → the next of the sixteen,
/// after (3, 3) an initial row that is not first. Row 0 is not in use or first. So every row in use stands behind its run's first row.</item>
/// <item>Rounds. Each limb of a, e, W equals its sum minus 2^16·carry. Bits are boolean, so limbs are 16-bit numbers, and carries take the values that sums can
/// have (e: 0..5, a: -1..2, W: 0..3), so nothing wraps and each new word is the sum mod 2^32. The carry is bit + 2·rest, for a less 1. On rows that are no rounds the
/// bit is free: any slots satisfy the sums there.</item>
/// <item>Schedule. W_t = σ1(W_{t-2}) + W_{t-7} + V_{t-16}, V_t = W_t + σ0(W_{t+1}): V travels three rows, W_{t-7} one. In the rows of rounds 0 to 15 (s = 0)
/// the carry's bit is free: W is the message, taken from <see cref="Sha256LoadTable"/> by (time, word).</item>
/// <item>Edges. The first row of a run receives (time, word, H), the last one sends it; word rises by 16 a block, time stays. The initial row's W slots hold a's
/// limbs (bytes reversed), so that one fraction serves for the message and for half of H.</item>
/// <item>Kinds of tuples, by their first entry: message words are 0, halves of a state 1 and 2. No load makes a half of a state. Of either half and at any time,
/// a call gives one and takes one, a run gives one and takes one, but a run that the table's end cuts off takes one only: so there is none, whatever words are
/// in memory. A run moves its halves to a higher w, by less than p in all runs: where no call is they do not balance, hence there are no runs but those at a
/// call's time, and these make one way from that call's first word to its last. Only their rows take message words, so every load is one of a call's, and the
/// call's new words are sums of bits.</item>
/// </list>
/// Sums of the initial row's carries: H + slot below 2^33, so both limbs' carries are boolean.
/// </summary>
internal sealed class Sha256CompressTable : AirTable
{
    /// <summary>Rows of a block: an initial one and sixteen of rounds. A run ends with one more initial row.</summary>
    public const int BlockRows = 17;

    /// <summary>Slots of a row.</summary>
    public const int Slots = 4;

    /// <summary>Words of a block.</summary>
    public const int BlockWords = 16;

    /// <summary>First entry of the tuples of message words; 1 and 2 are those of a state's halves.</summary>
    public const int MessageWords = 0;

    private const int W = 1 << 16;

    private readonly Expression[] _s, _t;
    private readonly Expression _initial, _first, _last, _time, _word, _round, _used;

    public Sha256CompressTable()
        : base("sha256_compress")
    {
        _initial = Column("is_initial");
        _first = Column("is_first");
        _last = Column("is_last");
        _s = Columns("s", Slots);
        _t = Columns("t", Slots);
        _time = Column("time");
        _word = Column("word");
        var ha = Columns("ha", 2 * Slots);
        var he = Columns("he", 2 * Slots);
        var v1 = Columns("v", 2 * Slots);
        var v2 = Columns("v_row", 2 * Slots);
        var v3 = Columns("v_rows", 2 * Slots);
        var w7 = Columns("w7_", 2 * (Slots - 1));
        var carryA = Columns("carry_a", 4 * Slots);
        var carryE = Columns("carry_e", 4 * Slots);
        var carryW = Columns("carry_w", 4 * Slots);
        var a = Words("a");
        var e = Words("e");
        var w = Words("w");
        _round = _s[0] + _s[1] + _s[2] + _s[3];
        _used = _initial + _round;

        Kinds();
        Place();
        var now = new State(a, e, w);
        var next = new State(Next(a), Next(e), Next(w));
        Rounds(now, next, carryA, carryE);
        Schedule(now, next, v1, v2, v3, w7, carryW);
        Chain(now, next, ha, he, carryA, carryE);
        Edges(now);
    }

    /// <summary>
    /// The tuple of half a state: (1, time, word, H3..H0) or (2, time, word, H7..H4), from the limbs of H0..H7, low first.
    /// </summary>
    public static Expression[] Message(Expression time, Expression word, int half, Expression[] h)
    {
        var message = new List<Expression> { MessageWords + 1 + half, time, word };
        for (var j = 0; j < Slots; j++)
        {
            var i = Slots * half + Slots - 1 - j;
            message.AddRange([h[2 * i], h[2 * i + 1]]);
        }

        return [.. message];
    }

    private sealed record State(BitWord[] A, BitWord[] E, BitWord[] W);

    private void Kinds()
    {
        Boolean("is_initial", _initial);
        Boolean("is_first", _first);
        Boolean("is_last", _last);
        Zero("first_initial", _first * (1 - _initial));
        Zero("last_initial", _last * (1 - _initial));
        foreach (var f in _s.Concat(_t))
        {
            Boolean("flag", f);
        }

        Boolean("one_s", _round);
        Zero("one_t", _t[0] + _t[1] + _t[2] + _t[3] - _round);
        Boolean("one_kind", _used);
        ZeroOnFirst("begins", _used - _first);

        var wraps = _t[3];
        var begins = _initial - _last;
        ZeroOnTransition("t0", Next(_t[0]) - wraps * (1 - _s[3]) - begins);
        ZeroOnTransition("s0", Next(_s[0]) - _s[0] * (1 - wraps) - begins);
        for (var i = 1; i < Slots; i++)
        {
            ZeroOnTransition("t", Next(_t[i]) - _t[i - 1]);
            ZeroOnTransition("s", Next(_s[i]) - _s[i] * (1 - wraps) - _s[i - 1] * wraps);
        }

        ZeroOnTransition("chained", Next(_initial) - Next(_first) - wraps * _s[3]);
    }

    // Along a run time stays, and word moves by 4 after each row of the message.
    private void Place()
    {
        var follows = Next(_initial) + Next(_s[0]) + Next(_s[1]) + Next(_s[2]) + Next(_s[3]) - Next(_first);
        ZeroOnTransition("time", follows * (Next(_time) - _time));
        ZeroOnTransition("word", follows * (Next(_word) - _word - Slots * _s[0]));
    }

    private void Rounds(State now, State next, Expression[] carryA, Expression[] carryE)
    {
        var nextRound = Next(_s[0]) + Next(_s[1]) + Next(_s[2]) + Next(_s[3]);
        for (var j = 0; j < Slots; j++)
        {
            BitWord A(int back) => At(now.A, next.A, j - back);
            BitWord E(int back) => At(now.E, next.E, j - back);
            Expression inE = 0, inA = 0;
            for (var limb = 0; limb < 2; limb++)
            {
                var (d, h) = (A(4).LimbOf(limb), E(4).LimbOf(limb));
                var (e, a) = (next.E[j].LimbOf(limb), next.A[j].LimbOf(limb));
                var cE = Next(carryE[4 * j + 2 * limb]) + 2 * Next(carryE[4 * j + 2 * limb + 1]);
                var cA = Next(carryA[4 * j + 2 * limb]) + 2 * Next(carryA[4 * j + 2 * limb + 1]) - nextRound;
                var sumE = d + h + E(1).Rotations(limb, 6, 11, 25) + BitWord.Choose(limb, E(1), E(2), E(3)) + Constant(j, limb) + next.W[j].LimbOf(limb) + inE;
                var sumA = e - d + A(1).Rotations(limb, 2, 13, 22) + BitWord.Majority(limb, A(1), A(2), A(3)) + inA;
                ZeroOnTransition($"e{j}_{limb}", sumE - e - W * cE);
                ZeroOnTransition($"a{j}_{limb}", sumA - a - W * cA);
                (inE, inA) = (cE, cA);
            }
        }

        for (var k = 0; k < 2 * Slots; k++)
        {
            var (bitE, restE, bitA, restA) = (carryE[2 * k], carryE[2 * k + 1], carryA[2 * k], carryA[2 * k + 1]);
            Zero("carry_e_bit", _round * bitE * (bitE - 1));
            Zero("carry_e_rest", restE * (restE - 1) * (restE - 2));
            Zero("carry_a_bit", _round * bitA * (bitA - 1));
            Boolean("carry_a_rest", restA);
        }
    }

    // K of slot j in the next row; 0 where that is no round.
    private Expression Constant(int j, int limb)
    {
        Expression sum = 0;
        for (var i = 0; i < BlockWords; i++)
        {
            var k = Sha256Call.RoundConstant(Slots * i + j);
            sum += (int)(limb == 0 ? k & 0xFFFF : k >> 16) * (Next(_s[i / Slots]) * Next(_t[i % Slots]));
        }

        return sum;
    }

    private void Schedule(State now, State next, Expression[] v1, Expression[] v2, Expression[] v3, Expression[] w7, Expression[] carry)
    {
        for (var j = 0; j < Slots; j++)
        {
            Expression carryIn = 0;
            for (var limb = 0; limb < 2; limb++)
            {
                var k = 2 * j + limb;
                var c = Next(carry[2 * k]) + 2 * Next(carry[2 * k + 1]);
                // W_{t-7}: one row back the last slot, two rows back the others.
                var back7 = j == Slots - 1 ? now.W[0].LimbOf(limb) : w7[k];
                var sum = At(now.W, next.W, j - 2).RotationsAndShift(limb, 17, 19, 10) + back7 + v3[k] + carryIn;
                ZeroOnTransition($"w{j}_{limb}", sum - next.W[j].LimbOf(limb) - W * c);
                ZeroOnTransition($"v{j}_{limb}", Next(v1[k]) - now.W[j].LimbOf(limb) - At(now.W, next.W, j - 3).RotationsAndShift(limb, 7, 18, 3));
                ZeroOnTransition("v_row", Next(v2[k]) - v1[k]);
                ZeroOnTransition("v_rows", Next(v3[k]) - v2[k]);
                if (j > 0)
                {
                    ZeroOnTransition("w7", Next(w7[k - 2]) - now.W[j].LimbOf(limb));
                }

                Zero("carry_w_bit", (_s[1] + _s[2] + _s[3]) * carry[2 * k] * (carry[2 * k] - 1));
                Boolean("carry_w_rest", carry[2 * k + 1]);
                carryIn = c;
            }
        }
    }

    // H travels with the block's rows; the next initial row adds it to the slots of the last rounds.
    private void Chain(State now, State next, Expression[] ha, Expression[] he, Expression[] carryA, Expression[] carryE)
    {
        var nextRound = Next(_s[0]) + Next(_s[1]) + Next(_s[2]) + Next(_s[3]);
        var chained = Next(_initial) - Next(_first);
        foreach (var (h, words, nextWords, carry, name) in new[] { (ha, now.A, next.A, carryA, "ha"), (he, now.E, next.E, carryE, "he") })
        {
            for (var j = 0; j < Slots; j++)
            {
                Expression carryIn = 0;
                for (var limb = 0; limb < 2; limb++)
                {
                    var k = 2 * j + limb;
                    var rest = carry[2 * k + 1];
                    Zero(name, _initial * (h[k] - words[j].LimbOf(limb)));
                    ZeroOnTransition(name + "_stays", nextRound * (Next(h[k]) - h[k]));
                    ZeroOnTransition(name + "_added", chained * (h[k] + words[j].LimbOf(limb) + carryIn - nextWords[j].LimbOf(limb) - W * Next(rest)));
                    if (name == "he")
                    {
                        Zero("carry_h", _initial * rest * (rest - 1));
                    }

                    carryIn = Next(rest);
                }
            }
        }
    }

    private void Edges(State now)
    {
        var low = new List<Expression> { MessageWords + _initial, _time, _word };
        var high = new List<Expression> { MessageWords + 2, _time, _word };
        for (var j = 0; j < Slots; j++)
        {
            Zero("w_initial", _initial * (now.W[j].ReversedLow - now.A[j].Low));
            Zero("w_initial", _initial * (now.W[j].ReversedHigh - now.A[j].High));
            low.AddRange([now.W[j].ReversedLow, now.W[j].ReversedHigh]);
            high.AddRange([now.E[j].Low, now.E[j].High]);
        }

        Receive(Bus.Sha256, _s[0] + _first - _last, 1, [.. low]);
        Receive(Bus.Sha256, _first - _last, 1, [.. high]);
    }

    // Slot of the next row, or, below 0, of this one.
    private static BitWord At(BitWord[] now, BitWord[] next, int slot) => slot < 0 ? now[Slots + slot] : next[slot];

    private Expression[] Columns(string name, int count) => [.. Enumerable.Range(0, count).Select(i => Column($"{name}{i}"))];

    private BitWord[] Words(string name)
    {
        var words = new BitWord[Slots];
        for (var j = 0; j < Slots; j++)
        {
            words[j] = new([.. Enumerable.Range(0, BitWord.Bits).Select(i => Boolean($"{name}{j}_{i}"))]);
        }

        return words;
    }

    private Expression Boolean(string name)
    {
        var column = Column(name);
        Boolean("bit", column);
        return column;
    }

    private static BitWord[] Next(BitWord[] words) => [.. words.Select(w => new BitWord([.. w.Bit.Select(b => Next(b))]))];
}
