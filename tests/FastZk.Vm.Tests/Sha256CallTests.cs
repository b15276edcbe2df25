using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastZk.Memory;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>S21, S23: the call sha256_compress in every implementation: results, arguments that fault, buffers next to each other, text and constants as buffers.</summary>
public sealed class Sha256CallTests
{
    private const uint State = 0x20000, Blocks = 0x30000, Limit = 0xFFFF_FF00;

    private static readonly uint[] Initial = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    private static readonly BufferPool Pool = new();

    private static readonly TranslationPolicy[] Policies = [TranslationPolicy.Never, TranslationPolicy.Eager];

    [Theory]
    [InlineData(State + 1, Blocks, 1u, State + 1, "the state in a0 must start at a multiple of 4")]
    [InlineData(State + 2, Blocks, 0u, State + 2, "the state in a0 must start at a multiple of 4")]
    [InlineData(State + 3, Blocks, 1u, State + 3, "the state in a0 must start at a multiple of 4")]
    [InlineData(Limit - 28, Blocks, 1u, Limit - 28, "the state in a0 passes the end of memory")]
    [InlineData(0xFFFF_FFFCu, Blocks, 0u, 0xFFFF_FFFCu, "the state in a0 passes the end of memory")]
    [InlineData(State, Blocks, 65536u, 65536u, "the count in a2 is 65536, of at most 65535 blocks")]
    [InlineData(State, Blocks, 0xFFFF_FFFFu, 0xFFFF_FFFFu, "the count in a2 is 4294967295, of at most 65535 blocks")]
    [InlineData(State, Blocks, 0x0400_0000u, 0x0400_0000u, "the count in a2 is 67108864, of at most 65535 blocks")]
    [InlineData(State, Blocks + 1, 1u, Blocks + 1, "the blocks in a1 must start at a multiple of 4")]
    [InlineData(State, Blocks + 2, 0u, Blocks + 2, "the blocks in a1 must start at a multiple of 4")]
    [InlineData(State, Blocks + 3, 2u, Blocks + 3, "the blocks in a1 must start at a multiple of 4")]
    [InlineData(State, Limit - 60, 1u, Limit - 60, "the blocks in a1 pass the end of memory")]
    [InlineData(State, Limit - 64, 2u, Limit - 64, "the blocks in a1 pass the end of memory")]
    [InlineData(State, 0xFFFF_FFC0u, 1u, 0xFFFF_FFC0u, "the blocks in a1 pass the end of memory")]
    [InlineData(State, 0xFFFF_FFC0u, 2u, 0xFFFF_FFC0u, "the blocks in a1 pass the end of memory")]
    [InlineData(State, 0xFFF0_0000u, 65535u, 0xFFF0_0000u, "the blocks in a1 pass the end of memory")]
    [InlineData(State, State, 1u, State, "the blocks in a1 overlap the state in a0")]
    [InlineData(State, State + 28, 1u, State + 28, "the blocks in a1 overlap the state in a0")]
    [InlineData(State, State - 60, 1u, State - 60, "the blocks in a1 overlap the state in a0")]
    [InlineData(State, State - 16, 1u, State - 16, "the blocks in a1 overlap the state in a0")]
    [InlineData(State, State - 64 * 3 + 4, 3u, State - 64 * 3 + 4, "the blocks in a1 overlap the state in a0")]
    [InlineData(State, State - 64 * 2, 65535u, State - 64 * 2, "the blocks in a1 overlap the state in a0")]
    public void S21_ArgumentsThatItDoesNotTakeAreFaultsEverywhere(uint state, uint blocks, uint count, uint argument, string detail)
    {
        // The call comes when the code around it has been translated; what it would read is not zero.
        var image = Guest.Load([.. Li(9, 400), .. Li(8, Blocks), Sw(9, 0, 8), Addi(9, 9, -1), Bne(9, 0, -8)], Guest.Call(EcallNumber.Sha256Compress, state, blocks, count), Exit(0));
        var fault = Assert.Throws<GuestFaultException>(() => ReferenceInterpreter.Run(image, default));
        Assert.Equal((FaultKind.BadAcceleratorCall, argument, image.CodeBase + 4 * (uint)(image.Code.Length - Exit(0).Length - 1)), (fault.Kind, fault.Address, fault.Pc));
        Assert.Contains($"sha256_compress: {detail})", fault.Message, StringComparison.Ordinal);
        foreach (var policy in Policies)
        {
            Assert.Equal(Outcome.OfReference(image, default), Outcome.OfExecutor(image, default, null, policy));
        }

        var ofRecorder = Assert.Throws<GuestFaultException>(() => Recorder.Record(image, default, new(), Pool, default).Dispose());
        Assert.Equal((fault.Kind, fault.Address, fault.Pc, fault.Cycle, fault.Message), (ofRecorder.Kind, ofRecorder.Address, ofRecorder.Pc, ofRecorder.Cycle, ofRecorder.Message));
    }

