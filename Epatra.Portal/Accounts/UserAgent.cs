namespace Epatra.Portal.Accounts;

/// <summary>How a browser names itself; kept short, and only ever shown as text.</summary>
internal static class UserAgent
{
    private const int Longest = 256;

    public static string? Of(HttpContext http)
    {
        var text = http.Request.Headers.UserAgent.ToString();
        return text.Length switch
        {
            0 => null,
            > Longest => text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)],
            _ => text,
        };
    }
}
