using System.Globalization;
using System.Text;

namespace FastZk.Vm.Profiling;

/// <summary>Rust's older names: _ZN, length-prefixed parts of which the last is a hash, E.</summary>
internal static class RustLegacyName
{
    private static readonly (string Code, string Text)[] Escapes =
        [("$SP$", "@"), ("$BP$", "*"), ("$RF$", "&"), ("$LT$", "<"), ("$GT$", ">"), ("$LP$", "("), ("$RP$", ")"), ("$C$", ",")];

    /// <summary>The path, or null for what is no such name (C++ has no hash at the end).</summary>
    public static string? TryDemangle(string name)
    {
        var parts = new List<string>();
        var at = 3;
        while (at < name.Length && name[at] != 'E')
        {
            var digits = at;
            while (at < name.Length && char.IsAsciiDigit(name[at]))
            {
                at++;
            }

            if (!int.TryParse(name.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0 || length > name.Length - at)
            {
                return null;
            }

            parts.Add(name.Substring(at, length));
            at += length;
        }

        // What follows the E is the compiler's: ".llvm.123".
        var isRust = at < name.Length && parts.Count > 1 && parts[^1].Length == 17 && parts[^1][0] == 'h' && parts[^1].Skip(1).All(char.IsAsciiHexDigit);
        return isRust ? string.Join("::", parts.SkipLast(1).Select(Unescape)) : null;
    }

    private static string Unescape(string part)
    {
        // A part that begins with an escape has an underscore before it.
        var text = new StringBuilder(part.StartsWith("_$", StringComparison.Ordinal) ? part[1..] : part);
        text.Replace("..", "::");
        foreach (var (code, plain) in Escapes)
        {
            text.Replace(code, plain);
        }

        // $u20$ is the character U+0020.
        for (var c = ' '; c <= '~'; c++)
        {
            text.Replace($"$u{(int)c:x}$", c.ToString());
        }

        return text.ToString();
    }
}
