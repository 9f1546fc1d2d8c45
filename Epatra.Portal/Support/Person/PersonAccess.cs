using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Diagnosis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Person;

/// <summary>A person, as the desk sees one, and who of the desk sees what.</summary>
internal sealed class PersonAccess(PortalDbContext database, Transactions transactions, Desk desk, DeskReach reach, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>A page that is loaded again in this time was looked at once.</summary>
    public static readonly TimeSpan OneLook = TimeSpan.FromMinutes(1);

    /// <summary>Agents look into end users; of those who work at the desk they see name and role. An administrator sees everybody.</summary>
    public static bool SeesAll(Role viewer, Role person) => viewer switch
    {
        Role.Administrator => true,
        Role.Agent => person == Role.User,
        Role.User => false,
    };

    /// <inheritdoc cref="SeesAll(Role, Role)"/>
    public bool SeesAll(Role person) => SeesAll(desk.Agent.Role, person);

    /// <summary>Null where there is nobody within the actor's reach.</summary>
    public async Task<PortalUser?> FindAsync(string id) => await database.Users.AsNoTracking().Where(await reach.PeopleAsync()).SingleOrDefaultAsync(u => u.Id == id);

    /// <summary>Notes in the audit log that the actor looks at this person; once, however often the page is loaded within a minute.</summary>
    public async Task SeeAsync(string id)
    {
        var (agent, since, within) = (desk.Agent.Id, time.Now() - OneLook, await reach.PeopleAsync());
        await transactions.RunAsync(async effects =>
        {
            var recent = database.AuditEntries.Where(e => e.SubjectId == id && e.ActorId == agent && e.Kind == AuditKind.PersonSeen && e.At > since);
            if (await database.Users.Where(within).AnyAsync(u => u.Id == id) && !await recent.AnyAsync())
            {
                effects.Audit(AuditKind.PersonSeen, id, "opened");
            }
        });
    }

    /// <summary>The wizards that this person has open, the newest first.</summary>
    public async Task<IReadOnlyList<WizardEvidence>> OpenWizardsAsync(string id)
    {
        _ = desk.Agent;
        return await database.OpenWizards(time.Now()).Where(r => r.UserId == id)
            .OrderByDescending(r => r.StepAt).Select(r => new WizardEvidence(r.Step, r.StepAt, r.Attempts, r.LastError, r.App)).ToListAsync();
    }

    /// <summary>The entries of this person in their app, by their ids, the oldest first; pending and given up ones too. Without their secrets.</summary>
    public async Task<IReadOnlyDictionary<Guid, EntryEvidence>> EntriesAsync(PortalUser person)
    {
        _ = desk.Agent;
        var rows = await database.Authenticators.Where(a => a.UserId == person.Id).OrderBy(a => a.Number)
            .Select(a => new { a.Id, a.Number, a.App, a.State, a.CreatedAt, a.ConfirmedAt, a.LastUsedAt, a.RetiredAt, a.Offsets }).ToListAsync();
        return rows.ToDictionary(a => a.Id, a => new EntryEvidence(
            OtpAuthUri.For(portal.Value.Name, person.UserName!, a.Number, []).Account,
            a.App, a.State, a.ConfirmedAt ?? a.CreatedAt, a.LastUsedAt ?? a.ConfirmedAt, a.RetiredAt, Drift.Warning(a.Offsets)));
    }
}
