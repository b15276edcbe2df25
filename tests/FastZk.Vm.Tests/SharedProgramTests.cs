using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FastZk.Memory;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Runs of one program share translations and tables, at once and one after the other, and none can tell.</summary>
public sealed class SharedProgramTests
{
    private const byte StoresToText = 200, Faults = 201;

    // Many small regions that are replaced again and again.
    private static readonly TranslationPolicy Restless =
        TranslationPolicy.Eager with { ProfiledJumps = 3, MaxProfiles = 200, MaxGrown = 4, MaxRegionCost = 300 };

    // Reads the input and goes through it byte by byte: sums, a call, loads from absent pages, stores; a byte may ask for a store to text or a fault.
    private static readonly uint[][] Program =
    [
        Guest.Call(63, 0, 0x20000, 40_000), [Addi(20, A0, 0), Lui(8, 0x20), Auipc(21, 0), Addi(22, 21, 80)],
        [
            Beq(20, 0, 92), Lbu(5, 0, 8), Slli(12, 5, 14), Lui(11, 0x7000), Add(12, 12, 11), Lw(13, 0, 12), Andi(6, 5, 3), Beq(6, 0, 12), Mulhu(14, 5, 7),
            Add(7, 7, 14), Addi(6, 5, -StoresToText), Bne(6, 0, 8), Sw(7, 0, 21), Addi(6, 5, -Faults), Bne(6, 0, 8), Lw(6, 1, 21), Jalr(1, 22, 0), Jal(0, -68),
        ],
        [Add(7, 7, 5), Sb(7, 0, 8), Addi(8, 8, 1), Addi(20, 20, -1), Jalr(0, 1, 0)], [Addi(A0, 7, 0), .. Exit()],
    ];

    [Fact]
    public void ThreadsWithDifferentInputsAndOptionsAgreeWithFreshPrograms()
    {
        var shared = Load();
        Case[] cases = [.. Enumerable.Range(0, 40).Select(Case.Make)];
        var expected = cases.Select(c => c.Run(Load(), TranslationPolicy.Never)).ToArray();
        Assert.True(expected.Distinct().Count() > 30);
        for (var c = 0; c < cases.Length; c++)
        {
            if (!cases[c].WarningThrows)
            {
                Assert.Equal(Outcome.OfReference(Load(), cases[c].Input, new() { MaxCycles = cases[c].MaxCycles }), expected[c].Outcome);
            }
        }

        var actual = Enumerable.Range(0, 16 * cases.Length).AsParallel().WithDegreeOfParallelism(16)
            .Select(i => (Case: i * 7 % cases.Length, Result: cases[i * 7 % cases.Length].Run(shared, Restless))).ToArray();
        Assert.All(actual, a => Assert.Equal(expected[a.Case], a.Result));
        using var machine = new Machine(shared, ExecutionOptions.Default, default, Restless);
        Assert.True(machine.HotCode is null || machine.HotCode.Translated.Profiles > 3);
    }

    [Fact]
    public void RecordingsAfterRunsThatEndedBadlyAreThoseOfAFreshProgram()
    {
        var shared = Load();
        using var pool = new BufferPool();
        var input = Case.Make(0).Input;
        using var other = new BufferPool();
        var expected = Words(Load(), input, other);
        for (var round = 0; round < 3; round++)
        {
            EndBadly(shared, pool, round);
            Assert.Equal(0, pool.BytesInUse);
            AssertWiped(pool);
            Assert.Equal(expected, Words(shared, input, pool));
        }

        AssertTablesAreEmpty();
    }

    private static ElfImage Load() => Guest.Load(Program);

