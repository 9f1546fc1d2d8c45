using Epatra.Portal.Accounts;
using Epatra.Portal.Security;
using Microsoft.AspNetCore.Authorization;

namespace Epatra.Portal.SignIn;

/// <summary>The cookie of a half-way sign-in, and the policy of the few pages that accept it. It is never a principal.</summary>
internal static class HalfWayCookie
{
    public const string Policy = "HalfWay";
    private const string Name = "half-way";
    private const string BrowserName = "browser";
    private static readonly TimeSpan BrowserLife = TimeSpan.FromDays(30);

    public static void Set(HttpContext http, string token) => Cookies(http).Set(http, Name, token, lifetime: null);

    public static bool IsPresent(HttpContext http) => Cookies(http).Get(http, Name) is not null;

    public static void Delete(HttpContext http) => Cookies(http).Delete(http, Name);

    /// <summary>The token that names this browser beyond one sign-in, made when it has none.</summary>
    public static string Browser(HttpContext http)
    {
        var token = Cookies(http).Get(http, BrowserName) is { Length: 43 } known ? known : Token.New();
        Cookies(http).Set(http, BrowserName, token, BrowserLife);
        return token;
    }

    /// <summary>Reads the cookie into the caller of the request; a complete session goes before it.</summary>
    public static async Task ReadAsync(HttpContext http, RequestDelegate next)
    {
        var caller = http.RequestServices.GetRequiredService<Caller>();
        if (caller.Session is null && Cookies(http).Get(http, Name) is { } token)
        {
            caller.HalfWay = await http.RequestServices.GetRequiredService<HalfWaySignIns>().FindAsync(token);
        }

        await next(http);
    }

    private static PortalCookies Cookies(HttpContext http) => http.RequestServices.GetRequiredService<PortalCookies>();

    internal sealed class Requirement : IAuthorizationRequirement;

    internal sealed class Handler(IHttpContextAccessor http) : AuthorizationHandler<Requirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if (http.HttpContext?.RequestServices.GetRequiredService<Caller>().HalfWay is not null)
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