    [Theory]
    [InlineData(State, State + 32, 1u)]
    [InlineData(State, State - 64, 1u)]
    [InlineData(State, State - 192, 3u)]
    [InlineData(State, State, 0u)]
    [InlineData(State, State + 16, 0u)]
    [InlineData(State, 0xFFFF_FFFCu, 0u)]
    [InlineData(State, Limit - 64, 1u)]
    [InlineData(Limit - 32, Limit - 96, 1u)]
    [InlineData(Limit - 32, 0u, 2u)]
    [InlineData(0u, 32u, 1u)]
    public void S21_ArgumentsAtTheEdgesAreTaken(uint state, uint blocks, uint count)
    {
        var image = Guest.Load([.. Li(8, state), .. Li(5, 0x1234_5678), Sw(5, 12, 8)], Guest.Call(EcallNumber.Sha256Compress, state, blocks, count), [Addi(20, A0, 0), Xor(21, A1, A2), Xor(21, 21, A7)],
            Guest.Call(64, 3, state, 32), [Addi(A0, 20, 0)], Exit());
        var expected = new uint[8];
        expected[3] = 0x1234_5678;
        for (var b = 0; b < count; b++)
        {
            Sha256Call.Compress(expected, new uint[16]);
        }

        foreach (var policy in Policies)
        {
            Assert.Equal(Outcome.OfReference(image, default), Outcome.OfExecutor(image, default, null, policy));
        }

        AssertRecords(image, [], expected);
    }

    [Fact]
    public void S23_DigestsAreThoseOfSha256()
    {
        var random = new Random(256);
        foreach (var length in Enumerable.Range(0, 132).Concat([191, 192, 247, 248, 256, 1000, 4096, 10_007]))
        {
            var message = new byte[length];
            random.NextBytes(message);
            Assert.Equal(SHA256.HashData(message), Digest(message, 1 + length / 64 / 3));
        }
    }

