using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.MyAccount;

/// <summary>A new set of recovery codes in place of the old one.</summary>
internal sealed class RecoveryCodeRenewal(PortalDbContext database, RecoveryCodes recovery, FreshProof fresh, AccountGate gate, Alerts alerts, Actor actor)
{
    /// <summary>Fewer than so many are few.</summary>
    public const int Few = 4;

    public async Task<AccountAnswer> MakeAsync()
    {
        // The slow hashes only for somebody who may; whoever may not is refused, and noted, by the gate.
        var set = fresh.IsFresh ? await recovery.TryMakeAsync(actor.Session!.UserId) : null;
        if (set is null && fresh.IsFresh)
        {
            return new AccountAnswer(AccountOutcome.Busy);
        }

        var outcome = await gate.RunAsync(AccountAct.NewRecoveryCodes, async (session, effects) => set is null ? AccountOutcome.NotFresh : await ReplaceAsync(session, set, effects));
        return new AccountAnswer(outcome, outcome == AccountOutcome.Done ? set?.Codes : null);
    }

    private async Task<AccountOutcome> ReplaceAsync(Session session, RecoveryCodeSet set, Effects effects)
    {
        // A wizard that still shows the old set in another tab shows it no more.
        await database.WizardRuns.Where(r => r.UserId == session.UserId && r.RecoveryCodesAt != null && r.EndedAt == null)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.RecoveryCodesAt, set.MadeAt));
        effects.Publish(WizardSteps.Topic(session.UserId), "");
        await recovery.ReplaceAsync(session.UserId, set);
        effects.Audit(AuditKind.RecoveryCodesMade, session.UserId);
        alerts.Tell(session.User!, () => MyAccountTexts.CodesSubject, () => MyAccountTexts.CodesText, effects);
        return AccountOutcome.Done;
    }
}
