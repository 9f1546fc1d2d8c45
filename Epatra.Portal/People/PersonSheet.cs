using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Person;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>A person as an administrator sees one.</summary>
/// <param name="Person">The account.</param>
/// <param name="Companies">That an agent is limited to.</param>
/// <param name="Actions">What the administrator can do now, each on a page of its own.</param>
internal sealed record PersonOnSheet(PortalUser Person, IReadOnlyList<string> Companies, IReadOnlyList<PersonAction> Actions);

/// <summary>Reads the page of one person.</summary>
internal sealed class PersonSheet(PortalDbContext database, Desk desk, PersonAccess access, TimeProvider time)
{
    private static readonly PersonAction[] OwnPages =
        [PersonAction.Resend, PersonAction.Withdraw, PersonAction.Role, PersonAction.Reach, PersonAction.Lock, PersonAction.Unlock, PersonAction.Freeze, PersonAction.Export, PersonAction.Delete];

    /// <param name="id">Of the person.</param>
    /// <param name="isLook">Whether a page is opened, which is noted in the audit log; a form that comes back shows the same again.</param>
    /// <returns>Null where there is nobody.</returns>
    public async Task<PersonOnSheet?> ReadAsync(string id, bool isLook)
    {
        if (isLook)
        {
            await access.SeeAsync(id);
        }

        var administrator = desk.Administrator.Id;
        if (await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id) is not { } person)
        {
            return null;
        }

        var companies = await database.AgentCompanies.Where(l => l.UserId == id).Select(l => l.Company).Order().ToListAsync();
        return new(person, companies, [.. OwnPages.Where(action => PeopleRules.Judge(administrator, person, action, invitedAt: null, time.Now()) == PersonOutcome.Done)]);
    }
}
