using Epatra.Portal.Accounts;

namespace Epatra.Portal.Support;

/// <summary>Who works at the support desk. Pages ask the policies; every operation asks again.</summary>
internal sealed class Desk(Actor actor, Sessions sessions)
{
    /// <summary>Agents and administrators.</summary>
    public const string Policy = "Desk";

    public const string Administrators = "Administrators";

    /// <summary>The topic on which it is told that requests have come, gone or changed.</summary>
    public const string Requests = "requests";

    /// <summary>The actor, who works at the desk.</summary>
    /// <exception cref="InvalidOperationException">Somebody else asks for it, which no page allows.</exception>
    public PortalUser Agent => actor.Session is { User: { } user } && IsAgent(actor) ? user : throw new InvalidOperationException("Only for the support desk.");

    /// <summary>The actor as the database has him now, asked again in the transaction of what he does; null when his session has ended while this waited.</summary>
    public async Task<PortalUser?> FindAgentAsync() => (await sessions.FindAsync(actor.Session!.Id))?.User;

    /// <summary>The actor, who administers.</summary>
    /// <exception cref="InvalidOperationException">Somebody else asks for it, which no page allows.</exception>
    public PortalUser Administrator => Agent is { Role: Role.Administrator } user ? user : throw new InvalidOperationException("Only for administrators.");

    /// <summary>The topic of one request, for the page that waits.</summary>
    public static string Topic(Guid requestId) => $"request/{requestId}";

    public static bool IsAgent(Actor actor) => actor.Session is { User.Role: Role.Agent or Role.Administrator };

    public static bool IsAdministrator(Actor actor) => actor.Session is { User.Role: Role.Administrator };
}
