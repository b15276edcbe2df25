using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tests;

/// <summary>A polynomial of degree 4 at most in the main columns of a row, by its monomials. A monomial's key holds its columns + 1, ascending, 16 bits each.</summary>
internal sealed class SparsePolynomial
{
    private readonly Dictionary<ulong, Fp> _terms = [];

    public bool IsZero => _terms.Count == 0;

    /// <summary>The constant part.</summary>
    public Fp Constant => _terms.GetValueOrDefault(0ul);

    public bool IsConstant => _terms.Keys.All(k => k == 0);

    /// <summary>The monomials, none with coefficient 0.</summary>
    public IReadOnlyDictionary<ulong, Fp> Terms => _terms;

    /// <summary>The columns that occur.</summary>
    public IEnumerable<int> Columns => _terms.Keys.SelectMany(ColumnsOf).Distinct();

    /// <summary>Multiplies an expression out; it reads main columns of the current row only.</summary>
    public static SparsePolynomial Of(Expression e)
    {
        switch (e.Kind)
        {
            case ExpressionKind.Constant:
                return new SparsePolynomial().Add(0, e.Value);
            case ExpressionKind.Main:
                return new SparsePolynomial().Add((ulong)e.Column + 1, Fp.One);
            case ExpressionKind.Add:
                return Of(e.Left!).Add(Of(e.Right!), Fp.One);
            case ExpressionKind.Subtract:
                return Of(e.Left!).Add(Of(e.Right!), -Fp.One);
            case ExpressionKind.Multiply:
                return Product(Of(e.Left!), Of(e.Right!));
            default:
                throw new ArgumentException("Neither preprocessed columns nor those of the next row are read here.", nameof(e));
        }
    }

    /// <summary>The polynomial with values for some columns.</summary>
    public SparsePolynomial With(IReadOnlyDictionary<int, Fp> values)
    {
        var result = new SparsePolynomial();
        foreach (var (key, coefficient) in _terms)
        {
            var left = 0ul;
            var c = coefficient;
            foreach (var column in ColumnsOf(key).Reverse())
            {
                if (values.TryGetValue(column, out var v))
                {
                    c *= v;
                }
                else
                {
                    left = left << 16 | (ulong)column + 1;
                }
            }

            result.Add(left, c);
        }

        return result;
    }

    /// <summary>this - other.</summary>
    public SparsePolynomial Minus(SparsePolynomial other) => Scaled(Fp.One).Add(other, -Fp.One);

    public SparsePolynomial Scaled(Fp factor) => new SparsePolynomial().Add(this, factor);

    /// <summary>Adds a multiple of another to this.</summary>
    public SparsePolynomial Add(SparsePolynomial other, Fp factor)
    {
        foreach (var (key, c) in other._terms)
        {
            Add(key, c * factor);
        }

        return this;
    }

    private static SparsePolynomial Product(SparsePolynomial a, SparsePolynomial b)
    {
        var result = new SparsePolynomial();
        foreach (var (k, x) in a._terms)
        {
            foreach (var (l, y) in b._terms)
            {
                var columns = ColumnsOf(k).Concat(ColumnsOf(l)).Order().ToArray();
                result.Add(columns.Reverse().Aggregate(0ul, (key, c) => key << 16 | (ulong)c + 1), x * y);
            }
        }

        return result;
    }

    private SparsePolynomial Add(ulong key, Fp c)
    {
        var sum = _terms.GetValueOrDefault(key) + c;
        if (sum == Fp.Zero)
        {
            _terms.Remove(key);
        }
        else
        {
            _terms[key] = sum;
        }

        return this;
    }

    private static IEnumerable<int> ColumnsOf(ulong key)
    {
        for (; key != 0; key >>= 16)
        {
            yield return (int)(key & 0xffff) - 1;
        }
    }
}