    /// <summary>Examples of FIPS 180-2, appendix B, and messages of the algorithm's validation suite (short messages).</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")]
    [InlineData("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98")]
    [InlineData("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2")]
    [InlineData("616263", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void S23_PublishedExamples(string message, string digest) => Assert.Equal(digest, Convert.ToHexStringLower(Digest(Convert.FromHexString(message), 1)));

    [Fact]
    public void S23_AMillionTimesTheLetterA() =>
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Convert.ToHexStringLower(Digest(Encoding.ASCII.GetBytes(new string('a', 1_000_000)), 3)));

    [Fact]
    public void S23_StatesAreWordsAndBlocksAreBytes()
    {
        // Every single bit of state and block counts, in its own place.
        var random = new Random(1);
        var data = new uint[24];
        var seen = new HashSet<string>();
        for (var bit = -1; bit < 24 * 32; bit++)
        {
            Initial.CopyTo(data, 0);
            Array.Clear(data, 8, 16);
            if (bit >= 0)
            {
                data[bit / 32] ^= 1u << bit % 32;
            }

            var image = ElfImage.Load(ElfBuilder.WithCode([.. Guest.Call(EcallNumber.Sha256Compress, State, State + 32, 1), .. Guest.Call(64, 3, State, 32), .. Exit(0)])
                .AddSegment(State, ElfBuilder.ToBytes(data), ElfBuilder.ReadWrite).Build());
            Assert.True(seen.Add(Convert.ToHexString(bit % 40 == 0 ? Guest.Run(image).Journal : Executor.Run(image, default).Journal)));
        }
    }

    [Fact]
    public void S23_ConstantsAndTextMayBeBlocks()
    {
        // Blocks in a read-only segment, and blocks that are the program itself: read as it was loaded.
        uint[] code = [.. Guest.Call(EcallNumber.Sha256Compress, State, Blocks, 1), .. Guest.Call(EcallNumber.Sha256Compress, State, 0x10000, 1), .. Guest.Call(64, 3, State, 32), .. Exit(0)];
        code = [.. code, .. Enumerable.Repeat(Fence(), 32 - code.Length)];
        uint[] constants = [.. Enumerable.Range(0, 16).Select(i => 0x0102_0304u * (uint)i)];
        var image = ElfImage.Load(ElfBuilder.WithCode(code).AddSegment(State, ElfBuilder.ToBytes(Initial), ElfBuilder.ReadWrite).AddSegment(Blocks, ElfBuilder.ToBytes(constants), ElfBuilder.Read).Build());
        var expected = (uint[])Initial.Clone();
        Sha256Call.Compress(expected, constants);
        Sha256Call.Compress(expected, code.AsSpan(0, 16));
        Assert.Equal(ElfBuilder.ToBytes(expected), Guest.Run(image).Journal);
        AssertRecords(image, [], expected);
    }

    [Theory]
    [InlineData(0x10000u, 0x10000u)]
    [InlineData(0x10010u, 0x10010u)]
    [InlineData(0xFFF0u, 0x10000u)]
    public void S23_AStateInTextIsWrittenAsDataAndReportedOnce(uint state, uint reported)
    {
        // What runs stays what was loaded; what is read is what was written.
        var image = Guest.Load([.. Li(9, 3)], Guest.Call(EcallNumber.Sha256Compress, state, Blocks, 1), [Addi(9, 9, -1), Bne(9, 0, -4 * (Guest.Call(EcallNumber.Sha256Compress, state, Blocks, 1).Length + 1))],
            Guest.Call(64, 3, state, 32), Exit(0));
        List<(uint Pc, uint Address)> ofExecutor = [], ofRecorder = [];
        foreach (var policy in Policies)
        {
            ofExecutor.Clear();
            var options = new ExecutionOptions { TextStoreWarning = (pc, at) => ofExecutor.Add((pc, at)) };
            Assert.Equal(Outcome.OfReference(image, default), Outcome.OfExecutor(image, default, options, policy));
            Assert.Equal(reported, Assert.Single(ofExecutor).Address);
        }

        Recorder.Record(image, default, new() { TextStoreWarning = (pc, at) => ofRecorder.Add((pc, at)) }, Pool, default).Dispose();
        Assert.Equal(ofExecutor, ofRecorder);
        Assert.NotEqual(new byte[32], Guest.Run(image).Journal);
    }

    [Fact]
    public void S23_TheRecordOfACallHoldsWhatItReadAndWhen()
    {
        // Two calls on one state, the second with blocks that the first read as well.
        var image = Guest.Load(Guest.Call(EcallNumber.Sha256Compress, State, Blocks, 2), Guest.Call(EcallNumber.Sha256Compress, State, Blocks + 64, 1), Exit(0));
        using var trace = Recorder.Record(image, default, new(), Pool, default);
        Assert.Equal((2, 3), (trace.Sha256Calls.Count, trace.Sha256Blocks.Count));
        uint Call(int row, Sha256CallColumn c, int k = 0) => trace.Sha256Calls[row, (int)c + k];
        uint Block(int row, Sha256BlockColumn c, int k = 0) => trace.Sha256Blocks[row, (int)c + k];
        Assert.Equal((0u, 0u), (Block(0, Sha256BlockColumn.Run), Block(0, Sha256BlockColumn.IsLast)));
        Assert.Equal((0u, 1u), (Block(1, Sha256BlockColumn.Run), Block(1, Sha256BlockColumn.IsLast)));
        Assert.Equal((1u, 1u), (Block(2, Sha256BlockColumn.Run), Block(2, Sha256BlockColumn.IsLast)));
        for (var k = 0; k < 8; k++)
        {
            Assert.Equal(Call(0, Sha256CallColumn.NewWords, k), Call(1, Sha256CallColumn.OldWords, k));
            Assert.Equal(Call(0, Sha256CallColumn.Time) + 5, Call(1, Sha256CallColumn.TimesOld, k));
            Assert.Equal(0u, Call(0, Sha256CallColumn.TimesOld, k));
        }

        for (var k = 0; k < 16; k++)
        {
            Assert.Equal(0u, Block(1, Sha256BlockColumn.TimesOld, k));
            Assert.Equal(Block(0, Sha256BlockColumn.Time) + 5, Block(2, Sha256BlockColumn.TimesOld, k));
        }

        Assert.Equal((Blocks / 4, Blocks / 4 + 16, Blocks / 4 + 16), (Block(0, Sha256BlockColumn.Word), Block(1, Sha256BlockColumn.Word), Block(2, Sha256BlockColumn.Word)));
    }

    [Fact]
    public void S21_ALongCallCanBeCancelled()
    {
        using var source = new CancellationTokenSource();
        var options = new ExecutionOptions { Console = (_, _) => source.Cancel() };
        var image = Guest.Load(Guest.Call(64, 1, Blocks, 4), Guest.Call(EcallNumber.Sha256Compress, State, Blocks, 65535), [Jal(0, 0)]);
        Assert.ThrowsAny<OperationCanceledException>(() => Executor.Run(image, default, options, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Recorder.Record(image, default, options, Pool, source.Token).Dispose());
    }

    // The digest that a guest computes of its input, which is the padded message, in so many calls.
    private static byte[] Digest(byte[] message, int calls)
    {
        var padded = new byte[(message.Length + 8) / 64 * 64 + 64];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), 8 * (ulong)message.Length);
        var (blocks, code) = (padded.Length / 64, new List<uint>(Guest.Call(63, 0, Blocks, (uint)padded.Length)));
        for (var c = 0; c < calls; c++)
        {
            var (from, to) = (blocks * c / calls, blocks * (c + 1) / calls);
            code.AddRange(Guest.Call(EcallNumber.Sha256Compress, State, Blocks + 64 * (uint)from, (uint)(to - from)));
        }

        var image = ElfImage.Load(ElfBuilder.WithCode([.. code, .. Guest.Call(64, 3, State, 32), .. Exit(0)]).AddSegment(State, ElfBuilder.ToBytes(Initial), ElfBuilder.ReadWrite).Build());
        var state = Guest.Run(image, padded).Journal;
        for (var i = 0; i < 32; i += 4)
        {
            Array.Reverse(state, i, 4);
        }

        return state;
    }

    private static void AssertRecords(ElfImage image, byte[] input, uint[] state)
    {
        using var trace = Recorder.Record(image, input, new(), Pool, default);
        Assert.Equal(ElfBuilder.ToBytes(state), trace.Journal);
        Assert.Equal(Executor.Run(image, input).Cycles, trace.Cycles);
    }
}
