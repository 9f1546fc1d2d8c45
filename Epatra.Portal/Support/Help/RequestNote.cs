using Epatra.Portal.Shell;

namespace Epatra.Portal.Support.Help;

/// <summary>What people write beside a request or an act.</summary>
internal static class RequestNote
{
    /// <summary>As it is kept: without control characters but line ends, and not longer than its column; null when nothing was written.</summary>
    public static string? Clean(string? typed)
    {
        var text = string.Concat((typed ?? "").ReplaceLineEndings("\n").Where(c => c == '\n' || !char.IsControl(c))).Trim();
        return UnicodeText.Nfc(text) is { Length: > 0 } note ? UnicodeText.Cut(note, HelpRequest.LongestNote) : null;
    }
}
