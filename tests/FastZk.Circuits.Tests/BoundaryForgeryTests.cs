using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S10, S12, S25: each word and register has one row of the boundary, also mod p, and begins as the image says or at zero.</summary>
public class BoundaryForgeryTests
{
    private const int Boundary = Rv32Circuit.Boundary;

    [Fact]
    public void S12_AscendingKeysDoNotWrapAroundTheField()
    {
        // Untouched words up to key 2^30 - 1, whose gap leads round p to key 5 again: a second life of x5 that begins at 0.
        using var w = new WitnessChecks(Bare.Load([Addi(Ra, 0, 5), Addi(T0, Ra, 0)]), []);
        w.AssertSound();
        const uint bridge = 1 << 29, top = (1 << 30) - 1;
        var last = w.Rows[Boundary] - 1;
        Put(w, last + 1, bridge);
        Put(w, last + 2, top);
        Gap(w, last);
        Gap(w, last + 1);
        Assert.Empty(Forgery.Finish(w));
        Put(w, last + 3, 5);
        Gap(w, last + 2);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Fact]
    public void S12_TheLargestKeyAndTheLargestStepStayBelowTheFieldsSize() =>
        Assert.True((1L << 30) + MemoryKey.MaxBoundaryStep < Field.Fp.Modulus);

    [Fact]
    public void S12_AKeyCannotOccurTwiceInOneRun()
    {
        using var w = Touching();
        var last = w.Rows[Boundary] - 1;
        Put(w, last + 1, w.Get(Boundary, last, "key"));
        Gap(w, last);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Fact]
    public void S12_ARowBehindAnUnusedOneIsRejected()
    {
        using var w = Touching();
        Put(w, w.Rows[Boundary] + 1, 1 << 20);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Theory]
    [InlineData(5u)]
    [InlineData(33u)]
    [InlineData(MemoryKey.Memory + Bare.Data / 4 + 1)]
    public void S12_OnlyTheImageAndTheInputLengthBeginOtherThanZero(uint key)
    {
        // The word is never touched, so the forged value is consistent by itself.
        foreach (var flag in new[] { "", "is_image", "is_free" })
        {
            using var w = Touching();
            var row = RowOf(w, key);
            w.Set(Boundary, row, "initial0", 7);
            var final = w.Get(Boundary, row, "final0");
            if (w.Get(Boundary, row, "time") == 0)
            {
                w.Set(Boundary, row, "final0", 7);
            }

            if (flag != "")
            {
                w.Set(Boundary, row, flag, 1);
            }

            Assert.NotEmpty(Forgery.Finish(w));
            Assert.True(final <= 0xFFFF);
        }
    }

    [Theory]
    [InlineData("zero")]
    [InlineData("moved")]
    [InlineData("missing")]
    [InlineData("changed")]
    public void S25_EveryImageWordIsThereOnceWithItsValue(string how)
    {
        using var w = Touching();
        var last = w.Rows[Boundary] - 1;
        var row = RowOf(w, MemoryKey.Memory + Bare.Data / 4 + 2);
        Assert.Equal(1u, w.Get(Boundary, row, "is_image"));
        Assert.Equal(0u, w.Get(Boundary, row, "time"));
        switch (how)
        {
            case "zero":
                w.Set(Boundary, row, "is_image", 0);
                w.Set(Boundary, row, "initial0", 0);
                w.Set(Boundary, row, "final0", 0);
                break;
            case "moved":
                Put(w, row, w.Get(Boundary, row, "key") + 100);
                Gap(w, row - 1);
                break;
            case "missing":
                Assert.Equal(last, row);
                foreach (var c in TableText.Of(Boundary).Table.MainNames)
                {
                    w.Set(Boundary, row, c, 0);
                }

                break;
            default:
                w.Set(Boundary, row, "initial0", 9);
                w.Set(Boundary, row, "final0", 9);
                break;
        }

        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Theory]
    [InlineData("behind")]
    [InlineData("behind, gap of -1")]
    [InlineData("behind an unused row")]
    [InlineData("twice from the image")]
    public void S25_AnImageWordHasNoSecondLifeThatBeginsAtZero(string where)
    {
        // The last image word is loaded. Its own row stays as it was, untouched; the load sees a second row of the same key, which begins at 0.
        using var w = new WitnessChecks(FastZk.Vm.ElfImage.Load(Bare.ElfWithData([1, 0, 3], Li(Bare.In, Bare.Data), [Lw(T0, 8, Bare.In)])), []);
        w.AssertSound();
        const int load = (int)InstructionClass.LoadWord;
        var last = w.Rows[Boundary] - 1;
        var key = w.Get(Boundary, last, "key");
        Assert.Equal(WitnessEdits.Key(Bare.Data + 8), key);
        var second = last + (where == "behind an unused row" ? 2 : 1);
        var seen = where == "twice from the image" ? 3u : 0;
        Put(w, second, key);
        w.Set(Boundary, second, "time", w.Get(Boundary, last, "time"));
        w.Set(Boundary, last, "time", 0);
        w.Set(Boundary, second, "initial0", seen);
        w.Set(Boundary, second, "final0", seen);
        w.Set(Boundary, second, "is_image", seen == 0 ? 0 : 1);
        if (where == "behind an unused row")
        {
            w.Set(Boundary, last + 1, "key", key - 1);
        }

        if (where == "behind, gap of -1")
        {
            w.Set(Boundary, last, "gap_low", -1);
            w.Set(Boundary, last, "gap_high", 0);
        }

        w.Set(load, 0, "m0", seen);
        w.End(T0, w.Get(load, 0, "time") + 3, seen);
        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        // What each of them runs into, and nothing else.
        var expected = where switch
        {
            "behind" => new[] { "ascending" },
            "behind, gap of -1" => [$"bus {Bus.Range} "],
            "behind an unused row" => ["rows_first"],
            _ => ["ascending", $"bus {Bus.Image} "],
        };
        Assert.All(wrong, x => Assert.Contains(expected, e => x.Contains(e, StringComparison.Ordinal)));
        Assert.All(expected, e => Assert.Contains(wrong, x => x.Contains(e, StringComparison.Ordinal)));
    }

