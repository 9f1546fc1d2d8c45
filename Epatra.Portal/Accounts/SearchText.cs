using System.Text;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Accounts;

/// <summary>
/// Text as the search of the desk compares it: in lower case, without accents. Every word has a space before it, so that
/// one index of three letters in a row finds both the middle of words and, by the space, the first two letters of them.
/// </summary>
internal static class SearchText
{
    /// <summary>More words than any name has; whoever pastes a page is not to keep the database busy.</summary>
    private const int MostTerms = 8;

    /// <summary>Name, mail address, the one before it, and company; and the words inside of them that begin after another sign than a space.</summary>
    public static string Of(PortalUser user) => Of($"{user.Name} {user.Email} {user.PreviousEmail} {user.Company}");

    /// <summary>The same of any text.</summary>
    public static string Of(string text)
    {
        var words = Words(text);
        return " " + string.Join(' ', words.Concat(words.SelectMany(Inner)).Distinct());
    }

    /// <summary>What each word of a question must be found as; empty when there is nothing to look for yet.</summary>
    public static IReadOnlyList<string> Terms(string question) => [.. Words(question).Select(Term).OfType<string>().Distinct().Take(MostTerms)];

    private static string? Term(string word) => word.EnumerateRunes().Count() switch
    {
        < 2 => null,
        2 => word.EnumerateRunes().All(Rune.IsLetterOrDigit) ? " " + word : null,
        _ => word,
    };

    private static string[] Words(string text) => Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in UnicodeText.Decomposed(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                folded.Append(' ');
            }
            else if (!UnicodeText.IsPartOfAnother(rune))
            {
                folded.Append(WithoutStroke(Rune.ToLowerInvariant(rune)));
            }
        }

        return folded.ToString();
    }

    /// <summary>Letters whose accent is not a sign of its own in Unicode.</summary>
    private static string WithoutStroke(Rune lower) => lower.Value switch
    {
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        '’' => "'",
        _ => lower.ToString(),
    };

    private static IEnumerable<string> Inner(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (char.IsLetterOrDigit(word[i]) && !char.IsLetterOrDigit(word[i - 1]))
            {
                yield return string.Concat(word[i..].TakeWhile(char.IsLetterOrDigit));
            }
        }
    }
}
