using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S12, S25: each key has one row of the boundary, also mod p.</summary>
public class BoundaryForgeryTests
{
    private const int Boundary = Rv32Circuit.Boundary;

    [Fact]
    public void S12_AscendingKeysDoNotWrapAroundTheField()
    {
        // An untouched word of key 2^30 - 1, whose gap leads round p to key 1 again: a second life of x1 that begins at 0.
        using var w = new WitnessChecks(Bare.Load([Addi(Ra, 0, 5), Addi(T0, Ra, 0)]), []);
        w.AssertSound();
        var last = w.Rows[Boundary] - 1;
        const uint top = (1 << 30) - 1;
        const uint again = 5;
        Put(w, last + 1, top);
        Put(w, last + 2, again);
        Gap(w, last, w.Get(Boundary, last, "key"), top);
        Gap(w, last + 1, top, again);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    private static void Put(WitnessChecks w, int row, uint key)
    {
        w.Set(Boundary, row, "is_real", 1);
        w.Set(Boundary, row, "key", key);
        w.Set(Boundary, row, "key_low", key & 0xFFFF);
    }

    private static void Gap(WitnessChecks w, int row, uint key, uint next)
    {
        var gap = (next + (key < next ? 0L : Field.Fp.Modulus)) - key - 1;
        w.Set(Boundary, row, "gap_low", gap & 0xFFFF);
        w.Set(Boundary, row, "gap_high", gap >> 16);
    }
}