    [Fact]
    public void S25_TheImageGivesAWordToItsOwnKeyOnly()
    {
        // The words at Data and Data + 4 change places in the boundary, with all that follows.
        using var w = new WitnessChecks(FastZk.Vm.ElfImage.Load(Bare.ElfWithData([1, 2], Li(Bare.In, Bare.Data), [Lw(T0, 0, Bare.In)])), []);
        w.AssertSound();
        const int load = (int)InstructionClass.LoadWord;
        foreach (var (offset, value) in new[] { (0u, 2), (4u, 1) })
        {
            var row = RowOf(w, WitnessEdits.Key(Bare.Data + offset));
            w.Set(Boundary, row, "initial0", value);
            w.Set(Boundary, row, "final0", value);
        }

        w.Set(load, 0, "m0", 2);
        w.End(T0, w.Get(load, 0, "time") + 3, 2);
        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x => Assert.StartsWith($"bus {Bus.Image} ", x));
    }

    [Fact]
    public void S25_ATouchedWordLeftOutIsMissed()
    {
        // The word of the stack that the guest stored to, moved up by one.
        using var w = new WitnessChecks(Bare.Load([Lui(T0, 0x40), Sw(T0, 0, T0), Lw(T1, 0, T0)]), []);
        var row = w.Rows[Boundary] - 1;
        Put(w, row, w.Get(Boundary, row, "key") + 1);
        Gap(w, row - 1);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Fact]
    public void S25_AKeyOfTwoToThe30HasNoRow()
    {
        using var w = Touching();
        var last = w.Rows[Boundary] - 1;
        Put(w, last + 1, 1 << 29);
        Put(w, last + 2, 1 << 30);
        Gap(w, last);
        Gap(w, last + 1);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Theory]
    [InlineData(0xFFFF_FEFCu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0x8001_0040u)]
    public void S10_WideGapsBetweenAddressesAreBridged(uint address)
    {
        using var w = new WitnessChecks(Bare.Load(Li(T0, address), [Sw(T0, 0, T0), Lw(T1, 0, T0)]), []);
        w.AssertSound();
        Assert.Equal(address, w.Trace[InstructionClass.StoreWord][0, (int)TraceColumn.B]);
    }

    // Data words 1, 0, 3 at Data; the first is loaded, the last row is the word that is never touched.
    private static WitnessChecks Touching()
    {
        var w = new WitnessChecks(FastZk.Vm.ElfImage.Load(Bare.ElfWithData([1, 0, 3], Li(Bare.In, Bare.Data), [Lw(T0, 0, Bare.In)])), []);
        w.AssertSound();
        return w;
    }

    private static int RowOf(WitnessChecks w, uint key) => Enumerable.Range(0, w.Rows[Boundary]).Single(r => w.Get(Boundary, r, "key") == key);

    private static void Put(WitnessChecks w, int row, uint key)
    {
        w.Set(Boundary, row, "is_real", 1);
        w.Set(Boundary, row, "key", key);
        w.Set(Boundary, row, "key_low", key & 0xFFFF);
    }

    // Fills in the gap to the next row, round the field if need be.
    private static void Gap(WitnessChecks w, int row)
    {
        long key = w.Get(Boundary, row, "key"), next = w.Get(Boundary, row + 1, "key");
        var gap = (next + (key < next ? 0L : Field.Fp.Modulus)) - key - 1;
        w.Set(Boundary, row, "gap_low", gap & 0xFFFF);
        w.Set(Boundary, row, "gap_high", gap >> 16);
    }
}
