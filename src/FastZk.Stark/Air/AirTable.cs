using FastZk.Field;

namespace FastZk.Stark.Air;

/// <summary>
/// The description of one table: its columns, constraints and bus interactions. A subclass declares them in its constructor; the declaration is
/// frozen when the table is compiled. Constraints hold on the active rows 0..a-1 only (a = n - h - 1); transition constraints on rows 0..a-2, constraints of
/// the first row on row 0.
/// </summary>
public abstract class AirTable
{
    private readonly List<string> _main = [];
    private readonly List<string> _fixed = [];
    private readonly List<(string Name, Expression Value, bool IsTransition)> _constraints = [];
    private readonly List<(string Name, Expression Value)> _first = [];
    private readonly List<Interaction> _interactions = [];
    private readonly List<TuplePair> _pairs = [];
    private readonly List<(AffineForm Used, AffineForm Difference)> _idle = [];

    protected AirTable(string name) => Name = name;

    /// <summary>Unique name, for reports and errors.</summary>
    public string Name { get; }

    public IReadOnlyList<string> MainNames => _main;
    public IReadOnlyList<string> FixedNames => _fixed;
    public IReadOnlyList<(string Name, Expression Value, bool IsTransition)> Constraints => _constraints;
    public IReadOnlyList<(string Name, Expression Value)> FirstConstraints => _first;
    public IReadOnlyList<Interaction> Interactions => _interactions;
    public IReadOnlyList<TuplePair> Pairs => _pairs;

    /// <summary>Amount by which a row moves the State bus at most, 0 when it does not touch it (for Σ step·height &lt; p).</summary>
    public virtual int MaxStateStep => 0;

    /// <summary>Declares a committed column.</summary>
    protected Expression Column(string name)
    {
        _main.Add(name);
        return Expression.OfColumn(ExpressionKind.Main, _main.Count - 1);
    }

    /// <summary>Declares a preprocessed column, whose values come from the verifying key.</summary>
    protected Expression Fixed(string name)
    {
        _fixed.Add(name);
        return Expression.OfColumn(ExpressionKind.Fixed, _fixed.Count - 1);
    }

    /// <summary>The value of a committed column in the next row.</summary>
    protected static Expression Next(Expression column) =>
        column.Kind == ExpressionKind.Main
            ? Expression.OfColumn(ExpressionKind.MainNext, column.Column)
            : throw new InvalidOperationException("Only a committed column has a next row.");

    /// <summary>value = 0 on every active row.</summary>
    protected void Zero(string name, Expression value) => _constraints.Add((name, value, false));

    /// <summary>value = 0 on every active row but the last.</summary>
    protected void ZeroOnTransition(string name, Expression value) => _constraints.Add((name, value, true));

    /// <summary>value = 0 on row 0: what a chain of transitions starts from. Its degree is 2 at most, as no factor of Z_n is taken out of it.</summary>
    protected void ZeroOnFirst(string name, Expression value) => _first.Add((name, value));

    /// <summary>value is 0 or 1 on every active row.</summary>
    protected void Boolean(string name, Expression value) => Zero(name, value * (value - 1));

    /// <summary>A fraction with + sign. <paramref name="max"/> as in <see cref="Interaction.MaxMultiplicity"/>.</summary>
    protected void Send(int bus, Expression multiplicity, int max, params Expression[] message) =>
        _interactions.Add(new(bus, true, multiplicity, message, max));

    /// <summary>A fraction with - sign. <paramref name="max"/> as in <see cref="Interaction.MaxMultiplicity"/>.</summary>
    protected void Receive(int bus, Expression multiplicity, int max, params Expression[] message) =>
        _interactions.Add(new(bus, false, multiplicity, message, max));

    /// <summary>
    /// A row in use takes one tuple from a chain and puts another back. Entries are given as they are in such a row; the constants by which they differ are
    /// multiplied by used, and constraints make all else equal where used is 0: otherwise a row not in use could turn any tuple into any other.
    /// </summary>
    /// <param name="bus">the bus.</param>
    /// <param name="used">affine, and boolean by the table's constraints.</param>
    /// <param name="consumed">the tuple taken.</param>
    /// <param name="produced">the tuple put back.</param>
    protected void Pair(int bus, Expression used, Expression[] consumed, Expression[] produced)
    {
        var put = new Expression[produced.Length];
        for (var k = 0; k < put.Length; k++)
        {
            var step = AffineForm.Of(produced[k] - consumed[k], int.MaxValue / 2).Constant;
            var rest = Without(produced[k], step);
            put[k] = rest + used * Expression.Constant(step);
            Idle(used, rest - consumed[k]);
        }

        _pairs.Add(new(bus, used, consumed, put));
    }

    private static Expression Without(Expression sum, Fp constant) =>
        constant == Fp.Zero ? sum
        : sum is { Kind: ExpressionKind.Add, Right.Kind: ExpressionKind.Constant } && sum.Right.Value == constant ? sum.Left!
        : sum - Expression.Constant(constant);

    // (1 - used)·difference = 0, once.
    private void Idle(Expression used, Expression difference)
    {
        var flag = AffineForm.Of(used, int.MaxValue / 2);
        var form = AffineForm.Of(difference, int.MaxValue / 2);
        if (form.IsZero || _idle.Exists(i => i.Used.Minus(flag).IsZero && i.Difference.Minus(form).IsZero))
        {
            return;
        }

        _idle.Add((flag, form));
        Zero("idle", (1 - used) * difference);
    }

    /// <summary>value/by in the field: the integer quotient where value is a multiple of by; a range check of the result forces that it is.</summary>
    protected static Expression Divide(Expression value, uint by) => value * Expression.Constant(Fp.FromUInt32(by).Inverse());
}
