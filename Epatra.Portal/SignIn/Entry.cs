using Epatra.Portal.Accounts;

namespace Epatra.Portal.SignIn;

/// <summary>A step that was taken: where it leads, and what the browser gets for it.</summary>
/// <param name="User">Who.</param>
/// <param name="Path">The page that follows.</param>
/// <param name="Session">The complete sign-in; null while something is still to be done.</param>
/// <param name="HalfWayToken">Until then, a new token of the half-way sign-in; null when the old one goes on.</param>
/// <param name="Trust">A new token of a trusted browser; null when there is none.</param>
internal sealed record Entry(PortalUser User, string Path, Session? Session = null, string? HalfWayToken = null, TrustToken? Trust = null)
{
    /// <summary>After the commit.</summary>
    public async Task SetCookiesAsync(HttpContext http)
    {
        if (Session is not null)
        {
            await SessionCookie.SetAsync(http, Session, User);
            HalfWayCookie.Delete(http);
            KnownBrowser.Remember(http, User);
        }

        if (HalfWayToken is not null)
        {
            HalfWayCookie.Set(http, HalfWayToken);
        }

        if (Trust is not null)
        {
            TrustCookie.Set(http, User.Id, Trust);
        }
    }
}
