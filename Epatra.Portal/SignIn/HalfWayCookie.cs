using Epatra.Portal.Accounts;
using Epatra.Portal.Security;
using Microsoft.AspNetCore.Authorization;

namespace Epatra.Portal.SignIn;

/// <summary>The cookie of a half-way sign-in, and the policy of the few pages that accept it. It is never a principal.</summary>
internal static class HalfWayCookie
{
    public const string Policy = "HalfWay";
    public const string Name = "half-way";
    public const string BrowserName = "browser";
    public static readonly TimeSpan BrowserLife = TimeSpan.FromDays(30);

    public static void Set(HttpContext http, string token) => Cookies(http).Set(http, Name, token, lifetime: null);

    /// <summary>The page that was asked for when the half-way sign-in of the cookie began, also when that is over.</summary>
    /// <param name="http">The request.</param>
    /// <param name="forNewPassword">Only of one that had nothing left but to choose a password.</param>
    public static async Task<string?> ReturnUrlAsync(HttpContext http, bool forNewPassword) => Cookies(http).Get(http, Name) is { } token
        ? await http.RequestServices.GetRequiredService<HalfWaySignIns>().ReturnUrlAsync(token, forNewPassword)
        : null;

    /// <summary>After a complete sign-in nothing of the way there stays in the browser, its lasting token included.</summary>
    public static void Delete(HttpContext http)
    {
        Cookies(http).Delete(http, Name);
        Cookies(http).Delete(http, BrowserName);
    }

    /// <summary>The token that names this browser beyond one sign-in, made when it has none.</summary>
    public static string Browser(HttpContext http)
    {
        var token = Cookies(http).Get(http, BrowserName) is { Length: 43 } known ? known : Token.New();
        Cookies(http).Set(http, BrowserName, token, BrowserLife);
        return token;
    }

    /// <summary>Reads the cookie into the actor of the request; a complete session goes before it.</summary>
    public static async Task ReadAsync(HttpContext http, RequestDelegate next)
    {
        var actor = http.RequestServices.GetRequiredService<Actor>();
        if (actor.Session is null && Cookies(http).Get(http, Name) is { } token)
        {
            actor.HalfWay = await FindAsync(http, token);
        }

        await next(http);
    }

    private static async Task<HalfWaySignIn?> FindAsync(HttpContext http, string token)
    {
        try
        {
            return await http.RequestServices.GetRequiredService<HalfWaySignIns>().FindAsync(token);
        }
        catch (Exception) when (http.ShowsFailure())
        {
            return null;
        }
    }

    private static PortalCookies Cookies(HttpContext http) => http.RequestServices.GetRequiredService<PortalCookies>();

    internal sealed class Requirement : IAuthorizationRequirement;

    internal sealed class Handler : AuthorizationHandler<Requirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if (context.Resource is HttpContext http && http.RequestServices.GetRequiredService<Actor>().HalfWay is not null)
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
