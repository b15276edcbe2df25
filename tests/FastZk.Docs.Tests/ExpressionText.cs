using System.Globalization;
using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Docs.Tests;

/// <summary>Writes a constraint as a formula: column names, integers, +, -, · and / by a constant; a prime marks the next row.</summary>
internal sealed class ExpressionText(AirTable table)
{
    private const int Sum = 0, Product = 1, Atom = 2;

    public string Of(Expression e) => Write(e, Sum);

    // The outermost operator must bind at least as strongly as its surroundings ask.
    private string Write(Expression e, int wanted)
    {
        var (text, strength) = e.Kind switch
        {
            ExpressionKind.Constant => Constant(e.Value),
            ExpressionKind.Main => (table.MainNames[e.Column], Atom),
            ExpressionKind.MainNext => (table.MainNames[e.Column] + "'", Atom),
            ExpressionKind.Fixed => (table.FixedNames[e.Column], Atom),
            ExpressionKind.Add => (Write(e.Left!, Sum) + " + " + Write(e.Right!, Product), Sum),
            ExpressionKind.Subtract when IsZero(e.Left!) => ("-" + Write(e.Right!, Product), Sum),
            ExpressionKind.Subtract => (Write(e.Left!, Sum) + " - " + Write(e.Right!, Product), Sum),
            _ => WriteProduct(e.Left!, e.Right!),
        };
        return strength < wanted ? $"({text})" : text;
    }

    private (string, int) WriteProduct(Expression a, Expression b)
    {
        if (b.Kind == ExpressionKind.Constant && Divisor(b.Value) is { } by)
        {
            return ($"{Write(a, Atom)}/{by.ToString(CultureInfo.InvariantCulture)}", Product);
        }

        // Constants first; a factor that is itself a quotient keeps its parentheses.
        var (x, y) = b.Kind == ExpressionKind.Constant ? (b, a) : (a, b);
        return ($"{Factor(x)}·{Factor(y)}", Product);
    }

    private string Factor(Expression e)
    {
        var text = Write(e, Product);
        return text.Contains('/') && !text.EndsWith(')') ? $"({text})" : text;
    }

    private static bool IsZero(Expression e) => e.Kind == ExpressionKind.Constant && e.Value == Fp.Zero;

    private static uint? Divisor(Fp v)
    {
        var inverse = v.Inverse().ToUInt32();
        return v.ToUInt32() > 1 << 20 && inverse is > 1 and <= 1 << 20 ? inverse : null;
    }

    private static (string, int) Constant(Fp v)
    {
        var n = v.ToUInt32();
        return Fp.Modulus - n <= 1 << 20
            ? ($"-{(Fp.Modulus - n).ToString(CultureInfo.InvariantCulture)}", Sum)
            : (n.ToString(CultureInfo.InvariantCulture), Atom);
    }
}
