using System.Buffers.Binary;
using System.Globalization;

namespace FastZk.Vm.Debugging;

/// <summary>Numbers and bytes as the remote protocol writes them. Strangers' text gives null, no exception.</summary>
internal static class HexText
{
    /// <summary>A number of 1 to 8 digits, or null.</summary>
    public static uint? Number(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 8 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>"a,b" as two numbers, or null.</summary>
    public static (uint First, uint Second)? Pair(ReadOnlySpan<char> text)
    {
        var comma = text.IndexOf(',');
        return comma >= 0 && Number(text[..comma]) is { } first && Number(text[(comma + 1)..]) is { } second ? (first, second) : null;
    }

    /// <summary>Bytes of two digits each, or null.</summary>
    public static byte[]? Bytes(ReadOnlySpan<char> text)
    {
        if (text.Length % 2 != 0)
        {
            return null;
        }

        var bytes = new byte[text.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!byte.TryParse(text.Slice(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    /// <summary>A register: its four bytes, lowest first.</summary>
    public static string Register(uint value) => $"{BinaryPrimitives.ReverseEndianness(value):x8}";

    /// <summary>A register's value, or null.</summary>
    public static uint? Register(ReadOnlySpan<char> text) => text.Length == 8 && Number(text) is { } value ? BinaryPrimitives.ReverseEndianness(value) : null;
}
