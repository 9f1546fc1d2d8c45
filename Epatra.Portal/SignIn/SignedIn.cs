using Epatra.Portal.Accounts;

namespace Epatra.Portal.SignIn;

/// <summary>A complete sign-in, and what its browser gets to keep.</summary>
/// <param name="User">Who.</param>
/// <param name="Session">Just begun.</param>
/// <param name="Trust">A new token of a trusted browser; null when there is none.</param>
internal sealed record SignedIn(PortalUser User, Session Session, TrustToken? Trust)
{
    /// <summary>After the commit: the session's cookie in place of those of the way there.</summary>
    public async Task SetCookiesAsync(HttpContext http)
    {
        await SessionCookie.SetAsync(http, Session, User);
        HalfWayCookie.Delete(http);
        if (Trust is not null)
        {
            TrustCookie.Set(http, User.Id, Trust);
        }
    }
}
