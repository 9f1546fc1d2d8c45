using Zxcvbn;
using Zxcvbn.Matcher;

namespace Epatra.Portal.Passwords;

/// <summary>What makes a password easy to guess, and with that what would help.</summary>
internal enum StrengthTip
{
    /// <summary>Nothing has to be better.</summary>
    None,

    /// <summary>Nothing in it is known; there is too little of it.</summary>
    Longer,

    OwnName,
    Word,
    WordWithYear,
    WordWithDigits,

    /// <summary>A word with signs in place of letters.</summary>
    Replaced,

    Repeat,
    Sequence,
    Keyboard,
    Date,
    Digits,
}

/// <summary>One tip from what zxcvbn found, and the words for it.</summary>
internal static class StrengthTips
{
    /// <summary>Names of a dictionary and of a pattern that the portal adds to zxcvbn's own.</summary>
    public const string OwnWords = "own", Year = "year";

    private const int Strong = 4;

    public static StrengthTip For(int score, IList<Match> found)
    {
        var known = found.Where(IsNotable).ToList();
        return score >= Strong ? StrengthTip.None
            : known.Any(match => match is DictionaryMatch { DictionaryName: OwnWords }) ? StrengthTip.OwnName
            : known.MaxBy(match => match.Token.Length) is { } main ? Of(main, found)
            : found.All(IsDigits) ? StrengthTip.Digits
            : StrengthTip.Longer;
    }

    public static string Text(StrengthTip tip) => tip switch
    {
        StrengthTip.None => PasswordTexts.TipNone,
        StrengthTip.Longer => PasswordTexts.TipLonger,
        StrengthTip.OwnName => PasswordTexts.TipOwnName,
        StrengthTip.Word => PasswordTexts.TipWord,
        StrengthTip.WordWithYear => PasswordTexts.TipWordWithYear,
        StrengthTip.WordWithDigits => PasswordTexts.TipWordWithDigits,
        StrengthTip.Replaced => PasswordTexts.TipReplaced,
        StrengthTip.Repeat => PasswordTexts.TipRepeat,
        StrengthTip.Sequence => PasswordTexts.TipSequence,
        StrengthTip.Keyboard => PasswordTexts.TipKeyboard,
        StrengthTip.Date => PasswordTexts.TipDate,
        StrengthTip.Digits => PasswordTexts.TipDigits,
    };

    /// <param name="score">0 to 4.</param>
    public static string Word(int score) =>
        new[] { PasswordTexts.Strength0, PasswordTexts.Strength1, PasswordTexts.Strength2, PasswordTexts.Strength3, PasswordTexts.Strength4 }[score];

    /// <summary>Not the short words that are found in anything.</summary>
    private static bool IsNotable(Match match) => match switch
    {
        DictionaryMatch { DictionaryName: OwnWords } => true,
        DictionaryMatch or SpatialMatch => match.Token.Length >= 4,
        _ => match.Pattern != "bruteforce",
    };

    private static StrengthTip Of(Match main, IList<Match> found) => main switch
    {
        RepeatMatch => StrengthTip.Repeat,
        SequenceMatch => StrengthTip.Sequence,
        DateMatch or { Pattern: Year } => StrengthTip.Date,
        _ when IsDigits(main) => StrengthTip.Digits,
        SpatialMatch => StrengthTip.Keyboard,
        DictionaryMatch when found.Any(match => match is DateMatch || match.Pattern == Year) => StrengthTip.WordWithYear,
        L33tDictionaryMatch => StrengthTip.Replaced,
        DictionaryMatch when found.Any(IsDigits) => StrengthTip.WordWithDigits,
        DictionaryMatch => StrengthTip.Word,
        _ => StrengthTip.Longer,
    };

    private static bool IsDigits(Match match) => match.Token.Length > 0 && match.Token.All(char.IsAsciiDigit);
}
