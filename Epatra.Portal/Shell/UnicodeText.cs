using System.Globalization;
using System.Text;

namespace Epatra.Portal.Shell;

internal static class UnicodeText
{
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
