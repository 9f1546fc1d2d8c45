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
}
