using FastZk.Vm;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S09, S13, S21, S26, S27: ecalls, the journal and the input.</summary>
public class IoForgeryTests
{
    private const int Ecall = (int)InstructionClass.Ecall, Journal = Rv32Circuit.Journal, Input = Rv32Circuit.Input;

    [Fact]
    public void S26_AnotherJournalIsRejected()
    {
        foreach (var journal in new byte[][] { [3, 4, 1, 2], [1, 2, 3], [1, 2, 3, 4, 0], [], [1, 2, 3, 5], [1, 1, 3, 4] })
        {
            using var w = TwoWrites();
            w.Journal = journal;
            w.AssertRejected();
        }
    }

    [Fact]
    public void S26_TheOrderOfTwoWritesIsTheOrderOfExecution()
    {
        // The second write takes index 0 and the first one index 2; the journal length's history is put into that order.
        using var w = TwoWrites();
        long first = w.Get(Ecall, 0, "time"), second = w.Get(Ecall, 1, "time");
        w.Set(Ecall, 1, "state_old0", 0);
        w.Set(Ecall, 1, "state_new0", 2);
        w.Set(Ecall, 1, "time_state", 0);
        w.Set(Ecall, 0, "state_old0", 2);
        w.Set(Ecall, 0, "state_new0", 4);
        w.Set(Ecall, 0, "time_state", second + 5);
        w.Set(Journal, 0, "index", 2);
        w.Set(Journal, 1, "index", 0);
        w.End(MemoryKey.JournalLength, first + 5, 4);
        w.Journal = [3, 4, 1, 2];
        var wrong = Forgery.Finish(w);
        Assert.All(wrong, x => Assert.StartsWith($"bus {Bus.Range} ", x));
        Assert.NotEmpty(wrong);
    }

    [Fact]
    public void S26_IndexesAreNotRepeatedOrSkipped()
    {
        foreach (var (index, journal) in new (long, byte[])[] { (1, [1, 3, 4]), (0, [1, 2]), (3, [1, 2, 0, 3, 4]) })
        {
            using var w = TwoWrites();
            w.Set(Ecall, 1, "state_old0", index);
            w.Set(Ecall, 1, "state_new0", index + 2);
            w.Set(Journal, 1, "index", index);
            w.Journal = journal;
            w.AssertRejected();
        }
    }

    [Fact]
    public void S26_APublishedByteIsTheMemorys()
    {
        using var w = TwoWrites();
        w.Set(Journal, 0, "m0", 0x0209);
        w.Set(Journal, 0, "m0_low", 9);
        w.Journal = [9, 2, 3, 4];
        w.AssertRejected();
    }

    [Fact]
    public void S26_TheBytesOfAWordAreCutInOneWay()
    {
        // 0x0201 as (0x101, 1) or (-0xFF, 3).
        foreach (var (low, high) in new[] { (0x101, 1), (-0xFF, 3) })
        {
            using var w = TwoWrites();
            w.Set(Journal, 0, "m0_low", low);
            w.Journal = [(byte)low, (byte)high, 3, 4];
            w.AssertRejected();
        }
    }

    [Fact]
    public void S26_AWriteCannotBeUnpublished()
    {
        using var w = TwoWrites();
        w.Clear(Journal, 1);
        w.Journal = [1, 2];
        w.AssertRejected();
    }

    [Fact]
    public void S27_AReadBeforeTheEndOfTheInputIsNotShort()
    {
        // Two reads of 8 with 16 bytes of input; the first claims to have got 4 although 12 are left.
        foreach (var full in new[] { 0, 1 })
        {
            using var w = TwoReads(16);
            w.Set(Ecall, 0, "count0", 4);
            w.Set(Ecall, 0, "a0_new0", 4);
            w.Set(Ecall, 0, "short0", 4);
            w.Set(Ecall, 0, "is_full", full);
            w.Set(Ecall, 0, "state_new0", 12);
            w.Set(Ecall, 0, "end_word", w.Get(Ecall, 0, "end_word") - 1);
            w.Set(Ecall, 1, "state_old0", 12);
            w.Set(Ecall, 1, "state_new0", 4);
            w.AssertRejected();
        }
    }

