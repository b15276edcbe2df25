using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Commit;

/// <summary>
/// Low-degree extension of columns of one height n: from values on ⟨ω_n⟩ to values on the B coset blocks of s·⟨ω_{Bn}⟩, and to values on the
/// overflow coset c·⟨ω_m⟩ (and c·g_n·⟨ω_m⟩ for next-row columns), which the quotient needs beyond the extension.
/// </summary>
internal sealed unsafe class ColumnExtender : IDisposable
{
    private readonly Profile _profile;
    private readonly int _log;
    private readonly NativeBuffer _weights;
    private readonly long _runs;
    private readonly int _side;

    public ColumnExtender(BufferPool pool, Profile profile, int logHeight)
    {
        _profile = profile;
        _log = logHeight;
        _side = NumberTheoreticTransform.TileSide(1L << logHeight);
        _runs = Math.Max(1, (1L << logHeight) >> profile.LogOverflow);
        _weights = pool.Rent(Math.Max(64, 2 * _runs * sizeof(uint)), secret: false);
        Fill((uint*)_weights.Pointer, StarkConstants.OverflowShift);
        Fill((uint*)_weights.Pointer + _runs, NextShift);
    }

    private Fp NextShift => StarkConstants.OverflowShift * Fp.RootOfUnity(_log);

    // weights[t] = (c^m)^reverse(t): positions ρ·runs + t of a bit-reversed coefficient vector belong to residue reverse(ρ) mod m.
    private void Fill(uint* weights, Fp shift)
    {
        var ratio = shift.Pow((ulong)_profile.Overflow);
        var bits = System.Numerics.BitOperations.Log2((ulong)_runs);
        var x = Fp.One;
        for (long q = 0; q < _runs; q++, x *= ratio)
        {
            weights[BitReversal.Reverse((uint)q, bits)] = x.Raw;
        }

        // Runs of whole tiles are summed as they lie.
        if (SumsTiled)
        {
            StarkKernels.TransposeTiles(weights, weights, _runs, _side);
        }
    }

    private bool SumsTiled => _runs >= (long)_side * _side;

    /// <summary>Coefficients (bit-reversed and tiled, in scratch) of the column with the given n values.</summary>
    public void Interpolate(uint* values, uint* scratch)
    {
        var n = 1 << _log;
        NumberTheoreticTransform.Interpolate(new ReadOnlySpan<uint>(values, n), new Span<uint>(scratch, n), tiled: true);
    }

    /// <summary>Values of a coefficient vector (bit-reversed, tiled or not) on all coset blocks: B·n words.</summary>
    public void Evaluate(uint* coefficients, uint* extension, bool tiled)
    {
        var n = 1 << _log;
        for (var j = 0; j < _profile.Blowup; j++)
        {
            NumberTheoreticTransform.Evaluate(new ReadOnlySpan<uint>(coefficients, n), new Span<uint>(extension + (long)j * n, n),
                StarkConstants.CosetShift(_log, _profile.LogBlowup, j), tiled: tiled);
        }
    }

    /// <summary>Brings tiled coefficients into the form that <see cref="EvaluateOverflow"/> takes; they can't be evaluated as tiled ones afterwards.</summary>
    public void PrepareOverflow(uint* coefficients)
    {
        if (!SumsTiled)
        {
            StarkKernels.TransposeTiles(coefficients, coefficients, 1L << _log, _side);
        }
    }

    /// <summary>Values on the overflow coset (m words), or on its image one row on, of prepared coefficients.</summary>
    public void EvaluateOverflow(uint* coefficients, uint* values, bool next)
    {
        var m = _profile.Overflow;
        var n = 1L << _log;
        var reduced = stackalloc uint[m];
        if (n < m)
        {
            new Span<uint>(reduced, m).Clear();
            var spread = m / n;
            for (long p = 0; p < n; p++)
            {
                reduced[p * spread] = coefficients[p];
            }
        }
        else
        {
            var weights = (uint*)_weights.Pointer + (next ? _runs : 0);
            StarkKernels.Best.DotRuns(coefficients, weights, _runs, m, reduced);
        }

        NumberTheoreticTransform.Evaluate(new ReadOnlySpan<uint>(reduced, m), new Span<uint>(values, m), next ? NextShift : StarkConstants.OverflowShift);
        new Span<uint>(reduced, m).Clear();
    }

    public void Dispose() => _weights.Dispose();
}
