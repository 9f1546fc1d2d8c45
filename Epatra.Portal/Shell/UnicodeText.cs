using System.Globalization;
using System.Text;

namespace Epatra.Portal.Shell;

internal static class UnicodeText
{
    private const string Turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c";

    /// <summary>What stands before and after a name in a text for <see cref="NamedText"/>; Unicode's own marks for it, which no name has.</summary>
    public static readonly char[] NameMarks = ['\u2068', '\u2069'];

    /// <summary>The text without the signs that turn the text around them, which would change what stands beside a name.</summary>
    public static string WithoutTurns(string text) => string.Concat(text.Where(c => !Turns.Contains(c)));

    /// <summary>A name for a text that <see cref="NamedText"/> shows.</summary>
    public static string Named(string name) => $"{NameMarks[0]}{WithoutTurns(name)}{NameMarks[1]}";

    /// <summary>The beginning of a text, never ending in the middle of a character of two parts.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    /// <summary>The text in Unicode NFC, so that the same letters typed on another keyboard are the same; null for broken text.</summary>
    public static string? Nfc(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The text with every accent as a sign of its own (NFKD); broken text as it is.</summary>
    public static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>Whether a character is read with its neighbours: an accent, a variation selector, a joiner.</summary>
    public static bool IsPartOfAnother(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
}
