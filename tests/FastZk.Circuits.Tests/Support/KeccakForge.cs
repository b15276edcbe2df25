using System.Numerics;
using System.Runtime.InteropServices;
using FastZk.Circuits.Tables.Keccak;
using FastZk.Field;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tests;

/// <summary>What a forger writes into a row of the permutation; a lie changes something, and the rest follows from it.</summary>
internal sealed class KeccakRound
{
    public KeccakRound(int number, ulong[] before)
    {
        (Flag, Constant, Before) = (number, KeccakPermutation.Constant(number), (ulong[])before.Clone());
        Theta();
    }

    /// <summary>The round's flag, or -1 for none.</summary>
    public int Flag { get; set; }

    public ulong Constant { get; set; }

    public ulong[] Before { get; set; }
    public ulong[] Parity { get; } = new ulong[5];
    public ulong[] After { get; } = new ulong[25];
    public ulong[] Result { get; } = new ulong[25];

    /// <summary>Bits of lane (0, 0) before ι.</summary>
    public ulong Iota { get; set; }

    /// <summary>Whether remainders of sums that are not even are the halves mod p, or digits that the lookup has.</summary>
    public bool HasHalves { get; set; } = true;

    /// <summary>Parities and the lanes after θ, from those before.</summary>
    public void Theta()
    {
        for (var x = 0; x < 5; x++)
        {
            Parity[x] = KeccakPermutation.Parity(Before, x);
        }

        FromParity();
    }

    /// <summary>The lanes after θ, from those before and the parities as claimed.</summary>
    public void FromParity()
    {
        for (var i = 0; i < 25; i++)
        {
            After[i] = Before[i] ^ Effect(i % 5);
        }
    }

    /// <summary>The lanes after the round.</summary>
    public void Chi()
    {
        KeccakPermutation.Chi(After, Result);
        Iota = Result[0];
        Result[0] ^= Constant;
    }

    /// <summary>The eight remainders from bit 8i on of sheet x.</summary>
    public Fp Rest(int x, int i)
    {
        var sum = 0L;
        for (var k = 7; k >= 0; k--)
        {
            var z = 8 * i + k;
            var bits = Enumerable.Range(0, 5).Sum(y => (int)(After[x + 5 * y] >> z & 1)) - (int)((Parity[x] ^ Effect(x)) >> z & 1);
            sum = 8 * sum + (HasHalves ? bits : bits & -2);
        }

        return Fp.FromInt64(sum) * Fp.FromUInt32(2).Inverse();
    }

    private ulong Effect(int x) => Parity[(x + 4) % 5] ^ BitOperations.RotateLeft(Parity[(x + 1) % 5], 1);
}

/// <summary>Rewrites the rows of a witness's only Keccak call as a forger would.</summary>
internal sealed class KeccakForge(WitnessChecks w)
{
    private const int Permute = Rv32Circuit.KeccakPermute, State = Rv32Circuit.KeccakState, Absorb = Rv32Circuit.KeccakAbsorb,
        Parity = Rv32Circuit.KeccakParity;

    /// <summary>The state before the call.</summary>
    public ulong[] Old()
    {
        var lanes = new ulong[25];
        for (var k = 0; k < 50; k++)
        {
            var word = w.Get(State, k / 6, $"old{k % 6}_0") | w.Get(State, k / 6, $"old{k % 6}_1") << 16;
            lanes[k / 2] |= (ulong)word << 32 * (k % 2);
        }

        return lanes;
    }

    /// <summary>A state to which a block of the call was added.</summary>
    public ulong[] Sum(int block, ulong[] state)
    {
        var lanes = (ulong[])state.Clone();
        for (var k = 0; k < 34; k++)
        {
            var row = 6 * block + k / 6;
            var word = w.Get(Absorb, row, $"m{k % 6}_0") | w.Get(Absorb, row, $"m{k % 6}_1") << 16;
            lanes[k / 2] ^= (ulong)word << 32 * (k % 2);
        }

        return lanes;
    }

    /// <summary>Writes what the rows of a block say of the state and of the sum.</summary>
    public void Block(int block, ulong[] state, ulong[] sum)
    {
        foreach (var (name, lanes) in new[] { ("s", state), ("x", sum) })
        {
            for (var k = 0; k < 36; k++)
            {
                var word = (uint)(lanes[k / 2] >> 32 * (k % 2));
                for (var limb = 0; limb < 2; limb++, word >>= 16)
                {
                    w.Set(Absorb, 6 * block + k / 6, $"{name}{k % 6}_{limb}", word & 0xFFFF);
                    w.Set(Absorb, 6 * block + k / 6, $"{name}{k % 6}_{limb}_low", word & 0xFF);
                }
            }
        }
    }