    [Fact]
    public void S27_AReadDoesNotGetMoreThanItAsksForOrThanIsLeft()
    {
        foreach (var (column, value) in new (string, long)[] { ("count0", 9), ("count0", 12), ("short0", -1), ("state_new0", 0), ("state_new0", 9), ("state_old0", 7), ("a0_new0", 9) })
        {
            using var w = TwoReads(12);
            var row = column == "state_old0" ? 1 : 0;
            w.Set(Ecall, row, column, value);
            w.AssertRejected();
        }
    }

    [Fact]
    public void S27_MoreThanWasAskedForIsANegativeShortfall()
    {
        // r = n + 2^16 and r = n + 1, with a longer input to match: only the ranges of the shortfall tell.
        using var w = TwoReads(12);
        var probe = new RowProbe(w);
        var text = TableText.Of(Ecall);
        foreach (var (limb, full) in new[] { ("0", 0), ("1", 0), ("0", 1), ("1", 1) })
        {
            var forged = w.Row(Ecall, 0);
            foreach (var column in new[] { "count", "a0_new", "state_old" })
            {
                forged[text[column + limb]] += Field.Fp.One;
            }

            forged[text["short" + limb]] -= Field.Fp.One;
            forged[text["is_full"]] = Field.Fp.FromInt64(full);
            // Nothing is left, so that a read that is not full may end here.
            forged[text["state_old0"]] -= forged[text["state_new0"]];
            forged[text["state_new0"]] = Field.Fp.Zero;
            Assert.NotNull(probe.Rejected(Ecall, 0, forged));
        }
    }

    [Fact]
    public void S27_WhatIsLeftDoesNotWrapBelowZero()
    {
        // 4 bytes left, 8 asked for and given: left' would be 2^32 - 4, or -4 in one limb or the other.
        using var w = TwoReads(12);
        Assert.Equal(4u, w.Get(Ecall, 1, "count0"));
        var probe = new RowProbe(w);
        var text = TableText.Of(Ecall);
        foreach (var (low, high) in new (long, long)[] { (0xFFFC, 0xFFFF), (-4, 0), (0xFFFC, -1), (0xFFFC, 0) })
        {
            foreach (var full in new[] { 0, 1 })
            {
                var forged = w.Row(Ecall, 1);
                forged[text["count0"]] = forged[text["a0_new0"]] = Field.Fp.FromUInt32(8);
                forged[text["short0"]] = Field.Fp.Zero;
                forged[text["is_full"]] = Field.Fp.FromInt64(full);
                forged[text["state_new0"]] = Field.Fp.FromInt64(low);
                forged[text["state_new1"]] = Field.Fp.FromInt64(high);
                Assert.NotNull(probe.Rejected(Ecall, 1, forged));
            }
        }
    }

    [Fact]
    public void S27_NothingIsReadBehindTheEndAndNotNothingBeforeIt()
    {
        foreach (var (input, count) in new[] { (8, 1), (12, 0) })
        {
            // The second read: one byte although nothing is left; nothing although 4 bytes are.
            using var w = TwoReads(input);
            var left = input - 8;
            var probe = new RowProbe(w);
            var text = TableText.Of(Ecall);
            foreach (var full in new[] { 0, 1 })
            {
                foreach (var now in new[] { left - count, 0, left })
                {
                    var forged = w.Row(Ecall, 1);
                    forged[text["count0"]] = forged[text["a0_new0"]] = Field.Fp.FromInt64(count);
                    forged[text["short0"]] = Field.Fp.FromInt64(8 - count);
                    forged[text["is_full"]] = Field.Fp.FromInt64(full);
                    forged[text["state_new0"]] = Field.Fp.FromInt64(now);
                    Assert.NotNull(probe.Rejected(Ecall, 1, forged));
                }
            }
        }
    }

