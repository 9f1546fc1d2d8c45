using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support;

/// <summary>
/// Whom the actor can find, see and act on at all: an agent who is limited to companies only people of these. Everything of
/// the desk that looks somebody up asks here, each operation anew. What the actor may then do is said by DeskRules.
/// </summary>
internal sealed class DeskReach(PortalDbContext database, Desk desk)
{
    private Task<List<string>?>? companies;

    /// <summary>The companies that the actor is limited to; null for no limit. Administrators have none.</summary>
    public async Task<IReadOnlyList<string>?> CompaniesAsync()
    {
        if (desk.Agent is not { Role: Role.Agent } agent)
        {
            return null;
        }

        return await (companies ??= LimitAsync(agent.Id));
    }

    /// <summary>Whether somebody of this company is within reach; null stands for nobody who is known, and for no company.</summary>
    public async Task<bool> HasAsync(string? company) => await CompaniesAsync() is not { } limit || (company is not null && limit.Contains(company));

    /// <summary>Whether a person is within reach of an agent who is not the actor: who announced something, or agreed to it, hours ago.</summary>
    public static async Task<bool> HasAsync(PortalDbContext database, PortalUser agent, PortalUser person) => agent.Role != Role.Agent
        || !agent.LimitedToCompanies
        || await database.AgentCompanies.AnyAsync(l => l.UserId == agent.Id && l.Company == person.Company);

    /// <summary>The same for queries.</summary>
    public async Task<Expression<Func<PortalUser, bool>>> PeopleAsync()
    {
        var limit = await CompaniesAsync();
        return limit is null ? person => true : person => limit.Contains(person.Company!);
    }

    private async Task<List<string>?> LimitAsync(string agentId) => await database.Users.AnyAsync(u => u.Id == agentId && u.LimitedToCompanies)
        ? await database.AgentCompanies.Where(l => l.UserId == agentId).Select(l => l.Company).ToListAsync()
        : null;
}
