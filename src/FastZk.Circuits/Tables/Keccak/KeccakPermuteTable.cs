using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tables.Keccak;

/// <summary>
/// Keccak-f[1600] (FIPS 202, section 3), a row a round. A row holds the state after θ as bits A', the parities C of the columns before θ as bits, and the
/// states before and after the round as packs W and Y (<see cref="KeccakMessage"/>).
/// <list type="bullet">
/// <item>θ backwards: W = A' xor D, D[x, z] = C[x - 1, z] xor C[x + 1, z - 1]. The bits A = A' xor D are what W's bits are; what follows is said of them.</item>
/// <item>C is the parity of A's columns: the five bits A'[x, y, z] have the parity of C[x, z] xor D[x, z], as their sum is that bit plus 2q, q in {0, 1, 2}.
/// Five times D is D, so C[x, z] is the parity of A[x, 0..4, z], and A' = A xor D is θ(A). Eight q of a sheet x, neighbours in z, are digits to the base 8 of
/// one column, a number that <see cref="KeccakParityTable"/> has. Sum less bit less 2q lies in [-5, 5], so if eight of them to the base 8 make 0, all are 0.</item>
/// <item>ρ, π, χ, ι: Y's bits are those of the formulas, each of degree 3 in A'. The seven bits of lane (0, 0) that ι may flip are columns before that.</item>
/// </list>
/// <para>
/// Flags r_0..r_23 name the round. At most one is 1; r_k stands in the next row of r_{k-1}, in both directions, and in row 0 there is none but r_0. So every
/// row in use belongs to a run that begins with r_0, and one that has r_23 is complete. Along a run W' = Y, and time, word and kind stay.
/// </para>
/// <para>
/// The row of r_0 receives the state before, the row of r_23 sends the state after. In keccak_absorb the groups of the rate come from
/// <see cref="KeccakAbsorbTable"/>, the rest as it was sent by the permutation before, or the call; the word moves on by the block's 34. Packs are below 2^24
/// as sums of bits, so they determine the bits, and no sum here comes near p.
/// </para>
/// </summary>
internal sealed class KeccakPermuteTable : AirTable
{
    /// <summary>Rows of a permutation.</summary>
    public const int Rounds = KeccakPermutation.Rounds;

    private static readonly Expression Half = Expression.Constant(Fp.FromUInt32(2).Inverse());

    private readonly Expression[][] _after, _parity, _afterSigns, _paritySigns;
    private readonly Expression[] _rounds, _iota;
    private readonly Expression _used;

    public KeccakPermuteTable()
        : base("keccak_permute")
    {
        var time = Column("time");
        var word = Column("word");
        var absorbs = Column("absorbs");
        _rounds = Columns("r", Rounds);
        _after = [.. Enumerable.Range(0, KeccakPermutation.Lanes).Select(i => Bits($"a{i}_"))];
        _parity = [.. Enumerable.Range(0, 5).Select(x => Bits($"c{x}_"))];
        var rest = Columns("q", 5 * 64 / KeccakParityTable.Digits);
        var before = Columns("w", KeccakMessage.Packs);
        var result = Columns("y", KeccakMessage.Packs);
        _iota = Columns("o", KeccakPermutation.ConstantBits.Length);
        _afterSigns = Signs(_after);
        _paritySigns = Signs(_parity);

        Boolean("absorbs", absorbs);
        _used = Kinds();
        Run(before, result, time, word, absorbs);
        Theta(before, rest);
        Chi(result);
        Edges(time, word, absorbs, before, result);
    }

    private Expression Kinds()
    {
        Expression used = 0;
        foreach (var r in _rounds)
        {
            Boolean("flag", r);
            used += r;
        }

        Boolean("one_round", used);
        ZeroOnFirst("begins", used - _rounds[0]);
        for (var k = 1; k < Rounds; k++)
        {
            ZeroOnTransition("round", Next(_rounds[k]) - _rounds[k - 1]);
        }

        return used;
    }

    private void Run(Expression[] before, Expression[] result, params Expression[] same)
    {
        var follows = Next(_rounds[1]);
        for (var k = 2; k < Rounds; k++)
        {
            follows += Next(_rounds[k]);
        }

        foreach (var column in same)
        {
            ZeroOnTransition("stays", follows * (Next(column) - column));
        }

        for (var j = 0; j < KeccakMessage.Packs; j++)
        {
            ZeroOnTransition("chained", follows * (Next(before[j]) - result[j]));
        }
    }

