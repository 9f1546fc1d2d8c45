using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.MyAccount;

/// <summary>More than one authenticator, another one, or one fewer; never none.</summary>
internal sealed class AuthenticatorChanges(
    PortalDbContext database, AccountGate gate, EnrollmentGrants grants, Alerts alerts, Transactions transactions, Actor actor, TimeProvider time)
{
    /// <summary>Each more makes guesses as much likelier to fit.</summary>
    public const int Most = 5;

    public const int LongestName = 60;

    /// <summary>Opens the wizard in this session.</summary>
    /// <param name="replaces">The authenticator that the new one takes the place of; null for one more.</param>
    public Task<AccountOutcome> BeginAsync(Guid? replaces) => gate.RunAsync(replaces is null ? AccountAct.AddAuthenticator : AccountAct.NewPhone, async (session, effects) =>
    {
        var own = await Active(session.UserId).Select(a => a.Id).ToListAsync();
        var outcome = replaces is { } old
            ? own.Contains(old) ? AccountOutcome.Done : AccountOutcome.NotThere
            : own.Count < Most ? AccountOutcome.Done : AccountOutcome.TooMany;
        if (outcome == AccountOutcome.Done)
        {
            await grants.AddOwnAsync(session, replaces);
            effects.Audit(AuditKind.AuthenticatorAllowed, session.UserId, replaces is null ? "one more" : $"in place of {replaces}");
        }

        return outcome;
    });

    /// <summary>Ends one at once, unless it is the last.</summary>
    public Task<AccountOutcome> RemoveAsync(Guid id) => gate.RunAsync(AccountAct.RemoveAuthenticator, async (session, effects) =>
    {
        if (await Active(session.UserId).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id) is not { } gone)
        {
            return AccountOutcome.NotThere;
        }

        // One statement decides, whatever else happens at this moment.
        var now = time.Now();
        var removed = await Active(session.UserId).Where(a => a.Id == id)
            .Where(a => database.Authenticators.Any(other => other.UserId == a.UserId && other.Id != a.Id && other.State == AuthenticatorState.Active))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now));
        if (removed == 0)
        {
            return AccountOutcome.LastOne;
        }

        effects.Audit(AuditKind.AuthenticatorRemoved, session.UserId, $"authenticator {id}");
        alerts.Tell(session.User!, () => MyAccountTexts.RemovedSubject, () => string.Format(MyAccountTexts.RemovedText, AppNames.Name(gone.App)), effects);
        return AccountOutcome.Done;
    });

    /// <summary>Takes no fresh proof: the name opens nothing. Without one the app's name is shown.</summary>
    public Task<AccountOutcome> RenameAsync(Guid id, string? typed) => transactions.RunAsync(async effects =>
    {
        var (userId, name) = (actor.Session!.UserId, TypedName.Clean(typed, LongestName));
        if (await Active(userId).Where(a => a.Id == id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Name, name)) == 0)
        {
            return AccountOutcome.NotThere;
        }

        effects.Audit(AuditKind.AuthenticatorRenamed, userId, $"authenticator {id}");
        return AccountOutcome.Done;
    });

    private IQueryable<Authenticator> Active(string userId) =>
        database.Authenticators.Where(a => a.UserId == userId && a.State == AuthenticatorState.Active);
}
