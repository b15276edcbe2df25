using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Hash;

/// <summary>Instruction sets the many-lane kernels are written for. All give the same results.</summary>
public enum HashBackend
{
    /// <summary>Plain C#, one lane; the specification of the others.</summary>
    Scalar,

    /// <summary>256-bit vectors, 8 lanes.</summary>
    Avx2,

    /// <summary>512-bit vectors with ternary logic and rotates, two streams of 16 lanes.</summary>
    Avx512,
}

/// <summary>The one place where a kernel's instruction set is chosen.</summary>
/// <remarks>
/// AVX-512 wins over the two-way SHA instructions by a factor of two (33-38 against 72 cycles a block), so there is no such back-end.
/// Software emulation of wide vectors is some 65 times slower than scalar code: nothing is chosen that the hardware does not have.
/// </remarks>
public static class HashBackends
{
    /// <summary>The fastest back-end this machine and runtime configuration support.</summary>
    public static HashBackend Best { get; } =
        IsSupported(HashBackend.Avx512) ? HashBackend.Avx512 : IsSupported(HashBackend.Avx2) ? HashBackend.Avx2 : HashBackend.Scalar;

    /// <summary>Whether the back-end can run here.</summary>
    public static bool IsSupported(HashBackend backend) => backend switch
    {
        HashBackend.Scalar => true,
        HashBackend.Avx2 => Avx2.IsSupported && Vector256.IsHardwareAccelerated,
        HashBackend.Avx512 => Avx512F.IsSupported && Vector512.IsHardwareAccelerated,
        _ => false,
    };

    /// <summary>The back-end to use for a request; null asks for the best.</summary>
    /// <exception cref="PlatformNotSupportedException">The requested back-end cannot run here.</exception>
    internal static HashBackend Resolve(HashBackend? requested)
    {
        HashBackend backend = requested ?? Best;
        if (backend != Best && !IsSupported(backend)) throw new PlatformNotSupportedException($"{backend} is not supported here.");
        return backend;
    }
}
