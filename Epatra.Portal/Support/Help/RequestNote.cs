namespace Epatra.Portal.Support.Help;

/// <summary>What people write beside a request or an act.</summary>
internal static class RequestNote
{
    /// <summary>As it is kept: without control characters but line ends, and not longer than its column; null when nothing was written.</summary>
    public static string? Clean(string? typed)
    {
        var text = string.Concat((typed ?? "").ReplaceLineEndings("\n").Where(c => c == '\n' || !char.IsControl(c))).Trim();
        if (Shell.UnicodeText.Nfc(text) is not { Length: > 0 } note)
        {
            return null;
        }

        var end = Math.Min(note.Length, HelpRequest.LongestNote);
        return note[..(char.IsHighSurrogate(note[end - 1]) ? end - 1 : end)];
    }
}
