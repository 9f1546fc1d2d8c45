using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Door;

/// <summary>
/// The one address of the portal on the host of an application, where the browser gets the cookie of that host. Whoever comes
/// without a ticket is sent to the portal for one, and the ticket works in this browser only: nobody can be signed in with
/// somebody else's.
/// </summary>
internal sealed class DoorEntrance(DoorPasses passes, DoorKeeper keeper, PortalCookies cookies, IOptions<DoorOptions> door, IOptions<PortalOptions> portal)
{
    /// <summary>A token has 43 letters.</summary>
    public const int TokenLength = 43;

    /// <param name="http">Of the browser, through the proxy of the application.</param>
    /// <param name="host">Of the application.</param>
    /// <param name="ticket">From the portal; null on the way there.</param>
    /// <param name="path">Of the application, where it is to lead.</param>
    public async Task<IResult> EnterAsync(HttpContext http, string host, string? ticket, string? path)
    {
        if (door.Value.Find(host)?.Host is not { } known)
        {
            return Results.NotFound();
        }

        var (browser, back) = (cookies.Get(http, DoorKeeper.Cookie), LocalUrl.OrHome(path));
        if (ticket is null)
        {
            browser = browser is { Length: TokenLength } ? browser : Token.New(); // the same for two tabs
            cookies.Set(http, DoorKeeper.Cookie, browser, lifetime: null);
            return Results.Redirect(PageAddress(known, back) + "&browser=" + Token.Hash(browser));
        }

        if (await passes.EnterAsync(known, ticket, browser) is { } token)
        {
            cookies.Set(http, DoorKeeper.Cookie, token, lifetime: null);
            return Results.LocalRedirect(back);
        }

        // Another tab was first; or there are no cookies, and sending the browser round again would never end.
        return await keeper.CallerAsync(http, known) is null ? Results.Redirect(PageAddress(known, back)) : Results.LocalRedirect(back);
    }

    private string PageAddress(string host, string path) => portal.Value.Address($"/auth/door?host={Uri.EscapeDataString(host)}&path={Uri.EscapeDataString(path)}");
}
