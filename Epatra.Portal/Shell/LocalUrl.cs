using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace Epatra.Portal.Shell;

/// <summary>The one place that decides where the portal redirects to: its own pages and nowhere else.</summary>
internal static partial class LocalUrl
{
    public const string Home = "/";

    /// <summary>Where a password is changed, also on the way in when it has expired.</summary>
    public const string NewPassword = "/password/change";

    /// <summary>Letters; a longer one is no page of this portal, and servers refuse it.</summary>
    private const int Longest = 2000;

    /// <summary>The address if it is a path of this portal, otherwise home.</summary>
    public static string OrHome(string? url) => IsLocal(url) ? Encoded(url!) : Home;

    /// <summary>Where a sign-in leads to: never back into the sign-in itself.</summary>
    public static string AfterSignIn(string? url) => IsLocal(url) && !IsSignInStep(url!) ? Encoded(url!) : Home;

    /// <summary>The address of the page as the browser shows it, also when another one is rendered in its place.</summary>
    public static string Shown(HttpContext http)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is { } missing)
        {
            return missing.OriginalPath + missing.OriginalQueryString;
        }

        return http.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? http.Request.Path + http.Request.QueryString;
    }

    /// <summary>The page behind the link of the desk: it goes before the second factor, which is what its reader lacks.</summary>
    public static bool IsHelpBack(string url) => url.StartsWith("/help/back?", StringComparison.Ordinal);

    public static bool IsSignInStep(PathString path) =>
        path.StartsWithSegments("/sign-in") || path.StartsWithSegments("/enroll") || path.StartsWithSegments("/sign-out");

    // Browsers read a backslash as a slash, and drop tabs and line ends: '/\t/host' would leave the portal.
    private static bool IsLocal(string? url) =>
        url is ['/', ..] && url.Length <= Longest && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\') && !url.Any(char.IsControl);

    /// <summary>A header carries only ASCII letters.</summary>
    private static string Encoded(string url) => OtherThanVisibleAscii().Replace(url, match => Uri.EscapeDataString(match.Value));

    [GeneratedRegex("[^!-~]+")]
    private static partial Regex OtherThanVisibleAscii();

    private static bool IsSignInStep(string url) => IsSignInStep(new PathString(url.Split('?', '#')[0]));
}