    /// <summary>Writes a permutation; hooks may lie after θ and after χ. Returns what comes out.</summary>
    public ulong[] Permutation(int permutation, ulong[] input, Action<KeccakRound>? theta = null, Action<KeccakRound>? chi = null)
    {
        var lanes = input;
        for (var k = 0; k < 24; k++)
        {
            var round = new KeccakRound(k, lanes);
            theta?.Invoke(round);
            round.Chi();
            chi?.Invoke(round);
            Round(24 * permutation + k, round);
            lanes = (ulong[])round.Result.Clone();
        }

        return lanes;
    }

    /// <summary>Writes a row of the permutation; time, word and kind stay.</summary>
    public void Round(int row, KeccakRound round)
    {
        for (var k = 0; k < 24; k++)
        {
            w.Set(Permute, row, $"r{k}", k == round.Flag ? 1 : 0);
        }

        for (var z = 0; z < 64; z++)
        {
            for (var i = 0; i < 25; i++)
            {
                w.Set(Permute, row, $"a{i}_{z}", (long)(round.After[i] >> z & 1));
            }

            for (var x = 0; x < 5; x++)
            {
                w.Set(Permute, row, $"c{x}_{z}", (long)(round.Parity[x] >> z & 1));
            }
        }

        for (var i = 0; i < 40; i++)
        {
            w.Set(Permute, row, $"q{i}", round.Rest(i / 8, i % 8).ToUInt32());
        }

        foreach (var (name, lanes) in new[] { ("w", round.Before), ("y", round.Result) })
        {
            var bytes = MemoryMarshal.AsBytes<ulong>(lanes);
            for (var j = 0; j < KeccakMessage.Packs; j++)
            {
                w.Set(Permute, row, $"{name}{j}", bytes[3 * j] | bytes[3 * j + 1] << 8 | (3 * j + 2 < bytes.Length ? bytes[3 * j + 2] << 16 : 0));
            }
        }

        for (var i = 0; i < KeccakPermutation.ConstantBits.Length; i++)
        {
            w.Set(Permute, row, $"o{i}", (long)(round.Iota >> KeccakPermutation.ConstantBits[i] & 1));
        }
    }

    /// <summary>Writes the state behind the call, and as the end of memory, at an address.</summary>
    public void New(ulong[] lanes, uint address)
    {
        for (var k = 0; k < 50; k++)
        {
            var word = (uint)(lanes[k / 2] >> 32 * (k % 2));
            w.Set(State, k / 6, $"new{k % 6}_0", word & 0xFFFF);
            w.Set(State, k / 6, $"new{k % 6}_1", word >> 16);
            var row = w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(address + 4 * (uint)k));
            w.Set(Rv32Circuit.Boundary, row, "final0", word & 0xFFFF);
            w.Set(Rv32Circuit.Boundary, row, "final1", word >> 16);
        }

        for (var g = 0; g < 9; g++)
        {
            for (var i = 0; i < 4; i++)
            {
                var limb = 3 * i + 1;
                w.Set(State, g, $"new_low{i}", w.Get(State, g, $"new{limb / 2}_{limb % 2}") & 0xFF);
            }
        }
    }

    /// <summary>Counts the lookups of remainders again, those that have an entry.</summary>
    public void Recount()
    {
        var counts = new Dictionary<int, long>();
        for (var row = 0; row < w.Rows[Permute]; row++)
        {
            for (var i = 0; i < 40 && Enumerable.Range(0, 24).Any(k => w.Get(Permute, row, $"r{k}") == 1); i++)
            {
                var rest = w.Get(Permute, row, $"q{i}");
                var digits = Enumerable.Range(0, 8).Select(k => (int)(rest >> 3 * k & 7)).ToArray();
                if (rest >> 24 == 0 && digits.All(d => d < 3))
                {
                    var entry = digits.Reverse().Aggregate(0, (sum, d) => 3 * sum + d);
                    counts[entry] = counts.GetValueOrDefault(entry) + 1;
                }
            }
        }

        for (var row = 0; row < w.Rows[Parity]; row++)
        {
            w.Set(Parity, row, "count", counts.GetValueOrDefault(row));
        }
    }
}