    private void Theta(Expression[] before, Expression[] rest)
    {
        // Signs of D[x, z] = C[x - 1, z] xor C[x + 1, z - 1].
        Expression[][] effect = [.. Enumerable.Range(0, 5).Select(x =>
            Enumerable.Range(0, 64).Select(z => _paritySigns[(x + 4) % 5][z] * _paritySigns[(x + 1) % 5][(z + 63) % 64]).ToArray())];
        for (var j = 0; j < KeccakMessage.Packs; j++)
        {
            Zero("theta", Pack(j, (lane, z) => _afterSigns[lane][z] * effect[lane % 5][z]) - before[j]);
        }

        for (var i = 0; i < rest.Length; i++)
        {
            Expression sum = 0;
            for (var k = KeccakParityTable.Digits - 1; k >= 0; k--)
            {
                var (x, z) = Math.DivRem(KeccakParityTable.Digits * i + k, 64);
                var bits = _after[x][z] + _after[x + 5][z] + _after[x + 10][z] + _after[x + 15][z] + _after[x + 20][z];
                sum = KeccakParityTable.Base * sum + (bits - (1 - _paritySigns[x][z] * effect[x][z]) * Half);
            }

            Zero("parity", sum - 2 * rest[i]);
            Receive(Bus.KeccakParity, _used, 1, rest[i]);
        }
    }

    private void Chi(Expression[] result)
    {
        Expression[] flipped = new Expression[64];
        for (var i = 0; i < _iota.Length; i++)
        {
            var z = KeccakPermutation.ConstantBits[i];
            Expression constant = 0;
            for (var k = 0; k < Rounds; k++)
            {
                constant += (int)(KeccakPermutation.Constant(k) >> z & 1) * _rounds[k];
            }

            Zero("iota", (1 - Sign(0, z)) * Half - _iota[i]);
            flipped[z] = (1 - 2 * _iota[i]) * (1 - 2 * constant);
        }

        for (var j = 0; j < KeccakMessage.Packs; j++)
        {
            Zero("chi", Pack(j, (lane, z) => lane == 0 && flipped[z] is { } sign ? sign : Sign(lane, z)) - result[j]);
        }

        // b0 xor (not b1 and b2) has the sign s0·(1 - 2·(1 - b1)·b2), and 2·(1 - b1) = 1 + s1.
        Expression Sign(int lane, int z) => Moved(_afterSigns, lane, 0, z) * (1 - (1 + Moved(_afterSigns, lane, 1, z)) * Moved(_after, lane, 2, z));
    }

    // Bit z of the lane that ρ and π bring to (x + by, y).
    private static Expression Moved(Expression[][] lanes, int lane, int by, int z)
    {
        var from = KeccakPermutation.Source((lane + by) % 5, lane / 5);
        return lanes[from][(z + 64 - KeccakPermutation.Offset(from % 5, from / 5)) % 64];
    }

    private void Edges(Expression time, Expression word, Expression absorbs, Expression[] before, Expression[] result)
    {
        var state = KeccakMessage.Lone - (KeccakMessage.Lone - KeccakMessage.State) * absorbs;
        var absorbed = KeccakMessage.Lone - (KeccakMessage.Lone - KeccakMessage.Absorbed) * absorbs;
        var tail = KeccakMessage.Lone - (KeccakMessage.Lone - KeccakMessage.AbsorbedTail) * absorbs;
        for (var g = 0; g < KeccakMessage.Groups; g++)
        {
            var kind = g < KeccakMessage.RateGroups - 1 ? absorbed : g == KeccakMessage.RateGroups - 1 ? tail : state;
            Receive(Bus.Keccak, _rounds[0], 1, KeccakMessage.Lanes(kind, time, word, g, Group(before, g)));
            Send(Bus.Keccak, _rounds[Rounds - 1], 1, KeccakMessage.Lanes(state, time, word + (int)KeccakCall.BlockWords, g, Group(result, g)));
        }
    }

    private static IEnumerable<Expression> Group(Expression[] packs, int g) => packs.Skip(KeccakMessage.GroupPacks * g).Take(KeccakMessage.GroupPacks);

    // Σ 2^i·(1 - sign_i)/2 over the bits of pack j, by Horner's rule.
    private static Expression Pack(int j, Func<int, int, Expression> sign)
    {
        var first = KeccakMessage.PackBits * j;
        var count = Math.Min(KeccakMessage.PackBits, 64 * KeccakPermutation.Lanes - first);
        Expression? sum = null;
        for (var i = first + count - 1; i >= first; i--)
        {
            var s = sign(i / 64, i % 64);
            sum = sum is null ? s : 2 * sum + s;
        }

        return ((1 << count) - 1 - sum!) * Half;
    }

    private static Expression[][] Signs(Expression[][] bits) => [.. bits.Select(lane => lane.Select(b => 1 - 2 * b).ToArray())];

    private Expression[] Columns(string name, int count) => [.. Enumerable.Range(0, count).Select(i => Column($"{name}{i}"))];

    private Expression[] Bits(string name)
    {
        var bits = Columns(name, 64);
        foreach (var b in bits)
        {
            Boolean("bit", b);
        }

        return bits;
    }
}