    [Fact]
    public void S28_ABufferIsMovedOnceAndItsChainDoesNotGoRound()
    {
        // A row moves one to four bytes; all rows that a table may have move fewer than p.
        Assert.True(4L << Stark.Security.ProofShape.MaxLogTop < Field.Fp.Modulus);
        using var w = TwoWrites();
        var probe = new RowProbe(w);
        var text = TableText.Of(Journal);
        for (var bits = 0; bits < 16; bits++)
        {
            for (var offset = 0; offset < 4; offset++)
            {
                var forged = w.Row(Journal, 0);
                forged[text["offset"]] = Field.Fp.FromInt64(offset);
                for (var k = 0; k < 4; k++)
                {
                    forged[text["moved" + k]] = Field.Fp.FromInt64(bits >> k & 1);
                }

                // A run of ones that begins at the offset, and no other.
                var run = bits >> offset;
                var isRun = run != 0 && bits == run << offset && (run & run + 1) == 0;
                Assert.Equal(isRun, probe.Rejected(Journal, 0, forged) is null);
            }
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    public void S26_ACountOfPAndMoreIsNotThatLess(uint less)
    {
        // write(3, Data, p + 2): as a field element the count is 2 or, to be sure, 0; a0 and the journal's length would say p + 2.
        using var w = TwoWrites();
        var probe = new RowProbe(w);
        var text = TableText.Of(Ecall);
        var count = Field.Fp.Modulus + less;
        var forged = w.Row(Ecall, 0);
        foreach (var column in new[] { "a2_", "count", "a0_new", "state_new" })
        {
            forged[text[column + "0"]] = Field.Fp.FromUInt32(count & 0xFFFF);
            forged[text[column + "1"]] = Field.Fp.FromUInt32(count >> 16);
        }

        Assert.Null(text.Broken(forged, null, []));
        Assert.NotNull(probe.Rejected(Ecall, 0, forged));
    }

    [Fact]
    public void S26_AWordIsNotCutIntoTwoRows()
    {
        // The two bytes of one write in a row each: both would touch the word at one time.
        using var w = TwoWrites();
        w.Copy(Journal, 1, 2);
        w.Copy(Journal, 0, 1);
        w.Set(Journal, 0, "moved1", 0);
        w.Set(Journal, 1, "moved0", 0);
        w.Set(Journal, 1, "offset", 1);
        w.Set(Journal, 1, "index", 1);
        w.Set(Journal, 1, "left", 1);
        w.Set(Journal, 1, "time_m", w.Get(Journal, 0, "time") + 5);
        w.Set(Journal, 1, "gap_low", -1);
        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x => Assert.StartsWith($"bus {Bus.Range} ", x));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData((int)(EcallNumber.FirstReserved - EcallNumber.CycleCount) - 1, false)]
    [InlineData((int)(EcallNumber.FirstReserved - EcallNumber.CycleCount), true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    [InlineData(-1, false)]
    public void S21_UnknownNumbersAreTheReservedOnesOnly(int extra, bool isGood)
    {
        using var w = new WitnessChecks(Bare.Load(Bare.Call(EcallNumber.FirstReserved)), []);
        var forged = w.Row(Ecall, 0);
        forged[TableText.Of(Ecall)["number_extra"]] = Field.Fp.FromInt64(extra);
        Assert.Equal(isGood, new RowProbe(w).Rejected(Ecall, 0, forged) is null);
    }

    [Fact]
    public void S13_TheInputsLengthIsFreeButReadsAgreeWithIt()
    {
        using var w = TwoReads(12);
        // A longer input: the boundary's free length alone does not make a longer read.
        var row = w.Find(Rv32Circuit.Boundary, "key", MemoryKey.InputLeft);
        w.Set(Rv32Circuit.Boundary, row, "initial0", 13);
        w.AssertRejected();
    }

    [Fact]
    public void S13_InputBytesAreBytesAndTheOthersAreKept()
    {
        using var w = new WitnessChecks(ElfImage.Load(Bare.ElfWithData([0x4433_2211, 0x8877_6655], Bare.Call(63, 0, Bare.Data + 1, 2))), [0xAA, 0xBB]);
        w.AssertSound();
        var probe = new RowProbe(w);
        var text = TableText.Of(Input);
        foreach (var (column, delta) in new (string, long)[] { ("new0", 1), ("new0", 0x10000), ("new1", 0x100), ("new1", 0x10000), ("new1", 1 << 8), ("new0_low", 1), ("new1_low", 1), ("old0", 1), ("old1_low", 256), ("new0_low", -256) })
        {
            var forged = w.Row(Input, 0);
            forged[text[column]] += Field.Fp.FromInt64(delta);
            if (column is "new0_low")
            {
                forged[text["new0"]] += Field.Fp.FromInt64(delta);
            }

            Assert.NotNull(probe.Rejected(Input, 0, forged));
        }

        // Another byte of the input is another input.
        var other = w.Row(Input, 0);
        other[text["new0"]] += Field.Fp.FromInt64(256);
        Assert.Null(probe.Rejected(Input, 0, other));
    }

    [Fact]
    public void S21_AnEmptyBufferMovesNothing()
    {
        using var w = new WitnessChecks(Bare.Load(Li(Bare.In, Bare.Data), [Sw(Bare.In, 0, Bare.In)], Bare.Publish(Bare.Data, 1), Bare.Publish(Bare.Data, 0)), []);
        w.AssertSound();
        w.Copy(Journal, 0, 1);
        w.Set(Journal, 1, "time", w.Get(Ecall, 1, "time"));
        w.Set(Journal, 1, "index", 1);
        w.Set(Journal, 1, "left", 0);
        w.Journal = [.. w.Journal, w.Journal[0]];
        w.AssertRejected();
    }

    [Fact]
    public void S21_KindsOfCallsAreBoundToNumberAndDescriptor()
    {
        var calls = new (uint Number, uint A0)[] { (64, 3), (64, 1), (64, 2), (63, 0), (0x1000, 5), (EcallNumber.FirstReserved, 5), (0x10FF, 5) };
        string[] kinds = ["is_exit", "is_journal", "is_console", "is_read", "is_cycles", "is_unknown"];
        foreach (var (number, a0) in calls)
        {
            using var w = new WitnessChecks(Bare.Load(Bare.Call(number, a0, Bare.Data, 4)), [1, 2, 3, 4]);
            w.AssertSound();
            var probe = new RowProbe(w);
            var text = TableText.Of(Ecall);
            foreach (var kind in kinds.Where(k => w.Get(Ecall, 0, k) == 0))
            {
                foreach (var extra in new long[] { 0, 1, 255, 256, number - 0x1000L })
                {
                    var forged = w.Row(Ecall, 0);
                    foreach (var k in kinds)
                    {
                        forged[text[k]] = k == kind ? Field.Fp.One : Field.Fp.Zero;
                    }

                    forged[text["number_extra"]] = Field.Fp.FromInt64(extra);
                    Assert.NotNull(probe.Caught(Ecall, 0, forged));
                }
            }

            // The result of a call is a0's only change.
            foreach (var column in new[] { "a0_new0", "a0_new1" })
            {
                var forged = w.Row(Ecall, 0);
                forged[text[column]] += Field.Fp.One;
                Assert.NotNull(probe.Rejected(Ecall, 0, forged));
            }
        }
    }

    [Fact]
    public void S21_TheCycleCountIsFreeButCanonical()
    {
        using var w = new WitnessChecks(Bare.Load(Bare.Call(0x1000)), []);
        var probe = new RowProbe(w);
        var text = TableText.Of(Ecall);
        foreach (var (low, high, isGood) in new (long, long, bool)[] { (5, 7, true), (0xFFFF, 0x3FFF, true), (0x10000, 0, false), (0, 0x4000, false), (-1, 0, false) })
        {
            var forged = w.Row(Ecall, 0);
            forged[text["count0"]] = forged[text["a0_new0"]] = Field.Fp.FromInt64(low);
            forged[text["count1"]] = forged[text["a0_new1"]] = Field.Fp.FromInt64(high);
            Assert.Equal(isGood, probe.Rejected(Ecall, 0, forged) is null);
        }
    }

    [Fact]
    public void S21_BuffersBeginWhereA1Points()
    {
        foreach (var (column, delta) in new (string, long)[] { ("buffer_quarter", 1), ("buffer_bit0", 1), ("buffer_bit1", 1), ("buffer_quarter", 1 << 14), ("buffer_quarter", -1), ("buffer_bit0", 4) })
        {
            using var w = TwoWrites();
            w.Set(Ecall, 0, column, w.Get(Ecall, 0, column) + delta);
            w.AssertRejected();
        }
    }

    // write(3, Data, 2), write(3, Data + 2, 2) of the bytes 1, 2, 3, 4.
    private static WitnessChecks TwoWrites()
    {
        var w = new WitnessChecks(ElfImage.Load(Bare.ElfWithData([0x0403_0201], Bare.Publish(Bare.Data, 2), Bare.Publish(Bare.Data + 2, 2))), []);
        w.AssertSound();
        Assert.Equal([1, 2, 3, 4], w.Journal);
        return w;
    }

    private static WitnessChecks TwoReads(int input)
    {
        var w = new WitnessChecks(Bare.Load(Bare.Call(63, 0, Bare.Data, 8), Bare.Call(63, 0, Bare.Data + 16, 8)), new byte[input]);
        w.AssertSound();
        return w;
    }
}
