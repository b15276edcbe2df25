using System.Globalization;

namespace FastZk.Cli.Output;

/// <summary>How numbers and bytes read.</summary>
internal static class Text
{
    public static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    public static string Seconds(double s) => s.ToString(s < 0.1 ? "0.0000" : "0.000", CultureInfo.InvariantCulture) + " s";

    public static string Number(double x, string format = "0.##") => x.ToString(format, CultureInfo.InvariantCulture);

    public static string Mebibytes(long bytes) => Number(bytes / 1048576.0, "0.0") + " MiB";

    /// <summary>A part of a whole in per cent.</summary>
    public static string Share(long part, long whole) => Number(100.0 * part / Math.Max(1, whole), "0.0") + " %";

    /// <summary>Bits, rounded down: 127.999 must not read 128.</summary>
    public static string Bits(double bits) => Number(Floor(bits), "0.00");

    /// <summary>Two digits behind the point, rounded down.</summary>
    public static double Floor(double x) => Math.Floor(x * 100) / 100;

    /// <summary>Hexadecimal, cut where it gets long.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes, int most = 96) =>
        bytes.Length <= most ? Convert.ToHexStringLower(bytes) : $"{Convert.ToHexStringLower(bytes[..most])}… ({Count(bytes.Length)} bytes)";
}
