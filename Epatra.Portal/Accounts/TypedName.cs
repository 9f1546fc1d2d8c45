using Epatra.Portal.Shell;

namespace Epatra.Portal.Accounts;

/// <summary>A name that somebody gives to a person, a company or a thing.</summary>
internal static class TypedName
{
    /// <summary>Of the columns of people and companies, in UTF-16 units.</summary>
    public const int Longest = 200;

    /// <summary>As it is kept: one line in Unicode NFC, with nothing in it that turns the text around it; null when nothing is left.</summary>
    public static string? Clean(string? typed)
    {
        var signs = UnicodeText.WithoutTurns(typed ?? "").Select(c => char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c);
        return UnicodeText.Nfc(string.Join(' ', string.Concat(signs).Split(' ', StringSplitOptions.RemoveEmptyEntries))) is { Length: > 0 } name ? name : null;
    }

    /// <summary>The same, cut to its place.</summary>
    public static string? Clean(string? typed, int longest) => Clean(typed) is { } name ? UnicodeText.Cut(name, longest).TrimEnd() : null;
}
