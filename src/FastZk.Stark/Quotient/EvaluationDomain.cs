using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// What the quotient of one height needs at the points shift·ω^i of one coset: rows of
/// T_n/Z_n, of (X - g^(a-1))·T_n/Z_n, of 1/(X - 1) and of 1/(X - g^a). Public data.
/// </summary>
internal sealed unsafe class EvaluationDomain : IDisposable
{
    private readonly ColumnMatrix _rows;

    public EvaluationDomain(BufferPool pool, Profile profile, int logHeight, Fp shift, int logPoints)
    {
        Points = 1 << logPoints;
        _rows = new ColumnMatrix(pool, Points, 4, secret: false);
        try
        {
            Fill(pool, profile, logHeight, shift, logPoints);
        }
        catch
        {
            _rows.Dispose();
            throw;
        }
    }

    private void Fill(BufferPool pool, Profile profile, int logHeight, Fp shift, int logPoints)
    {
        var g = Fp.RootOfUnity(logHeight);
        var a = profile.ActiveRows(logHeight);
        var kernels = StarkKernels.Best;
        var x = _rows.Pointer(1);
        kernels.Powers(shift.Raw, Fp.RootOfUnity(logPoints).Raw, x, Points);
        kernels.InverseDifference(x, Fp.MontgomeryOne, _rows.Pointer(2), Points);
        kernels.InverseDifference(x, g.Pow((ulong)a).Raw, _rows.Pointer(3), Points);

        // T_n by one transform; 1/Z_n takes few values: X^n runs through a group of order points/gcd.
        var roots = profile.RandomRows + 1;
        var coefficients = MaskPolynomial.Coefficients(logHeight, roots);
        var t = _rows.Column(0);
        using var scratch = pool.Rent((long)Points * sizeof(uint), zeroed: true, secret: false);
        var reversed = scratch.AsSpan<uint>()[..Points];
        for (var i = 0; i < coefficients.Length; i++)
        {
            reversed[(int)BitReversal.Reverse((uint)i, logPoints)] = coefficients[i];
        }

        NumberTheoreticTransform.Evaluate(reversed, t, shift);
        var period = logPoints > logHeight ? 1 << (logPoints - logHeight) : 1;
        var z = shift.Pow(1UL << logHeight);
        var step = Fp.RootOfUnity(logPoints).Pow(1UL << logHeight);
        var last = g.Pow((ulong)(a - 1));
        if (period == 1)
        {
            fixed (uint* mask = t)
            {
                kernels.MultiplyDifference(mask, x, (z - Fp.One).Inverse().Raw, last.Raw, Points);
            }

            return;
        }

        Span<uint> inverse = stackalloc uint[period];
        for (var i = 0; i < period; i++, z *= step)
        {
            inverse[i] = (z - Fp.One).Inverse().Raw;
        }

        for (var i = 0; i < Points; i++)
        {
            var v = Fp.FromRawUnchecked(t[i]) * Fp.FromRawUnchecked(inverse[i & (period - 1)]);
            t[i] = v.Raw;
            x[i] = (v * (Fp.FromRawUnchecked(x[i]) - last)).Raw;
        }
    }

    public int Points { get; }

    /// <summary>T_n/Z_n.</summary>
    public uint* Row => _rows.Pointer(0);

    /// <summary>(X - g^(a-1))·T_n/Z_n.</summary>
    public uint* Transition => _rows.Pointer(1);

    /// <summary>1/(X - 1).</summary>
    public uint* First => _rows.Pointer(2);

    /// <summary>1/(X - g^a).</summary>
    public uint* Last => _rows.Pointer(3);

    public void Dispose() => _rows.Dispose();
}
