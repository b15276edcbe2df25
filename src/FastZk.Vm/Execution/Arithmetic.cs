using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>The results of the M extension that C# operators do not give directly. Division never traps.</summary>
public static class Arithmetic
{
    /// <summary>Upper word of the signed product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mulh(uint a, uint b) => (uint)(((long)(int)a * (int)b) >> 32);

    /// <summary>Upper word of signed a times unsigned b; the product fits 64 signed bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mulhsu(uint a, uint b) => (uint)(((long)(int)a * b) >> 32);

    /// <summary>Upper word of the unsigned product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mulhu(uint a, uint b) => (uint)(((ulong)a * b) >> 32);

    /// <summary>Signed quotient towards zero; -1 for b = 0, and -2^31 / -1 = -2^31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Div(uint a, uint b) => b == 0 ? uint.MaxValue : b == uint.MaxValue ? 0 - a : (uint)((int)a / (int)b);

    /// <summary>Unsigned quotient; 2^32 - 1 for b = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Divu(uint a, uint b) => b == 0 ? uint.MaxValue : a / b;

    /// <summary>Signed remainder with the sign of a; a for b = 0, and 0 for b = -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rem(uint a, uint b) => b == 0 ? a : b == uint.MaxValue ? 0 : (uint)((int)a % (int)b);

    /// <summary>Unsigned remainder; a for b = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Remu(uint a, uint b) => b == 0 ? a : a % b;
}
