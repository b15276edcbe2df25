using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>The instruction sets that the field kernels exist for.</summary>
public enum PackedBackend
{
    /// <summary>One lane, any machine.</summary>
    Scalar,

    /// <summary>Eight lanes, AVX2.</summary>
    Avx2,

    /// <summary>Sixteen lanes, AVX-512F.</summary>
    Avx512,
}

/// <summary>The one place where an instruction set is chosen.</summary>
public static class PackedBackends
{
    /// <summary>The widest supported form: 16 lanes measured about twice the throughput of 8 lanes a core on Zen 5.</summary>
    public static PackedBackend Best { get; } =
        IsSupported(PackedBackend.Avx512) ? PackedBackend.Avx512 : IsSupported(PackedBackend.Avx2) ? PackedBackend.Avx2 : PackedBackend.Scalar;

    /// <summary>True when this process may run the given form.</summary>
    public static bool IsSupported(PackedBackend backend) => backend switch
    {
        PackedBackend.Avx512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
        PackedBackend.Avx2 => Avx2.IsSupported,
        _ => true,
    };
}
