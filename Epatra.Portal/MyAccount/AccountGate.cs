using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;

namespace Epatra.Portal.MyAccount;

/// <summary>The one way to what takes fresh proof (ASVS 7.5.1): a session that lives, one change of a person at a time, and refusals in the log.</summary>
internal sealed class AccountGate(Sessions sessions, FailureCounts failures, Transactions transactions, Actor actor)
{
    /// <summary>Runs the change in a transaction that holds the person's count first, as sign-ins and the desk do.</summary>
    public Task<AccountOutcome> RunAsync(AccountAct act, Func<Session, Effects, Task<AccountOutcome>> change)
    {
        var own = actor.Session ?? throw new InvalidOperationException("Only for somebody who is signed in.");
        return transactions.RunAsync(async effects =>
        {
            await failures.HoldAsync(own.UserId);
            var outcome = await sessions.FindFreshAsync(own.Id) is { } session // it may have been ended while this waited
                ? await change(session, effects)
                : AccountOutcome.NotFresh;
            if (outcome is AccountOutcome.NotFresh or AccountOutcome.NotThere or AccountOutcome.LastOne)
            {
                effects.Audit(AuditKind.AccountChangeRefused, own.UserId, $"{act} {outcome}");
            }

            return outcome;
        });
    }
}
