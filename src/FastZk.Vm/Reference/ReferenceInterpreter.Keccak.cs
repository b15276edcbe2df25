namespace FastZk.Vm;

/// <summary>The calls keccak_absorb and keccak_f1600, bit for bit after FIPS 202, section 3.2: the state is a set of bits (x, y, z).</summary>
public sealed partial class ReferenceInterpreter
{
    private static readonly ulong[] IotaConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    // Rows: x; columns: y.
    private static readonly int[,] RhoOffsets =
        { { 0, 36, 3, 41, 18 }, { 1, 44, 10, 45, 2 }, { 62, 6, 43, 15, 61 }, { 28, 55, 25, 21, 56 }, { 27, 20, 39, 8, 14 } };

    private void AbsorbBlocks(uint state, uint blocks, uint count)
    {
        DemandState(state, "keccak_absorb");
        Demand(count < 1 << 16, count, $"keccak_absorb: the count in a2 is {count}, of at most 65535 blocks");
        Demand(blocks % 4 == 0, blocks, "keccak_absorb: the blocks in a1 must start at a multiple of 4");
        Demand(count == 0 || (ulong)blocks + 136 * (ulong)count <= MemoryEnd, blocks, "keccak_absorb: the blocks in a1 pass the end of memory");
        var touched = Enumerable.Range(0, 50).Select(i => state + 4 * (uint)i).ToHashSet();
        var overlap = Enumerable.Range(0, (int)(34 * count)).Any(i => touched.Contains(blocks + 4 * (uint)i));
        Demand(!overlap, blocks, "keccak_absorb: the blocks in a1 overlap the state in a0");
        for (uint b = 0; b < count; b++)
        {
            for (uint i = 0; i < 136; i++)
            {
                SetByte(state + i, (byte)(GetByte(state + i) ^ GetByte(blocks + 136 * b + i)));
            }

            Permute(state);
        }
    }

    private void PermuteState(uint state)
    {
        DemandState(state, "keccak_f1600");
        Permute(state);
    }

    private void DemandState(uint state, string call)
    {
        Demand(state % 4 == 0, state, call + ": the state in a0 must start at a multiple of 4");
        Demand((ulong)state + 200 <= MemoryEnd, state, call + ": the state in a0 passes the end of memory");
    }

    private void Permute(uint state)
    {
        var a = new bool[5, 5, 64];
        Each((x, y, z) => a[x, y, z] = (GetByte(state + (uint)(8 * (x + 5 * y) + z / 8)) >> z % 8 & 1) == 1);
        foreach (var constant in IotaConstants)
        {
            var c = a;
            bool Sheet(int x, int z) => c[x, 0, z] ^ c[x, 1, z] ^ c[x, 2, z] ^ c[x, 3, z] ^ c[x, 4, z];
            var moved = new bool[5, 5, 64];
            Each((x, y, z) => moved[y, (2 * x + 3 * y) % 5, (z + RhoOffsets[x, y]) % 64] =
                c[x, y, z] ^ Sheet((x + 4) % 5, z) ^ Sheet((x + 1) % 5, (z + 63) % 64));
            a = new bool[5, 5, 64];
            var next = a;
            Each((x, y, z) => next[x, y, z] = moved[x, y, z] ^ (!moved[(x + 1) % 5, y, z] & moved[(x + 2) % 5, y, z]));
            for (var z = 0; z < 64; z++)
            {
                a[0, 0, z] ^= (constant >> z & 1) == 1;
            }
        }

        for (var i = 0; i < 200; i++)
        {
            var bits = Enumerable.Range(0, 8).Sum(k => a[i / 8 % 5, i / 40, 8 * (i % 8) + k] ? 1 << k : 0);
            SetByte(state + (uint)i, (byte)bits);
        }
    }

    private static void Each(Action<int, int, int> at)
    {
        for (var i = 0; i < 1600; i++)
        {
            at(i / 64 % 5, i / 320, i % 64);
        }
    }
}
