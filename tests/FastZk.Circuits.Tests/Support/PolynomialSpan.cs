using FastZk.Field;

namespace FastZk.Circuits.Tests;

/// <summary>The linear combinations of some polynomials, by a basis in echelon form: what must vanish where all of them do.</summary>
internal sealed class PolynomialSpan
{
    private readonly List<(ulong Pivot, SparsePolynomial Monic)> _basis = [];

    public PolynomialSpan(IEnumerable<SparsePolynomial> polynomials)
    {
        foreach (var p in polynomials)
        {
            var rest = Reduced(p);
            if (!rest.IsZero)
            {
                var pivot = rest.Terms.Keys.Max();
                _basis.Add((pivot, rest.Scaled(rest.Terms[pivot].Inverse())));
            }
        }
    }

    public bool Contains(SparsePolynomial p) => Reduced(p).IsZero;

    // A later element of the basis has no monomial that is the pivot of an earlier one, so one pass does.
    private SparsePolynomial Reduced(SparsePolynomial p)
    {
        var rest = p.Scaled(Fp.One);
        foreach (var (pivot, monic) in _basis)
        {
            if (rest.Terms.TryGetValue(pivot, out var c))
            {
                rest.Add(monic, -c);
            }
        }

        return rest;
    }
}
