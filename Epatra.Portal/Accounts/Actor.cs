using Epatra.Portal.SignIn;

namespace Epatra.Portal.Accounts;

/// <summary>
/// Who stands behind this scope: a request's, or one operation's of a circuit. At most one of the two is there.
/// </summary>
internal sealed class Actor
{
    public Session? Session { get; set; }

    /// <summary>Only the pages of the second factor act for it, and language and audit log read it; to the rest its holder is nobody.</summary>
    public HalfWaySignIn? HalfWay { get; set; }

    public string? Address { get; set; }
    public string? UserAgent { get; set; }

    /// <summary>The token by which this browser says that it is trusted, by the id of the person; null when it has none.</summary>
    public Func<string, string?> TrustToken { get; set; } = _ => null;

    /// <summary>Whether the person has signed in with this browser before.</summary>
    public Func<PortalUser, bool> IsKnownBrowser { get; set; } = _ => false;

    public PortalUser? User => Session?.User ?? HalfWay?.User;
    public string? UserId => Session?.UserId ?? HalfWay?.UserId;
}
