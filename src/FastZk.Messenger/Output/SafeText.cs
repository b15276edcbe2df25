using System.Globalization;
using System.Text;

namespace FastZk.Messenger.Output;

/// <summary>Strangers' text as a terminal may show it: one line, no control sequences, nothing that reorders or hides its neighbours.</summary>
internal static class SafeText
{
    /// <summary>The text with a replacement character for every control, format, private or unassigned character, and every separator of lines.</summary>
    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(IsHarmless(rune) ? rune.ToString() : "\uFFFD");
        }

        return safe.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
