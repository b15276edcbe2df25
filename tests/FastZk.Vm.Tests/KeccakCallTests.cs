using System.Buffers.Binary;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>The calls keccak_absorb and keccak_f1600: published vectors, an independent implementation, and every fault (soundness checklist S23).</summary>
public sealed class KeccakCallTests
{
    private const uint State = 0x40000, Blocks = 0x40200, Absorb = 0x1002, Permute = 0x1003, End = 0xFFFFFF00;

    [Fact]
    public void S23_PermutesTheZeroState()
    {
        var state = Guest.Run(Guest.Load(Guest.Call(Permute, State), Guest.Call(64, 3, State, 200), Exit(0))).Journal;
        // The first of the intermediate values that the Keccak team publishes for Keccak-f[1600].
        Assert.Equal("E7DDE140798F25F18A47C033F9CCD584EEA95AA61E2698D54D49806F304715BD", Convert.ToHexString(state, 0, 32));
        Assert.Equal("57D05362054E288BD46F8E7F2DA497FFC44746A4A0E5FE90762E19D60CDA5B8C", Convert.ToHexString(state, 32, 32));
    }

    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    public void S23_Keccak256OfKnownMessages(string message, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Hash(System.Text.Encoding.ASCII.GetBytes(message), 0x01, Absorb)));

    [Theory]
    [InlineData(0, "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a")]
    [InlineData(200, "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787")]
    public void S23_Sha3256OfKnownMessages(int length, string expected)
    {
        // 200 bytes of 0xa3: the example values published with FIPS 202.
        var message = new byte[length];
        message.AsSpan().Fill(0xA3);
        Assert.Equal(expected, Convert.ToHexStringLower(Hash(message, 0x06, Absorb)));
        Assert.Equal(expected, Convert.ToHexStringLower(Hash(message, 0x06, Permute)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(135)]
    [InlineData(136)]
    [InlineData(137)]
    [InlineData(271)]
    [InlineData(272)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void S23_HashesAsASpongeOfBits(int length)
    {
        var message = new byte[length];
        new Random(length).NextBytes(message);
        foreach (byte suffix in new byte[] { 0x01, 0x06 })
        {
            // Guest.Run compares the executor with the interpreter that permutes bit by bit.
            var hash = Hash(message, suffix, Absorb);
            Assert.Equal(hash, Hash(message, suffix, Permute));
            if (suffix == 0x06 && System.Security.Cryptography.SHA3_256.IsSupported)
            {
                Assert.Equal(System.Security.Cryptography.SHA3_256.HashData(message), hash);
            }
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    public void S23_TheStateMayTouchTheBlocksOnEitherSide(uint count)
    {
        var input = new byte[1000];
        new Random(5).NextBytes(input);
        foreach (var blocks in new[] { State + 200, State - 136 * count })
        {
            Guest.Run(Guest.Load(Guest.Call(63, 0, State - 400, 1000), Guest.Call(Absorb, State, blocks, count), Guest.Call(64, 3, State, 200), Exit()), input);
        }
    }

    [Fact]
    public void S23_ReachesTheEndOfMemory()
    {
        foreach (var (state, blocks) in new[] { (End - 200, End - 336), (End - 336, End - 136) })
        {
            Guest.Run(Guest.Load(Guest.Call(Absorb, state, blocks, 1), Guest.Call(Permute, End - 200), Guest.Call(64, 3, End - 336, 336), Exit()));
        }

        // No blocks: where they would be does not matter.
        Guest.Run(Guest.Load(Guest.Call(Absorb, State, 0xFFFFFFFC, 0), Guest.Call(Absorb, State, State, 0), Exit()));
    }

    [Theory]
    [InlineData(Absorb, State + 1, Blocks, 1u, State + 1, "a0")]
    [InlineData(Absorb, State + 2, Blocks, 0u, State + 2, "a0")]
    [InlineData(Permute, State + 3, 0u, 0u, State + 3, "a0")]
    [InlineData(Absorb, End - 196, Blocks, 1u, End - 196, "a0")]
    [InlineData(Permute, End - 196, 0u, 0u, End - 196, "a0")]
    [InlineData(Permute, 0xFFFFFFFC, 0u, 0u, 0xFFFFFFFC, "a0")]
    [InlineData(Absorb, State, Blocks, 0x10000u, 0x10000u, "a2")]
    [InlineData(Absorb, State, Blocks, 0xFFFFFFFFu, 0xFFFFFFFFu, "a2")]
    [InlineData(Absorb, State, Blocks + 2, 1u, Blocks + 2, "a1")]
    [InlineData(Absorb, State, Blocks + 1, 0u, Blocks + 1, "a1")]
    [InlineData(Absorb, State, End - 132, 1u, End - 132, "a1")]
    [InlineData(Absorb, State, 0xFFFFFFFC, 1u, 0xFFFFFFFC, "a1")]
    [InlineData(Absorb, State, End - 8_912_756, 65535u, End - 8_912_756, "a1")]
    [InlineData(Absorb, State, State + 196, 1u, State + 196, "a1")]
    [InlineData(Absorb, State, State - 132, 1u, State - 132, "a1")]
    [InlineData(Absorb, State, State - 268, 2u, State - 268, "a1")]
    [InlineData(Absorb, State, State, 1u, State, "a1")]
    public void S23_ArgumentsThatACallDoesNotTakeFault(uint number, uint state, uint blocks, uint count, uint argument, string name)
    {
        var image = Guest.Load(Guest.Call(number, state, blocks, count), Exit());
        var fault = Assert.Throws<GuestFaultException>(() => Executor.Run(image, []));
        Assert.Equal((FaultKind.BadAcceleratorCall, argument), (fault.Kind, fault.Address));
        Assert.Contains(number == Absorb ? "keccak_absorb: " : "keccak_f1600: ", fault.Message);
        Assert.Contains(" in " + name, fault.Message);
        var recorded = Assert.Throws<GuestFaultException>(() => Trace.Recorder.Record(image, [], new(), Memory.BufferPool.Shared, default));
        Assert.Equal(fault.Message, recorded.Message);
        var reference = Assert.Throws<GuestFaultException>(() => new ReferenceInterpreter(image, [], null).Run());
        Assert.Equal((fault.Kind, fault.Pc, fault.Address, fault.Cycle), (reference.Kind, reference.Pc, reference.Address, reference.Cycle));
    }

    [Fact]
    public void S23_ClobbersA0OnlyAndLeavesMemoryAroundTheState()
    {
        var image = Guest.Load(
            [.. Li(5, State), .. Li(6, 0x1234_5678), Sw(6, -4, 5), Sw(6, 200, 5)],
            Guest.Call(Permute, State, 7, 9), [Add(7, A1, A2), Add(7, 7, A0), Lw(8, -4, 5), Lw(9, 200, 5), Sub(8, 8, 9), Add(A0, 7, 8)], Exit());
        Assert.Equal(16u, Guest.Run(image).ExitCode);
    }

    // Keccak with capacity 512 and the given suffix, by either call.
    private static byte[] Hash(byte[] message, byte suffix, uint number)
    {
        var padded = new byte[136 * (message.Length / 136 + 1)];
        message.CopyTo(padded, 0);
        padded[message.Length] = suffix;
        padded[^1] |= 0x80;
        var count = (uint)padded.Length / 136;
        uint[] absorb = number == Absorb ? Guest.Call(Absorb, State, Blocks, count) : PermuteEach(count);
        return Guest.Run(Guest.Load(Guest.Call(63, 0, Blocks, (uint)padded.Length), absorb, Guest.Call(64, 3, State, 32), Exit(0)), padded).Journal;
    }

    // The guest adds the blocks itself: for each of 34 words xor, then the call.
    private static uint[] PermuteEach(uint count)
    {
        uint[] loop =
        [
            .. Li(5, State), .. Li(6, 34),
            Lw(7, 0, 8), Lw(28, 0, 5), Xor(7, 7, 28), Sw(7, 0, 5), Addi(5, 5, 4), Addi(8, 8, 4), Addi(6, 6, -1), Bne(6, 0, -28),
            .. Li(A0, State), .. Li(A7, Permute), Ecall(), Addi(9, 9, -1),
        ];
        return [.. Li(8, Blocks), .. Li(9, count), .. loop, Bne(9, 0, -4 * loop.Length)];
    }
}
