namespace FastZk.Vm;

/// <summary>The call sha256_compress, word for word after FIPS 180-4, section 6.2.2.</summary>
public sealed partial class ReferenceInterpreter
{
    private static readonly uint[] K =
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    private void HashBlocks(uint state, uint blocks, uint count)
    {
        Demand(state % 4 == 0, state, "sha256_compress: the state in a0 must start at a multiple of 4");
        Demand((ulong)state + 32 <= MemoryEnd, state, "sha256_compress: the state in a0 passes the end of memory");
        Demand(count < 1 << 16, count, $"sha256_compress: the count in a2 is {count}, of at most 65535 blocks");
        Demand(blocks % 4 == 0, blocks, "sha256_compress: the blocks in a1 must start at a multiple of 4");
        Demand(count == 0 || (ulong)blocks + 64 * count <= MemoryEnd, blocks, "sha256_compress: the blocks in a1 pass the end of memory");
        var touched = Enumerable.Range(0, 8).Select(i => state + 4 * (uint)i).ToHashSet();
        Demand(!Enumerable.Range(0, (int)(16 * count)).Any(i => touched.Contains(blocks + 4 * (uint)i)), blocks, "sha256_compress: the blocks in a1 overlap the state in a0");
        var h = Enumerable.Range(0, 8).Select(i => _memory.GetValueOrDefault(state + 4 * (uint)i)).ToArray();
        for (uint b = 0; b < count; b++)
        {
            h = Hash(h, blocks + 64 * b);
        }

        for (uint i = 0; i < 8; i++)
        {
            _memory[state + 4 * i] = h[i];
        }
    }

    private uint[] Hash(uint[] h, uint block)
    {
        var w = new uint[64];
        for (uint t = 0; t < 16; t++)
        {
            for (uint k = 0; k < 4; k++)
            {
                w[t] = w[t] << 8 | GetByte(block + 4 * t + k);
            }
        }

        for (var t = 16; t < 64; t++)
        {
            var s0 = Turn(w[t - 15], 7) ^ Turn(w[t - 15], 18) ^ w[t - 15] >> 3;
            var s1 = Turn(w[t - 2], 17) ^ Turn(w[t - 2], 19) ^ w[t - 2] >> 10;
            w[t] = s1 + w[t - 7] + s0 + w[t - 16];
        }

        var v = (uint[])h.Clone();
        for (var t = 0; t < 64; t++)
        {
            var t1 = v[7] + (Turn(v[4], 6) ^ Turn(v[4], 11) ^ Turn(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + K[t] + w[t];
            var t2 = (Turn(v[0], 2) ^ Turn(v[0], 13) ^ Turn(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v = [t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]];
        }

        return [.. h.Zip(v, (x, y) => x + y)];
    }

    private void Demand(bool condition, uint argument, string detail)
    {
        if (!condition)
        {
            throw Fault(FaultKind.BadAcceleratorCall, argument, detail);
        }
    }

    private static uint Turn(uint x, int by) => x >> by | x << 32 - by;
}
