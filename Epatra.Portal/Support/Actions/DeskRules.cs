using Epatra.Portal.Accounts;

namespace Epatra.Portal.Support.Actions;

/// <summary>Who may act on whom.</summary>
internal static class DeskRules
{
    /// <summary>
    /// As <see cref="MayHelp"/>. That a mailbox proves nothing, or does again, is said by an administrator: it decides what
    /// every later proof is worth.
    /// </summary>
    public static bool MayAct(PortalUser agent, PortalUser person, DeskAction action) =>
        MayHelp(agent.Id, agent.Role, person.Id, person.Role) && (action != DeskAction.SharedMailbox || agent.Role == Role.Administrator);

    /// <summary>Nobody helps himself; agents help users only, administrators everybody else. A request of nobody who is known is anybody's.</summary>
    public static bool MayHelp(string agentId, Role agent, string? personId, Role? person) => agentId != personId && agent switch
    {
        Role.User => false,
        Role.Agent => person is null or Role.User,
        Role.Administrator => true,
    };
}
