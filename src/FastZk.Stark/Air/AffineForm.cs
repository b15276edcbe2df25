using FastZk.Field;

namespace FastZk.Stark.Air;

/// <summary>
/// constant + Σ coefficient·column over the current row: the only shape that bus messages and multiplicities may have. Columns are counted
/// through: main columns first, then preprocessed ones.
/// </summary>
public sealed class AffineForm
{
    private readonly SortedDictionary<int, Fp> _terms = [];

    public Fp Constant { get; private set; }

    /// <summary>(column, coefficient), ascending by column, coefficients not zero.</summary>
    public IReadOnlyCollection<KeyValuePair<int, Fp>> Terms => _terms;

    public bool IsZero => _terms.Count == 0 && Constant == Fp.Zero;

    /// <summary>Reads an expression of degree at most 1 without next-row columns.</summary>
    /// <exception cref="InvalidOperationException">The expression is not affine in the current row.</exception>
    public static AffineForm Of(Expression e, int mainColumns)
    {
        var f = new AffineForm();
        f.Collect(e, Fp.One, mainColumns);
        return f;
    }

    /// <summary>this - other.</summary>
    public AffineForm Minus(AffineForm other)
    {
        var d = new AffineForm { Constant = Constant - other.Constant };
        foreach (var (c, k) in _terms)
        {
            d.Add(c, k);
        }

        foreach (var (c, k) in other._terms)
        {
            d.Add(c, -k);
        }

        return d;
    }

    /// <summary>The form without its constant, divided by its leading coefficient, as an expression; the coefficient is returned.</summary>
    public Expression Monic(int mainColumns, out Fp leading)
    {
        leading = Fp.Zero;
        var inverse = Fp.Zero;
        Expression sum = 0;
        foreach (var (c, k) in _terms)
        {
            var column = c < mainColumns
                ? Expression.OfColumn(ExpressionKind.Main, c)
                : Expression.OfColumn(ExpressionKind.Fixed, c - mainColumns);
            if (leading == Fp.Zero)
            {
                leading = k;
                inverse = k.Inverse();
                sum = column;
                continue;
            }

            var scaled = k * inverse;
            sum = scaled == Fp.One ? sum + column : scaled == -Fp.One ? sum - column : sum + column * Expression.Constant(scaled);
        }

        return sum;
    }

    private void Collect(Expression e, Fp scale, int mainColumns)
    {
        switch (e.Kind)
        {
            case ExpressionKind.Constant:
                Constant += scale * e.Value;
                break;
            case ExpressionKind.Main:
                Add(e.Column, scale);
                break;
            case ExpressionKind.Fixed:
                Add(mainColumns + e.Column, scale);
                break;
            case ExpressionKind.Add:
                Collect(e.Left!, scale, mainColumns);
                Collect(e.Right!, scale, mainColumns);
                break;
            case ExpressionKind.Subtract:
                Collect(e.Left!, scale, mainColumns);
                Collect(e.Right!, -scale, mainColumns);
                break;
            case ExpressionKind.Multiply when e.Left!.Kind == ExpressionKind.Constant:
                Collect(e.Right!, scale * e.Left.Value, mainColumns);
                break;
            case ExpressionKind.Multiply when e.Right!.Kind == ExpressionKind.Constant:
                Collect(e.Left!, scale * e.Right.Value, mainColumns);
                break;
            default:
                throw new InvalidOperationException("Bus messages and multiplicities must be affine in the columns of the current row; give a product or a next-row value a column of its own.");
        }
    }

    private void Add(int column, Fp c)
    {
        var sum = _terms.GetValueOrDefault(column) + c;
        if (sum == Fp.Zero)
        {
            _terms.Remove(column);
        }
        else
        {
            _terms[column] = sum;
        }
    }
}
