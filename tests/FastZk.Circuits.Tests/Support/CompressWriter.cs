using FastZk.Field;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tests;

/// <summary>
/// Writes rows of the compression as a forger would: what a row's neighbours determine (delays) is computed, and carries take whatever value makes their sum
/// right, in range or not. So of a forgery only what cannot be made right remains.
/// </summary>
internal sealed class CompressWriter
{
    private const int Slots = CompressRow.Slots;

    private static readonly Fp InverseOfLimb = Fp.FromUInt32(1 << 16).Inverse(), Two = Fp.FromUInt32(2);

    private readonly WitnessChecks _w;
    private readonly int _table;
    private readonly TableText _text;

    private CompressWriter(WitnessChecks w, int table) => (_w, _table, _text) = (w, table, TableText.Of(table));

    /// <summary>Writes all active rows: those given, from row 0 on, null where a row is not in use; the others are not in use either.</summary>
    public static void Write(WitnessChecks w, IReadOnlyList<CompressRow?> rows, int table = Rv32Circuit.Sha256Compress)
    {
        var writer = new CompressWriter(w, table);
        var zero = new CompressRow();
        var before = new Delays(zero);
        var active = w.ActiveRows(table);
        Assert.True(rows.Count <= active, "more rows than the table has");
        for (var r = 0; r < active; r++)
        {
            var now = new Delays(r < rows.Count ? rows[r] ?? zero : zero);
            writer.Write(r, now, before);
            before = now;
        }
    }

    private static uint Limb(uint x, int limb) => limb == 0 ? x & 0xFFFF : x >> 16;

    private void Write(int r, Delays now, Delays before)
    {
        var row = now.Row;
        Put(r, "is_initial", row.IsInitial);
        Put(r, "is_first", row.IsFirst);
        Put(r, "is_last", row.IsLast);
        Put(r, "time", row.Time);
        Put(r, "word", row.Word);
        now.Follow(before);
        now.Override();
        for (var k = 0; k < Slots; k++)
        {
            Put(r, $"s{k}", row.S[k]);
            Put(r, $"t{k}", row.T[k]);
        }

        for (var k = 0; k < 2 * Slots; k++)
        {
            Put(r, $"ha{k}", row.H[k]);
            Put(r, $"he{k}", row.H[8 + k]);
            Put(r, $"v{k}", now.V1[k]);
            Put(r, $"v_row{k}", now.V2[k]);
            Put(r, $"v_rows{k}", now.V3[k]);
            if (k < 6)
            {
                Put(r, $"w7_{k}", now.W7[k]);
            }
        }

        for (var j = 0; j < Slots; j++)
        {
            Carries(r, j, row, before);
            for (var bit = 0; bit < 32; bit++)
            {
                Put(r, $"a{j}_{bit}", row.A[j] >> bit & 1);
                Put(r, $"e{j}_{bit}", row.E[j] >> bit & 1);
                Put(r, $"w{j}_{bit}", row.W[j] >> bit & 1);
            }
        }

        foreach (var (column, value) in row.Cells)
        {
            Put(r, column, value);
        }
    }

