using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Passwords;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>What an administrator writes about a person.</summary>
/// <param name="Language"><c>nl</c>, <c>fr</c> or <c>en</c>.</param>
internal sealed record PersonDetail(string Name, string? Company, string Language, string? Phone);

/// <summary>What an administrator changes about people; each act for one, and those of the list for many.</summary>
internal sealed class PersonChanges(
    PortalDbContext database, PeopleGate gate, Invitations invitations, Revocations revocations, EnrollmentGrants grants, Freeze freeze, PersonRemoval removal, TimeProvider time)
{
    public Task<PersonOutcome> ChangeAsync(string id, PersonDetail typed) => gate.RunAsync(id, PersonAction.Details, async (person, effects) =>
        await WriteAsync(person.Id, typed, effects));

    /// <summary>Another role is another person to the portal: whatever was proven before is over.</summary>
    public Task<PersonOutcome> ChangeRoleAsync(string id, Role role) => gate.RunAsync(id, PersonAction.Role, async (person, effects) =>
    {
        if (person.Role == role)
        {
            return PersonOutcome.NothingToDo;
        }

        await EndEverythingAsync(id, RevocationReason.RoleChange, effects);
        await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, role));
        effects.Audit(AuditKind.RoleChanged, id, $"{person.Role} {role}");
        return PersonOutcome.Done;
    });

    /// <summary>Limits an agent to companies.</summary>
    /// <param name="id">Of the agent.</param>
    /// <param name="companies">Those whose people the agent helps, none for nobody; null for no limit.</param>
    public Task<PersonOutcome> LimitAsync(string id, IReadOnlyCollection<string>? companies) => gate.RunAsync(id, PersonAction.Reach, async (person, effects) =>
    {
        await revocations.EndEverythingAsync(id, exceptSession: null, RevocationReason.RoleChange, effects); // what is open shows the old ones
        await database.AgentCompanies.Where(l => l.UserId == id).ExecuteDeleteAsync();
        database.AgentCompanies.AddRange((companies ?? []).Distinct().Select(company => new AgentCompany { UserId = id, Company = company }));
        await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.LimitedToCompanies, companies != null));
        effects.Audit(AuditKind.ReachChanged, id, companies is null ? "all companies" : $"companies {companies.Distinct().Count()}");
        return PersonOutcome.Done;
    });

    /// <summary>Does to each of many what needs nothing but the person.</summary>
    public Task<IReadOnlyDictionary<string, PersonOutcome>> RunAsync(IReadOnlyList<string> ids, PersonAction action) =>
        gate.RunAsync(ids, action, (person, effects) => DoAsync(person, action, effects));

    /// <summary>The same to one.</summary>
    public Task<PersonOutcome> RunAsync(string id, PersonAction action) => gate.RunAsync(id, action, (person, effects) => DoAsync(person, action, effects));

    private Task<PersonOutcome> DoAsync(PortalUser person, PersonAction action, Effects effects) => action switch
    {
        PersonAction.Lock => LockAsync(person.Id, AuditKind.AccountLocked, effects),
        PersonAction.Unlock => UnlockAsync(person.Id, effects),
        PersonAction.Freeze => FreezeAsync(person.Id, effects),
        PersonAction.Withdraw => WithdrawAsync(person.Id, effects),
        PersonAction.Resend => ResendAsync(person, effects),
        PersonAction.Delete => removal.RemoveAsync(person.Id, effects),
        PersonAction.Details or PersonAction.Role or PersonAction.Reach or PersonAction.Expiry or PersonAction.Export => throw new ArgumentOutOfRangeException(nameof(action), action, "It needs more than the person."),
    };

    public Task<IReadOnlyDictionary<string, PersonOutcome>> SetCompanyAsync(IReadOnlyList<string> ids, string? company) => gate.RunAsync(ids, PersonAction.Details, async (person, effects) =>
        await WriteAsync(person.Id, new(person.Name, company, person.Language, person.PhoneNumber), effects));

    private async Task<PersonOutcome> WriteAsync(string id, PersonDetail typed, Effects effects)
    {
        var person = await database.Users.SingleAsync(u => u.Id == id); // followed: the search is told of it
        string[] changed = [.. new[]
        {
            (person.Name != typed.Name, "name"), (person.Company != typed.Company, "company"), (person.Language != typed.Language, "language"), (person.PhoneNumber != typed.Phone, "phone"),
        }.Where(one => one.Item1).Select(one => one.Item2)];
        if (changed.Length == 0)
        {
            return PersonOutcome.NothingToDo;
        }

        (person.Name, person.Company, person.Language, person.PhoneNumber) = (typed.Name, typed.Company, typed.Language, typed.Phone);
        effects.Audit(AuditKind.PersonChanged, id, string.Join(' ', changed));
        return PersonOutcome.Done;
    }

    /// <summary>Part of a transaction that holds the person.</summary>
    public async Task<PersonOutcome> LockAsync(string id, AuditKind kind, Effects effects)
    {
        var now = time.Now();
        await EndEverythingAsync(id, RevocationReason.Lock, effects);
        await PasswordLink.VoidAsync(database, id, now);
        await OpenResets.CancelAsync(database, id, now, effects);
        await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now));
        effects.Audit(kind, id);
        return PersonOutcome.Done;
    }

    /// <summary>All that is open, and what was proven to the desk or granted on proof: it must not come back to life with another role or an unlocked account.</summary>
    private async Task EndEverythingAsync(string id, RevocationReason reason, Effects effects)
    {
        await revocations.EndEverythingAsync(id, exceptSession: null, reason, effects);
        await HelpRequests.VoidProofsAsync(database, id, effects);
        await grants.VoidAsync(id, exceptFirst: true);
    }

    private async Task<PersonOutcome> UnlockAsync(string id, Effects effects)
    {
        await grants.VoidAsync(id, exceptFirst: true); // what was granted meanwhile is asked for again
        await OpenAsync(id);
        effects.Audit(AuditKind.AccountUnlocked, id);
        return PersonOutcome.Done;
    }

    /// <summary>As the desk does it: nothing is trusted any more when the desk ends it.</summary>
    private async Task<PersonOutcome> FreezeAsync(string id, Effects effects)
    {
        await freeze.ApplyAsync(id, happened: null, effects);
        return PersonOutcome.Done;
    }

    /// <summary>Locked as well, or whoever has the mailbox could still ask for a link to a password.</summary>
    private async Task<PersonOutcome> WithdrawAsync(string id, Effects effects)
    {
        await invitations.EndAsync(id, InvitationEnd.Withdrawn);
        return await LockAsync(id, AuditKind.InvitationWithdrawn, effects);
    }

    private async Task<PersonOutcome> ResendAsync(PortalUser person, Effects effects)
    {
        await OpenAsync(person.Id);
        await invitations.ResendAsync(person, effects, canWait: true);
        return PersonOutcome.Done;
    }

    private Task<int> OpenAsync(string id) => database.Users.Where(u => u.Id == id && u.DisabledAt != null).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, (DateTime?)null));
}
