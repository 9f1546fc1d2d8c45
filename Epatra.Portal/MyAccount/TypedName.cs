using Epatra.Portal.Shell;

namespace Epatra.Portal.MyAccount;

/// <summary>A name that somebody gives to themselves or to a thing.</summary>
internal static class TypedName
{
    /// <summary>Signs that turn the text around them, which would change what stands beside the name.</summary>
    private const string Turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f";

    /// <summary>As it is kept: one line in Unicode NFC, and not longer than its place; null when nothing is left.</summary>
    /// <param name="typed">As it was typed.</param>
    /// <param name="longest">UTF-16 units.</param>
    public static string? Clean(string? typed, int longest)
    {
        var signs = (typed ?? "").Where(c => !Turns.Contains(c)).Select(c => char.IsControl(c) ? ' ' : c);
        var words = string.Join(' ', string.Concat(signs).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (UnicodeText.Nfc(words) is not { Length: > 0 } name)
        {
            return null;
        }

        var end = Math.Min(name.Length, longest);
        return name[..(char.IsHighSurrogate(name[end - 1]) ? end - 1 : end)].TrimEnd();
    }
}