    private void Carries(int r, int j, CompressRow row, Delays before)
    {
        var last = before.Row;
        uint A(int back) => j < back ? last.A[Slots + j - back] : row.A[j - back];
        uint E(int back) => j < back ? last.E[Slots + j - back] : row.E[j - back];
        uint W(int back) => j < back ? last.W[Slots + j - back] : row.W[j - back];
        var k = 0ul;
        for (var i = 0; i < 16; i++)
        {
            k += (ulong)(row.S[i / 4] * row.T[i % 4]) * Sha256Call.RoundConstant(4 * i + j);
        }

        var isRound = row.S.Any(x => x != 0);
        var chained = row.IsInitial == 1 && row.IsFirst == 0;
        Fp inE = Fp.Zero, inA = Fp.Zero, inW = Fp.Zero;
        uint addedA = 0, addedE = 0;
        for (var limb = 0; limb < 2; limb++)
        {
            var at = 4 * j + 2 * limb;
            long Of(uint x) => Limb(x, limb);
            addedA = chained ? last.H[2 * j + limb] + Limb(last.A[j], limb) + addedA >> 16 : 0;
            addedE = chained ? last.H[8 + 2 * j + limb] + Limb(last.E[j], limb) + addedE >> 16 : 0;
            var sumE = Of(A(4)) + Of(E(4)) + Of(Sha256Call.BigSigma1(E(1))) + Of((E(1) & E(2)) ^ (~E(1) & E(3))) + Of((uint)k) + Of(W(0)) - Of(E(0));
            var sumA = Of(E(0)) - Of(A(4)) + Of(Sha256Call.BigSigma0(A(1))) + Of((A(1) & A(2)) ^ (A(1) & A(3)) ^ (A(2) & A(3))) - Of(A(0));
            var sumW = Of(Sha256Call.SmallSigma1(W(2))) + (j == Slots - 1 ? Of(last.W[0]) : before.W7[2 * j + limb]) + before.V3[2 * j + limb] - Of(W(0));
            inE = Carry(r, "carry_e", at, sumE, inE, 0, isRound ? 2 : -1, addedE, row.PutsCarriesInRest);
            inA = Carry(r, "carry_a", at, sumA, inA, isRound ? 1 : 0, isRound ? 1 : -1, addedA, row.PutsCarriesInRest);
            inW = Carry(r, "carry_w", at, sumW, inW, 0, isRound && row.S[0] == 0 ? 1 : -1, 0, row.PutsCarriesInRest);
        }
    }

    // (sum + carry in)/2^16 + less = bit + 2·rest, with the rest as near as it can be (up to the highest), or given where the highest is -1.
    private Fp Carry(int r, string name, int column, long sum, Fp carryIn, int less, int highest, uint rest, bool inRest)
    {
        var carry = (Fp.FromInt64(sum) + carryIn) * InverseOfLimb;
        var shown = carry + Fp.FromInt64(less);
        var isSmall = shown.ToUInt32() < 8;
        var r0 = Fp.FromUInt32(highest < 0 ? rest : isSmall ? Math.Min(shown.ToUInt32() >> 1, (uint)highest) : 0);
        if (highest >= 0 && !isSmall && inRest)
        {
            r0 = shown * Two.Inverse();
        }

        Put(r, $"{name}{column}", (shown - Two * r0).ToUInt32());
        Put(r, $"{name}{column + 1}", r0.ToUInt32());
        return carry;
    }

    private void Put(int row, string column, long value) => _w.Main(_table).Column(_text[column])[row] = Fp.FromInt64(value).Raw;

    // A row with what it carries along for the schedule.
    private sealed class Delays(CompressRow row)
    {
        public CompressRow Row { get; } = row;
        public uint[] V1 { get; } = new uint[2 * Slots];
        public uint[] V2 { get; private set; } = new uint[2 * Slots];
        public uint[] V3 { get; private set; } = new uint[2 * Slots];
        public uint[] W7 { get; } = new uint[2 * (Slots - 1)];

        // What a forger puts there instead.
        public void Override()
        {
            foreach (var (name, values) in new[] { ("v", V1), ("v_row", V2), ("v_rows", V3), ("w7_", W7) })
            {
                for (var k = 0; k < values.Length; k++)
                {
                    values[k] = Row.Cells.TryGetValue($"{name}{k}", out var value) ? (uint)value : values[k];
                }
            }
        }

        public void Follow(Delays before)
        {
            (V2, V3) = ([.. before.V1], [.. before.V2]);
            for (var j = 0; j < Slots; j++)
            {
                var w = before.Row.W[j];
                var s = Sha256Call.SmallSigma0(j == Slots - 1 ? Row.W[0] : before.Row.W[j + 1]);
                for (var limb = 0; limb < 2; limb++)
                {
                    V1[2 * j + limb] = Limb(w, limb) + Limb(s, limb);
                    if (j > 0)
                    {
                        W7[2 * j - 2 + limb] = Limb(w, limb);
                    }
                }
            }
        }
    }
}
