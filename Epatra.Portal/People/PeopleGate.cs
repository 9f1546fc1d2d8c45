using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>
/// The one way for an administrator to act on people: fresh proof, who may act on whom, one at a time, refusals in the log,
/// and never so that nobody administers any more.
/// </summary>
internal sealed class PeopleGate(PortalDbContext database, Desk desk, Sessions sessions, FailureCounts failures, Transactions transactions, Actor actor, TimeProvider time)
{
    /// <summary>As <see cref="PeopleRules.Judge"/>.</summary>
    private delegate PersonOutcome Rule(string administratorId, PortalUser person, PersonAction action, DateTime? invitedAt, DateTime now);

    /// <summary>People of one transaction: whoever signs in meanwhile waits for a moment only.</summary>
    private const int Piece = 100;

    /// <summary>Held by whatever may take an administrator away: two who do it to each other at once come one after the other.</summary>
    private const string Administrators = "administrators";

    /// <param name="id">Of the person.</param>
    /// <param name="action">What is done.</param>
    /// <param name="act">Part of a transaction; its outcome is the person's.</param>
    public async Task<PersonOutcome> RunAsync(string id, PersonAction action, Func<PortalUser, Effects, Task<PersonOutcome>> act) => (await RunAsync([id], action, act, PeopleRules.Judge))[id];

    /// <summary>The same for many, in several transactions: what one has done stays done when a later one cannot.</summary>
    public Task<IReadOnlyDictionary<string, PersonOutcome>> RunAsync(IReadOnlyList<string> ids, PersonAction action, Func<PortalUser, Effects, Task<PersonOutcome>> act) =>
        RunAsync(ids, action, act, PeopleRules.JudgeOfMany);

    private async Task<IReadOnlyDictionary<string, PersonOutcome>> RunAsync(IReadOnlyList<string> ids, PersonAction action, Func<PortalUser, Effects, Task<PersonOutcome>> act, Rule judge)
    {
        _ = desk.Administrator;
        var outcomes = new Dictionary<string, PersonOutcome>();
        foreach (var piece in ids.Distinct().Order(StringComparer.Ordinal).Chunk(Piece))
        {
            database.ChangeTracker.Clear();
            await transactions.RunAsync(effects => RunPieceAsync(piece, action, act, judge, outcomes, effects));
        }

        return outcomes;
    }

    private async Task RunPieceAsync(string[] ids, PersonAction action, Func<PortalUser, Effects, Task<PersonOutcome>> act, Rule judge, Dictionary<string, PersonOutcome> outcomes, Effects effects)
    {
        var known = await database.Users.Where(u => ids.Contains(u.Id)).Select(u => u.Id).ToListAsync();
        foreach (var id in known.Order(StringComparer.Ordinal))
        {
            await failures.HoldAsync(id); // whoever signs in or acts on the same person comes before or after
        }

        await failures.HoldAsync(Administrators);
        var session = await sessions.FindFreshAsync(actor.Session!.Id); // again, now that nobody can take it away any more
        var people = await database.Users.AsNoTracking().Where(u => known.Contains(u.Id)).ToDictionaryAsync(u => u.Id);
        var invited = await InvitedAtAsync(known);
        foreach (var id in ids)
        {
            outcomes[id] = !people.TryGetValue(id, out var person) ? PersonOutcome.Gone
                : session is not { User.Role: Role.Administrator } ? PersonOutcome.NotFresh
                : action is PersonAction.Role or PersonAction.Lock or PersonAction.Freeze or PersonAction.Delete && await IsLastAsync(database, person) ? PersonOutcome.LastAdministrator
                : judge(session.UserId, person, action, invited.GetValueOrDefault(id), time.Now()) is not PersonOutcome.Done and var why ? why
                : await act(person, effects);
            if (outcomes[id] is PersonOutcome.NotFresh or PersonOutcome.Oneself or PersonOutcome.LastAdministrator)
            {
                effects.Audit(AuditKind.PeopleRefused, id, $"{action} {outcomes[id]}");
            }
        }
    }

    /// <summary>When the newest invitation of each was sent.</summary>
    private async Task<Dictionary<string, DateTime?>> InvitedAtAsync(List<string> ids) => await database.Invitations.Where(i => ids.Contains(i.UserId) && i.EndedAt == null)
        .GroupBy(i => i.UserId).Select(of => new { of.Key, At = (DateTime?)of.Max(i => i.CreatedAt) }).ToDictionaryAsync(of => of.Key, of => of.At);

    /// <summary>Whether nobody else administers; asked before each, so that those of one list count, too.</summary>
    public static async Task<bool> IsLastAsync(PortalDbContext database, PortalUser person) => person is { Role: Role.Administrator, DisabledAt: null }
        && !await database.Users.AnyAsync(u => u.Id != person.Id && u.Role == Role.Administrator && u.DisabledAt == null && u.FrozenAt == null && u.PasswordHash != null);
}
