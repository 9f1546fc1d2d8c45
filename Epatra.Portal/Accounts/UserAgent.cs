namespace Epatra.Portal.Accounts;

/// <summary>How a browser names itself; kept short, and only ever shown as text.</summary>
internal static class UserAgent
{
    public static string? Of(HttpContext http)
    {
        var text = http.Request.Headers.UserAgent.ToString();
        return text.Length switch
        {
            0 => null,
            > 256 => text[..256],
            _ => text,
        };
    }
}
