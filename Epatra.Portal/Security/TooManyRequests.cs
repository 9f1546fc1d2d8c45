using System.Globalization;

namespace Epatra.Portal.Security;

internal static class TooManyRequests
{
    /// <summary>RFC 6585 section 4, with the whole seconds until it may be tried again.</summary>
    public static void TooMany(this HttpResponse response, TimeSpan wait, int status = StatusCodes.Status429TooManyRequests)
    {
        response.StatusCode = status;
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
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
