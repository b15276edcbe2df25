using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>Which parts of code count as an unaligned word.</summary>
public sealed class UnalignedWordTests
{
    private static readonly uint[] Load =
        [Lbu(T0, 1, A1), Lbu(T1, 0, A1), Lbu(T2, 2, A1), Lbu(A0, 3, A1), Slli(T0, T0, 8), Or(T0, T0, T1), Slli(T2, T2, 16), Or(T2, T2, T0), Slli(A0, A0, 24), Or(A0, A0, T2)];

    private static readonly uint[] Store =
        [Sb(T0, 5, A1), Srli(T1, T0, 8), Sb(T1, 6, A1), Srli(T2, T0, 16), Sb(T2, 7, A1), Srli(A2, T0, 24), Sb(A2, 8, A1)];

    [Fact]
    public void BytesInLittleEndianOrderCount()
    {
        Check(1, 0, Load);
        Check(0, 1, Store);
        Check(1, 1, Load, Store);
        Check(2, 2, Load, Store, Load, Store);
    }

    [Fact]
    public void HalvesCount()
    {
        Check(1, 0, [Lhu(T0, 2, A1), Lhu(T1, 4, A1), Slli(T1, T1, 16), Add(T0, T0, T1)]);
        Check(0, 1, [Sh(T0, 2, A1), Srli(T0, T0, 16), Sh(T0, 4, A1)]);
    }

    [Fact]
    public void OtherThingsDoNot()
    {
        // Big-endian order.
        Check(0, 0, [Lbu(T0, 0, A1), Lbu(T1, 1, A1), Lbu(T2, 2, A1), Lbu(A0, 3, A1), Slli(T0, T0, 24), Slli(T1, T1, 16), Slli(T2, T2, 8), Or(T0, T0, T1), Or(T0, T0, T2), Or(A0, A0, T0)]);
        // Another base in between, and the base written to.
        Check(0, 0, [Lhu(T0, 0, A1), Addi(A1, A1, 4), Lhu(T1, 2, A1), Slli(T1, T1, 16), Or(T0, T0, T1)]);
        // Three bytes; bytes copied one by one; bytes of different values.
        Check(0, 0, [Lbu(T0, 0, A1), Lbu(T1, 1, A1), Lbu(T2, 2, A1), Slli(T1, T1, 8), Slli(T2, T2, 16), Or(T0, T0, T1), Or(T0, T0, T2)]);
        Check(0, 0, [Lbu(T0, 0, A1), Sb(T0, 8, A1), Lbu(T0, 1, A1), Sb(T0, 9, A1), Lbu(T0, 2, A1), Sb(T0, 10, A1), Lbu(T0, 3, A1), Sb(T0, 11, A1)]);
        Check(0, 0, [Sh(T0, 0, A1), Srli(T1, T2, 16), Sh(T1, 2, A1)]);
        // A whole word.
        Check(0, 0, [Lw(T0, 0, A1), Sw(T0, 4, A1)]);
    }

    [Fact]
    public void ExecutionsCountAndJumpsSeparate()
    {
        // Five times around, the loop's counter in a2's neighbour.
        var loop = Guest.Load([Lui(A1, 0x40), Addi(A2, Zero, 5), .. Load, Addi(A2, A2, -1), Bne(A2, Zero, -4 * (Load.Length + 1)), .. Exit(0)]);
        Assert.Equal(5, Profiles.Of(loop).Unaligned.Loads);
        // A jump into the middle: what came before it may not have been executed.
        var split = Guest.Load([Lui(A1, 0x40), .. Load[..9], Beq(A2, A2, 4), .. Load[9..], .. Exit(0)]);
        Assert.Equal(0, Profiles.Of(split).Unaligned.Loads);
    }

    private static void Check(long loads, long stores, params uint[][] code)
    {
        var profile = Profiles.Of(Guest.Load([[Lui(A1, 0x40)], .. code, Exit(0)]));
        Assert.Equal((loads, stores), (profile.Unaligned.Loads, profile.Unaligned.Stores));
    }
}
