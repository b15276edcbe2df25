using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Opening;

/// <summary>
/// For columns of one height n: 1/(y - ζ) on all B·n extension points, and barycentric weights that evaluate any column at ζ and at ζ·g_n from its
/// values on the first coset block.
/// </summary>
internal sealed unsafe class PointEvaluator : IDisposable
{
    /// <summary>Columns that are evaluated together.</summary>
    public const int Batch = 16;

    private readonly ColumnMatrix _inverses;
    private ColumnMatrix? _weights;
    private readonly long _rows;

    public PointEvaluator(ProverContext context, Profile profile, int logHeight, Fp5 zeta)
    {
        LogHeight = logHeight;
        var n = 1L << logHeight;
        _rows = n;
        _inverses = new ColumnMatrix(context.Pool, n << profile.LogBlowup, 5, secret: false);
        try
        {
            _weights = new ColumnMatrix(context.Pool, n, 10, secret: false);
            Factor = Fill(context, profile, zeta);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int LogHeight { get; }

    private Fp5 Factor { get; }

    /// <summary>1/(y - ζ), five columns of B·n rows.</summary>
    public ColumnMatrix Inverses => _inverses;

    private Fp5 Fill(ProverContext context, Profile profile, Fp5 zeta)
    {
        var n = _rows;
        using var points = new ColumnMatrix(context.Pool, n, profile.Blowup, secret: false);
        context.Workers.For(profile.Blowup, j =>
        {
            var kernels = StarkKernels.Best;
            var x = points.Pointer(j);
            kernels.Powers(StarkConstants.CosetShift(LogHeight, profile.LogBlowup, j).Raw, Fp.RootOfUnity(LogHeight).Raw, x, n);
            var z = stackalloc uint[5];
            zeta.CopyRawTo(new Span<uint>(z, 5));
            kernels.InverseDifferenceExt(x, z, _inverses.Pointer(0) + j * n, _inverses.Stride, n);
        });

        // w(ζ) = (ζ^n - s^n)/(n·s^n) · Σ v_i·x_i/(ζ - x_i); at ζ·g the weights move on by one row.
        var sn = StarkConstants.Shift.Pow((ulong)n);
        context.Workers.For(5, k =>
        {
            var w = _weights!.Pointer(k);
            StarkKernels.Best.MultiplyScaled(_inverses.Pointer(k), points.Pointer(0), Fp.MontgomeryOne, w, n);
            var rotated = _weights!.Pointer(5 + k);
            rotated[0] = w[n - 1];
            Buffer.MemoryCopy(w, rotated + 1, (n - 1) * sizeof(uint), (n - 1) * sizeof(uint));
        });

        return (sn - zeta.PowTwoTo(LogHeight)) * (sn * Fp.FromUInt32((uint)n)).Inverse();
    }

    /// <summary>The values at ζ, or at ζ·g_n, of columns with the given extensions; at most <see cref="Batch"/>.</summary>
    public void Evaluate(ReadOnlySpan<nint> extensions, bool next, Span<Fp5> values)
    {
        var count = extensions.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Batch);
        var sums = stackalloc uint[5 * Batch];
        fixed (nint* columns = extensions)
        {
            StarkKernels.Best.InnerProducts((uint**)columns, count, _weights!.Pointer(next ? 5 : 0), _weights.Stride, _rows, sums);
        }

        for (var c = 0; c < count; c++)
        {
            values[c] = Fp5.FromRawUnchecked(new ReadOnlySpan<uint>(sums + 5 * c, 5)) * Factor;
        }
    }

    /// <summary>Returns what <see cref="Evaluate"/> needs; the inverses stay.</summary>
    public void ReleaseWeights()
    {
        _weights?.Dispose();
        _weights = null;
    }

    public void Dispose()
    {
        _inverses.Dispose();
        ReleaseWeights();
    }
}
