using Epatra.Portal.Data;
using Epatra.Portal.Security;

namespace Epatra.Portal.Accounts;

/// <summary>The cookie of a trusted browser. Each person has one of a name of its own: two people can each trust the same browser.</summary>
internal static class TrustCookie
{
    public const string Prefix = "trusted-";

    public static string? Get(HttpContext http, string userId) => Cookies(http).Get(http, Name(userId));

    /// <summary>Kept until the trust ends, which a new token does not move.</summary>
    public static void Set(HttpContext http, string userId, TrustToken trust)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().Now();
        Cookies(http).Set(http, Name(userId), trust.Value, trust.ExpiresAt - now);
    }

    /// <summary>The name tells the browser's next user nothing about the person.</summary>
    public static string Name(string userId) => Prefix + Token.Hash(userId)[..16];

    private static PortalCookies Cookies(HttpContext http) => http.RequestServices.GetRequiredService<PortalCookies>();
}
