using System.Security.Cryptography;
using Epatra.Portal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace Epatra.Portal.Accounts;

/// <summary>
/// A cookie by which a browser says that the person has signed in there before, since the password was chosen: no mail is
/// sent about it then. It opens nothing.
/// </summary>
internal static class KnownBrowser
{
    public const string Prefix = "known-";
    public static readonly TimeSpan Life = TimeSpan.FromDays(365);

    /// <summary>People of one browser, such as the one of a counter: servers refuse requests whose cookies are too long.</summary>
    private const int Most = 10;

    public static void Remember(HttpContext http, PortalUser user)
    {
        var (cookies, own) = (Cookies(http), Name(user.Id));
        foreach (var other in http.Request.Cookies.Keys.Where(name => name.StartsWith(cookies.Name(Prefix), StringComparison.Ordinal) && name != cookies.Name(own)).Skip(Most - 1))
        {
            cookies.Delete(http, Prefix + other[cookies.Name(Prefix).Length..]);
        }

        cookies.Set(http, own, Protector(http.RequestServices).Protect(Content(user)), Life);
    }

    public static bool IsThis(HttpContext http, PortalUser user)
    {
        try
        {
            return Cookies(http).Get(http, Name(user.Id)) is { } value && Protector(http.RequestServices).Unprotect(value) == Content(user);
        }
        catch (CryptographicException)
        {
            return false; // made up, or of keys that are gone
        }
    }

    /// <summary>The name tells the browser's next user nothing about the person.</summary>
    public static string Name(string userId) => Prefix + Token.Hash(userId)[..16];

    private static string Content(PortalUser user) => $"{user.Id} {user.PasswordChangedAt:O}";

    private static IDataProtector Protector(IServiceProvider services) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Epatra.Portal.Accounts.KnownBrowser");

    private static PortalCookies Cookies(HttpContext http) => http.RequestServices.GetRequiredService<PortalCookies>();
}
