using System.Security.Cryptography;
using FastZk.Vm.Tests.Support;

namespace FastZk.Circuits.Tests;

/// <summary>The SHA-256 accelerator: honest calls satisfy everything, and hash what they should.</summary>
public class Sha256Tests
{
    private const uint State = Bare.Data, Blocks = Bare.Data + 64;

    private static readonly uint[] Initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void S23_CallsHashTheirBlocks(int blocks)
    {
        var random = new Random(blocks);
        var message = new byte[64 * blocks];
        random.NextBytes(message);
        var data = new uint[16 + 16 * blocks];
        Initial.CopyTo(data, 0);
        Buffer.BlockCopy(message, 0, data, 64, message.Length);
        // Two calls, one behind the other: the second goes on from the first's state.
        var half = (uint)blocks / 2;
        var elf = Bare.ElfWithData(data, Bare.Call(0x1001, State, Blocks, half), Bare.Call(0x1001, State, Blocks + 64 * half, (uint)blocks - half), Bare.Publish(State, 32));
        using var w = new WitnessChecks(Vm.ElfImage.Load(elf), []);
        Assert.Empty(w.Violations());
        Assert.Empty(w.Imbalances());
        if (blocks > 0)
        {
            // The padding block of a message of so many bytes, hashed by the plain twin.
            var state = new uint[8];
            Buffer.BlockCopy(w.Journal, 0, state, 0, 32);
            var padding = new byte[64];
            padding[0] = 0x80;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(padding.AsSpan(56), (ulong)message.Length * 8);
            var words = new uint[16];
            Buffer.BlockCopy(padding, 0, words, 0, 64);
            Vm.Accelerators.Sha256Call.Compress(state, words);
            Assert.Equal(SHA256.HashData(message), state.SelectMany(x => BitConverter.GetBytes(x).Reverse()).ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void S06_TheLastRunMayEndWithTheTable(int left)
    {
        // So many rows of the compression are left over; sums of the last words stand in up to four of them.
        var log = WitnessChecks.Profile.LogHeightFor(1) + 1;
        var rows = WitnessChecks.Profile.ActiveRows(log) - left;
        var blocks = (rows - 1) / 17;
        var calls = rows - 17 * blocks;
        uint[] Compress(int count) => Bare.Call(Vm.EcallNumber.Sha256Compress, State, Blocks, (uint)count);
        using var w = new WitnessChecks(Bare.Load([.. Enumerable.Repeat(Compress(1), calls - 1), Compress(blocks - calls + 1), Bare.Publish(State, 32)]), []);
        Assert.Equal((rows, log), (w.Rows[Rv32Circuit.Sha256Compress], w.Heights[Rv32Circuit.Sha256Compress]));
        w.AssertSound();
    }
}