    private static void EndBadly(ElfImage image, BufferPool pool, int round)
    {
        var faulty = Case.Bytes(9000 + round, Faults);
        var storing = Case.Bytes(9000 + round, StoresToText);
        void Record(byte[] input, ExecutionOptions options, BufferPool? other = null, CancellationToken cancellation = default) =>
            Recorder.Record(image, input, options, other ?? pool, cancellation).Dispose();

        Assert.Throws<GuestFaultException>(() => Record(faulty, new()));
        Assert.Throws<GuestFaultException>(() => Record(storing, new() { MaxCycles = 5000 + round }));
        Assert.Throws<InvalidTimeZoneException>(() => Record(storing, new() { TextStoreWarning = (_, _) => throw new InvalidTimeZoneException() }));
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Record(storing, new() { TextStoreWarning = (_, _) => source.Cancel() }, null, source.Token));
        for (var limit = 1 << 12; limit < 1 << 22; limit *= 2)
        {
            using var small = new BufferPool(limit, hugePages: false);
            try
            {
                Record(storing, new(), small);
            }
            catch (MemoryLimitException)
            {
            }

            Assert.Equal(0, small.BytesInUse);
        }
    }

    // The blocks that the pool keeps are zero.
    private static void AssertWiped(BufferPool pool)
    {
        var blocks = new List<NativeBuffer>();
        foreach (var c in Enum.GetValues<InstructionClass>())
        {
            for (var kept = pool.BytesCached; kept > 0; kept = pool.BytesCached)
            {
                blocks.Add(pool.Rent((long)RecordList.ChunkRows * TraceLayout.ColumnsOf(c) * sizeof(uint)));
                if (pool.BytesCached == kept)
                {
                    break; // a new one
                }

                Assert.Equal(-1, blocks[^1].AsSpan<byte>().IndexOfAnyExcept((byte)0));
            }
        }

        Assert.NotEmpty(blocks);
        blocks.ForEach(b => b.Dispose());
    }

    private static unsafe void AssertTablesAreEmpty()
    {
        using var memory = new GuestMemory();
        using var clock = new AccessClock();
        for (var page = 0; page < 1 << 20; page++)
        {
            if (memory.PageTable[page] != null || memory.PageOffsets[page] != 0 || memory.PageOffsets[GuestMemory.StoreOffsets + page] != 0 || clock.Table[page] != null)
            {
                Assert.Fail($"page {page} is left of an earlier run");
            }
        }
    }

    // All that was recorded, list by list.
    private static string Words(ElfImage image, byte[] input, BufferPool pool)
    {
        using var trace = Recorder.Record(image, input, new(), pool, default);
        RecordList[] lists = [.. Enum.GetValues<InstructionClass>().Select(c => trace[c]), trace.JournalWords, trace.InputWords, trace.Bumps, trace.Boundary];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var counts = new List<int>();
        foreach (var list in lists)
        {
            counts.Add(list.Count);
            for (var chunk = 0; chunk < list.ChunkCount; chunk++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(list.Rows(chunk)));
            }
        }

        return $"{trace.Cycles} {trace.ExitCode} {string.Join(',', counts)} {Convert.ToHexString(hash.GetHashAndReset())}";
    }

    private sealed record Result(Outcome Outcome, string Warnings);

    private sealed record Case(byte[] Input, long MaxCycles, bool Warns, bool WarningThrows)
    {
        public static Case Make(int seed) =>
            new(
                Bytes(seed, seed % 4 == 1 ? StoresToText : seed % 7 == 2 ? Faults : (byte)7), seed % 5 == 3 ? 10_000 + 100 * seed : 1L << 32,
                seed % 3 != 0, seed % 12 == 5);

        public static byte[] Bytes(int seed, byte special)
        {
            var random = new Random(seed);
            var input = new byte[1500 + random.Next(2500)];
            random.NextBytes(input);
            for (var i = 0; i < input.Length; i++)
            {
                input[i] %= StoresToText;
            }

            input[random.Next(input.Length)] = special;
            return input;
        }

        public Result Run(ElfImage image, TranslationPolicy policy)
        {
            var warnings = "";
            var options = new ExecutionOptions
            {
                MaxCycles = MaxCycles,
                TextStoreWarning = !Warns ? null : (pc, address) =>
                {
                    warnings += $"{pc:x} {address:x};";
                    if (WarningThrows)
                    {
                        throw new InvalidTimeZoneException();
                    }
                },
            };
            try
            {
                return new(Outcome.OfExecutor(image, Input, options, policy), warnings);
            }
            catch (InvalidTimeZoneException)
            {
                return new(new("thrown", "", "", ""), warnings);
            }
        }
    }
}
