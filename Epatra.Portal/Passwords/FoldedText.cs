using System.Text;

namespace Epatra.Portal.Passwords;

/// <summary>
/// Text as somebody who guesses passwords reads it: letters and digits without case and accents, and the letters that
/// digits and signs stand for. P@ssw0rd is password; l, i, 1 and ! are the same.
/// </summary>
internal static class FoldedText
{
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Letter(Rune.ToLowerInvariant(rune)) is { } letter)
            {
                folded.Append(letter);
            }
        }

        return folded.ToString();
    }

    private static Rune? Letter(Rune lower) => lower.Value switch
    {
        '0' => new('o'),
        '1' or '!' or '|' or 'l' => new('i'),
        '3' => new('e'),
        '4' or '@' => new('a'),
        '5' or '$' => new('s'),
        '7' => new('t'),
        _ => Rune.IsLetterOrDigit(lower) ? lower : null,
    };
}
