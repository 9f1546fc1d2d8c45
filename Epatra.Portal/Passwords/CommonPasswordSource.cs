using System.Globalization;

namespace Epatra.Portal.Passwords;

/// <summary>
/// The passwords that are tried first: the list of zxcvbn as it is, and what people make of its words, and of everyday
/// words of Dutch and French, to satisfy the rules: a capital, something behind it, a sign.
/// </summary>
internal static class CommonPasswordSource
{
    /// <summary>The words that make the beginning of 'password with a year'; the list is sorted by how often they are used.</summary>
    private const int MostUsed = 600;

    /// <summary>Shorter ones make nothing of eight characters with these endings that would not be a coincidence.</summary>
    private const int ShortestWord = 3;

    private static readonly string[] Endings =
    [
        .. "1 2 3 4 5 6 7 8 9 0 01 02 03 10 11 12 13 21 22 23 33 44 55 66 69 77 88 99 00 007 101 111 123 222 321 333 666 777 1234 4321 12345 123456 @1 @123 !1 !123 !2 #1 #123 $1 1a"
            .Split(' '),
        .. Years(),
        .. Years().Select(year => "@" + year),
    ];

    /// <summary>Keyboard walks that change hands, which no rule about words catches.</summary>
    private static readonly string[] Walks =
        ["1qaz@wsx", "!qaz2wsx", "1qaz!qaz", "zaq1@wsx", "zaq!2wsx", "qwer1234", "qwer!@#$", "1234qwer", "azer1234", "1234azer", "aqw123zsx", "q1w2e3r4t5", "a1z2e3r4t5", "abcd1234", "abc12345", "aa123456"];

    /// <summary>All of them as people type them, most with a capital and a sign.</summary>
    public static IEnumerable<string> All() =>
        WordLists.Read("passwords").Concat(Walks).Select(Capital)
            .Concat(Words().SelectMany(word => Endings.Select(ending => $"{Capital(word)}{ending}!")))
            .Concat(Words().Select(word => Capital(word) + Capital(word) + "1!"));

    private static IEnumerable<string> Words() =>
        WordLists.Own.SelectMany(WordLists.Read)
            .Concat(WordLists.Read("passwords").Where(word => word.All(char.IsAsciiLetter)).Take(MostUsed))
            .Where(word => word.Length >= ShortestWord)
            .Distinct();

    private static IEnumerable<string> Years() => Enumerable.Range(1980, 51).Select(year => year.ToString(CultureInfo.InvariantCulture));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
