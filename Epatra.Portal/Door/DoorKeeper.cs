using Epatra.Portal.Accounts;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Door;

/// <summary>
/// Tells a proxy whether a request may reach an application. Which application it is stands in the address that the proxy
/// asks, written by the operator: no header of a client says it.
/// </summary>
internal sealed class DoorKeeper(
    DoorMemory memory, PortalCookies cookies, IOptions<DoorOptions> door, IOptions<PortalOptions> portal, IOptionsMonitor<CookieAuthenticationOptions> sessionCookie)
{
    /// <summary>The cookie on the host of an application.</summary>
    public const string Cookie = "door";

    /// <summary>Where to send somebody who is not signed in, for proxies that redirect by themselves.</summary>
    public const string SignInHeader = "X-Portal-Sign-In";

    /// <summary>Characters: proxies give all headers of an answer 4 kB.</summary>
    private const int LongestReturn = 1500;

    /// <summary>Characters of the portal's own one, which has less than a thousand.</summary>
    private const int LongestCookie = 4_000;

    private Uri Public { get; } = new(portal.Value.PublicUrl);

    /// <param name="http">The question: for nginx a subrequest, for Caddy and Traefik a request of their own.</param>
    /// <param name="host">Of the application; null for one below the portal's own host.</param>
    public async Task CheckAsync(HttpContext http, string? host)
    {
        http.Features.Get<IStatusCodePagesFeature>()!.Enabled = false; // a proxy reads no page
        var application = door.Value.Find(host ?? Public.Authority);
        if (application is null && host is not null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (http.Request.Headers.Keys.Any(DoorCaller.IsIntroduction))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden; // the proxy might let it through beside what it sets itself
        }
        else if (await CallerAsync(http, host is null ? null : application!.Host) is not { } caller)
        {
            Ask(http, host);
        }
        else if (application?.LetsIn(caller.Role) == false)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else
        {
            caller.Introduce(http.Response.Headers);
        }
    }

    /// <summary>Who has come to an application, with the session that was signed in to here.</summary>
    public Task<DoorCaller?> CallerAsync(HttpContext http, string? host) => cookies.Get(http, host is null ? SessionCookie.Name : Cookie) is not { Length: > 0 and <= LongestCookie } cookie
        || (host is not null && cookie.Length != DoorEntrance.TokenLength)
        ? Task.FromResult<DoorCaller?>(null)
        : memory.FindAsync($"{host} {cookie}", services => host is null ? OwnSessionAsync(services, cookie) : services.GetRequiredService<DoorPasses>().FindAsync(host, cookie));

    private Task<Session?> OwnSessionAsync(IServiceProvider services, string cookie)
    {
        var ticket = sessionCookie.Get(CookieAuthenticationDefaults.AuthenticationScheme).TicketDataFormat.Unprotect(cookie);
        return ticket?.Principal.SessionId() is { } id ? services.GetRequiredService<Sessions>().FindAsync(id) : Task.FromResult<Session?>(null);
    }

    private void Ask(HttpContext http, string? host)
    {
        var back = Uri.EscapeDataString(LocalUrl.OrHome(AskedFor(http.Request)));
        back = back.Length > LongestReturn ? "%2F" : back;
        var address = host is null ? portal.Value.Address($"/sign-in?returnUrl={back}") : $"{Public.Scheme}://{host}/auth/enter?path={back}";
        http.Response.Headers[SignInHeader] = address;
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (http.Request.Query.ContainsKey("redirect"))
        {
            http.Response.Redirect(address);
        }
    }

    /// <summary>What the proxy says was asked for; only a page can be come back to.</summary>
    private static string AskedFor(HttpRequest request) =>
        request.Headers["X-Forwarded-Method"].ToString() is "" or "GET" or "HEAD" ? request.Headers["X-Forwarded-Uri"].ToString() : LocalUrl.Home;
}
