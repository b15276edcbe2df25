using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>S21 to S23, S26: ELF files, calls and buffers, from the file to verdict.</summary>
public sealed class HostLineTests
{
    private static readonly string[] Place = ["word", "offset", "moved0", "moved1", "moved2", "moved3"], Limbs = ["0", "1"];

    private const int Ecall = (int)InstructionClass.Ecall, Journal = Rv32Circuit.Journal;

    [Fact]
    public void S21_AnUnknownCallHasMinus38()
    {
        var elf = Bare.Elf(Bare.Call(EcallNumber.FirstReserved), Li(Bare.In, Bare.Data), [Sw(A0, 0, Bare.In)], Bare.Publish(Bare.Data, 4));
        ForgedRun.AssertProves(elf, [], BitConverter.GetBytes(-38));
        foreach (var limb in Limbs)
        {
            ForgedRun.AssertRejected(Bare.Elf(Bare.Call(EcallNumber.FirstReserved), [Addi(A0, 0, 0)]), [], w =>
            {
                const int addImmediate = (int)InstructionClass.AddImmediate;
                var next = Enumerable.Range(0, w.Rows[addImmediate]).Single(r => w.Get(addImmediate, r, "time_d") == w.Get(Ecall, 0, "time") + 6);
                w.Set(Ecall, 0, "a0_new" + limb, 0);
                w.Set(addImmediate, next, "old" + limb, 0);
            }, "ecall[0]: result_unknown" + limb);
        }
    }

    [Fact]
    public void S22_NoProgramComesOfAMalformedFile()
    {
        uint[] code = [Addi(T0, 0, 1), .. Exit(0)];
        var cases = new (ElfError Error, byte[] Elf)[]
        {
            (ElfError.EmptyFile, []),
            (ElfError.Truncated, ElfBuilder.FromCode(code)[..60]),
            (ElfError.WrongClass, new ElfBuilder { Class = 2 }.AddCode(0x10000, code).Build()),
            (ElfError.WrongMachine, new ElfBuilder { Machine = 62 }.AddCode(0x10000, code).Build()),
            (ElfError.WrongByteOrder, new ElfBuilder { ByteOrder = 2 }.AddCode(0x10000, code).Build()),
            (ElfError.OverlappingSegments, ElfBuilder.WithCode(code).AddSegment(0x10004, [1], ElfBuilder.ReadWrite).Build()),
            (ElfError.EntryOutsideText, new ElfBuilder { Entry = 0x20000 }.AddCode(0x10000, code).AddSegment(0x20000, ElfBuilder.ToBytes(code), ElfBuilder.ReadWrite).Build()),
            (ElfError.SegmentOutOfRange, ElfBuilder.WithCode(code).AddSegment(0x8000_0000, [1], ElfBuilder.ReadWrite, 0xFFFF_FFFF).Build()),
            (ElfError.CompressedCode, ElfBuilder.FromCode(0x0001_4501, Vm.Tests.Support.Assembler.Ecall())),
        };
        foreach (var (error, elf) in cases)
        {
            Assert.Equal(error, Assert.Throws<InvalidElfException>(() => GuestProgram.Load(elf)).Error);
        }
    }

    [Fact]
    public void S22_WhatIsLoadedIsWhatTheImageIdNames()
    {
        // Bytes behind the segments and symbols are not loaded, one byte of data is.
        uint[] code = [Addi(T0, 0, 1), .. Exit(0)];
        using var plain = GuestProgram.Load(ElfBuilder.FromCode(code));
        using var longer = GuestProgram.Load([.. ElfBuilder.FromCode(code), 1, 2, 3]);
        using var named = GuestProgram.Load(ElfBuilder.WithCode(code).AddSymbol("main", 0x10000, 4).Build());
        using var other = GuestProgram.Load(ElfBuilder.WithCode(code).AddSegment(0x20000, [1], ElfBuilder.ReadWrite).Build());
        Assert.Equal(plain.ImageId, longer.ImageId);
        Assert.Equal(plain.ImageId, named.ImageId);
        Assert.NotEqual(plain.ImageId, other.ImageId);
    }

    [Fact]
    public void S23_BuffersOfEveryCountAndAlignmentProve()
    {
        // read(0, In + 16 + k, n), published; k = 0..3, n = 0..9: within a word, across two and three, none at all.
        var (parts, journal, input) = (new List<uint[]>(), new List<byte>(), new List<byte>());
        for (var k = 0u; k < 4; k++)
        {
            for (var n = 0u; n < 10; n++)
            {
                parts.AddRange([Bare.Call(63, 0, Bare.Data + 16 + k, n), Bare.Publish(Bare.Data + 16 + k, n)]);
                var bytes = Enumerable.Range(0, (int)n).Select(i => (byte)(37 * input.Count + 11 * i)).ToArray();
                input.AddRange(bytes);
                journal.AddRange(bytes);
            }
        }

        ForgedRun.AssertProves(Bare.Elf([.. parts]), [.. input], [.. journal]);
    }

    [Fact]
    public void S23_BuffersMayOverlapEachOtherAndTheirOwnInput()
    {
        // Two reads whose buffers overlap, both before anything is published; then a word published twice at once, from within.
        var elf = Bare.ElfWithData([0x4433_2211, 0x8877_6655, 0], Bare.Call(63, 0, Bare.Data + 1, 4), Bare.Call(63, 0, Bare.Data + 3, 4),
            Bare.Publish(Bare.Data, 9), Bare.Publish(Bare.Data + 2, 3));
        ForgedRun.AssertProves(elf, [1, 2, 3, 4, 5, 6, 7, 8], [0x11, 1, 2, 5, 6, 7, 8, 0x88, 0, 2, 5, 6]);
    }

    [Fact]
    public void S23_TwoCallsDoNotExchangeTheirRows()
    {
        // Two writes of one length: the rows of the first one's chain serve the second, and the other way round.
        var elf = Bare.ElfWithData([0x0403_0201], Bare.Publish(Bare.Data, 2), Bare.Publish(Bare.Data + 2, 2));
        ForgedRun.AssertRejected(elf, [], w =>
        {
            foreach (var column in Place)
            {
                var first = w.Get(Journal, 0, column);
                w.Set(Journal, 0, column, w.Get(Journal, 1, column));
                w.Set(Journal, 1, column, first);
            }

            w.Journal = [3, 4, 1, 2];
        }, $"bus {Bus.Device} ");
    }

    [Fact]
    public void S23_AChainOfRowsIsNotCutOff()
    {
        // Nine bytes, of which the last row is left out and the journal is one shorter.
        ForgedRun.AssertRejected(Bare.ElfWithData([1, 2, 3], Bare.Publish(Bare.Data, 9)), [], w =>
        {
            w.Clear(Journal, 2);
            w.Journal = w.Journal[..8];
            var key = WitnessEdits.Key(Bare.Data) + 2;
            w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", key), "time", 0);
        }, $"bus {Bus.Device} ");
    }

    [Fact]
    public void S26_TheJournalIsWhatWasWrittenInItsOrder()
    {
        var elf = Bare.ElfWithData([0x0403_0201], Bare.Publish(Bare.Data, 2), Bare.Publish(Bare.Data + 2, 2));
        ForgedRun.AssertRejected(elf, [], w => w.Journal = [3, 4, 1, 2], $"bus {Bus.Public} ");
    }
}
