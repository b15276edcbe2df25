using FastZk.Field;

namespace FastZk.Stark.Air;

/// <summary>What an expression node stands for.</summary>
public enum ExpressionKind : byte
{
    /// <summary>A field constant.</summary>
    Constant,

    /// <summary>A committed main column at the current row.</summary>
    Main,

    /// <summary>A committed main column at the next row.</summary>
    MainNext,

    /// <summary>A preprocessed column at the current row.</summary>
    Fixed,

    /// <summary>Left + Right.</summary>
    Add,

    /// <summary>Left - Right.</summary>
    Subtract,

    /// <summary>Left · Right.</summary>
    Multiply,
}

/// <summary>
/// A polynomial expression over the columns of one AIR: the single text of a constraint, from which the packed prover, the verifier, the row
/// checker and the degree check are all derived. Immutable; nodes may be shared.
/// </summary>
public sealed class Expression
{
    private Expression(ExpressionKind kind, int degree, Fp value = default, int column = -1, Expression? left = null, Expression? right = null)
    {
        Kind = kind;
        Degree = degree;
        Value = value;
        Column = column;
        Left = left;
        Right = right;
    }

    public ExpressionKind Kind { get; }

    /// <summary>Total degree in the columns.</summary>
    public int Degree { get; }

    /// <summary>The value of a constant.</summary>
    public Fp Value { get; }

    /// <summary>Column index of a column node.</summary>
    public int Column { get; }

    public Expression? Left { get; }
    public Expression? Right { get; }

    internal static Expression OfColumn(ExpressionKind kind, int column) => new(kind, 1, column: column);

    public static Expression Constant(Fp value) => new(ExpressionKind.Constant, 0, value);

    public static implicit operator Expression(int value) => Constant(Fp.FromInt64(value));

    public static implicit operator Expression(Fp value) => Constant(value);

    public static Expression operator +(Expression a, Expression b) =>
        IsZero(a) ? b : IsZero(b) ? a
        : a.Kind == ExpressionKind.Constant && b.Kind == ExpressionKind.Constant ? Constant(a.Value + b.Value)
        : new(ExpressionKind.Add, Math.Max(a.Degree, b.Degree), left: a, right: b);

    public static Expression operator -(Expression a, Expression b) =>
        IsZero(b) ? a
        : a.Kind == ExpressionKind.Constant && b.Kind == ExpressionKind.Constant ? Constant(a.Value - b.Value)
        : new(ExpressionKind.Subtract, Math.Max(a.Degree, b.Degree), left: a, right: b);

    public static Expression operator -(Expression a) => Constant(Fp.Zero) - a;

    public static Expression operator *(Expression a, Expression b) =>
        IsZero(a) || IsZero(b) ? Constant(Fp.Zero)
        : IsOne(a) ? b : IsOne(b) ? a
        : a.Kind == ExpressionKind.Constant && b.Kind == ExpressionKind.Constant ? Constant(a.Value * b.Value)
        : new(ExpressionKind.Multiply, a.Degree + b.Degree, left: a, right: b);

    private static bool IsZero(Expression e) => e.Kind == ExpressionKind.Constant && e.Value == Fp.Zero;

    private static bool IsOne(Expression e) => e.Kind == ExpressionKind.Constant && e.Value == Fp.One;
}
