using System.Globalization;

namespace FastZk.Bench.Common;

/// <summary>Numbers as reports write them.</summary>
internal static class Numbers
{
    public static string Fixed(double value, int digits) => value.ToString("f" + digits, CultureInfo.InvariantCulture);

    public static string Milliseconds(double seconds, int digits = 1) => Fixed(1000 * seconds, digits);

    public static string Mebibytes(double bytes) => Fixed(bytes / (1 << 20), 0);

    public static string Kilobytes(double bytes) => Fixed(bytes / 1000, 0);

    public static string Percent(double share) => Fixed(100 * share, 1) + " %";

    /// <summary>Three significant digits and a prefix: 1.23 G.</summary>
    public static string Prefixed(double value)
    {
        var (scaled, prefix) = value switch
        {
            >= 1e9 => (value / 1e9, " G"),
            >= 1e6 => (value / 1e6, " M"),
            >= 1e3 => (value / 1e3, " k"),
            _ => (value, " "),
        };
        return Fixed(scaled, scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2) + prefix;
    }
}
