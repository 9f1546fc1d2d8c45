using System.Globalization;

namespace Epatra.Portal.Security;

internal static class TooManyRequests
{
    /// <summary>After this time a portal that is busy or away may be asked again.</summary>
    public static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(15);

    /// <summary>RFC 6585 section 4, with the whole seconds until it may be tried again.</summary>
    public static void TooMany(this HttpResponse response, TimeSpan wait, int status = StatusCodes.Status429TooManyRequests)
    {
        response.StatusCode = status;
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Too much to do at once: asks programs to come back, and gives the sentence for people.</summary>
    public static string Busy(this HttpContext http)
    {
        http.Response.TooMany(BusyFor, StatusCodes.Status503ServiceUnavailable);
        return Shell.ShellTexts.BusyText;
    }

    /// <summary>Tells programs what the page tells people.</summary>
    /// <param name="until">In UTC; null when there is no wait.</param>
    public static void AskToWait(this HttpContext http, DateTime? until)
    {
        if (until is { } moment)
        {
            http.Response.TooMany(moment - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        }
    }
}
