using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Enrollment;

/// <summary>The outcome of a code in the wizard; with the recovery codes, shown this once, when it was accepted.</summary>
internal sealed record ConfirmResult(CodeOutcome Outcome, IReadOnlyList<string>? RecoveryCodes);

/// <summary>The end of the wizard: the code that proves the authenticator, its recovery codes, and the session.</summary>
internal sealed class WizardConfirmation(
    PortalDbContext database,
    Transactions transactions,
    Caller caller,
    WizardSteps steps,
    EnrollmentGrants grants,
    CodeCheck codes,
    RecoveryCodes recovery,
    FailureCounts failures,
    HalfWaySignIns halfWays,
    Sessions sessions,
    TimeProvider time)
{
    /// <summary>
    /// Confirms the pending authenticator with its first code. Null when the wizard is not open to the caller any more,
    /// for instance because another tab was first.
    /// </summary>
    public async Task<ConfirmResult?> ConfirmAsync(string? typed)
    {
        if (caller.HalfWay is not { ConfirmedAt: null } halfWay || await steps.FindPendingAsync(halfWay) is not { } pending)
        {
            return null;
        }

        var code = Totp.Normalize(typed);
        var step = code is null ? null : codes.MatchingStep(pending, code);
        if (step is null)
        {
            return await RefuseAsync(halfWay, code is null ? CodeOutcome.NotACode : CodeOutcome.Wrong);
        }

        var set = await recovery.MakeAsync(halfWay.UserId);
        return await transactions.RunAsync(effects => AcceptAsync(halfWay, pending, step.Value, set, effects))
            ? new ConfirmResult(CodeOutcome.Accepted, set.Codes)
            : null;
    }

    /// <summary>A new set of recovery codes in place of one that was shown but not saved. Null when it is not the time for it.</summary>
    public async Task<IReadOnlyList<string>?> RenewRecoveryCodesAsync()
    {
        if (caller.HalfWay is not { ConfirmedAt: not null } halfWay || await steps.FindRunAsync(halfWay) is not { } run)
        {
            return null;
        }

        var set = await recovery.MakeAsync(halfWay.UserId);
        await transactions.RunAsync(effects => NoteCodesAsync(run, set, effects));
        return set.Codes;
    }

    /// <summary>The person says that the recovery codes are saved.</summary>
    public Task SavedAsync() => AfterConfirmationAsync(WizardStep.Done);

    /// <summary>Back to the recovery codes.</summary>
    public Task BackToRecoveryAsync() => AfterConfirmationAsync(WizardStep.Recovery);

    /// <summary>Turns the confirmed half-way sign-in into a session, once; null when it is not confirmed, or no longer there.</summary>
    public async Task<Session?> FinishAsync() => caller.HalfWay is not { ConfirmedAt: not null } halfWay ? null :
        await transactions.RunAsync(async effects =>
        {
            if (await halfWays.CompleteAsync(halfWay))
            {
                return await sessions.StartAsync(halfWay, SecondFactor.Enrollment, effects);
            }

            effects.Undo();
            return null;
        });

    private async Task<ConfirmResult> RefuseAsync(HalfWaySignIn halfWay, CodeOutcome outcome)
    {
        await transactions.RunAsync(async effects =>
        {
            if (await steps.FindRunAsync(halfWay) is { } run)
            {
                run.LastError = outcome;
                effects.Publish(WizardSteps.Topic(halfWay.UserId), run.Id.ToString());
                await database.WizardRuns.Where(r => r.Id == run.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.Attempts, x => x.Attempts + 1));
            }

            if (outcome == CodeOutcome.Wrong)
            {
                await failures.CodeFailedAsync(halfWay.UserId);
            }

            effects.Audit(AuditKind.CodeRefused, halfWay.UserId, $"wizard {outcome}");
        });
        return new ConfirmResult(outcome, null);
    }

    private async Task<bool> AcceptAsync(HalfWaySignIn halfWay, Authenticator pending, long step, RecoveryCodeSet set, Effects effects)
    {
        var now = time.Now();
        var run = await steps.FindRunAsync(halfWay);
        if (run is null || !await grants.UseAsync(run.GrantId) || !await ActivateAsync(pending.Id, step, now))
        {
            effects.Undo();
            return false;
        }

        await database.Authenticators.Where(a => a.UserId == halfWay.UserId && a.State == AuthenticatorState.Pending)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now).SetProperty(x => x.BrowserHash, (string?)null));

        // Every tab of this browser has proven it, also one that signed in again meanwhile.
        await database.HalfWaySignIns.Where(h => h.UserId == halfWay.UserId && h.BrowserHash == halfWay.BrowserHash && h.EndedAt == null)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.ConfirmedAt, now));
        await failures.CodeAcceptedAsync(halfWay.UserId);
        (run.LastError, run.Attempts) = (null, run.Attempts + 1);
        steps.MoveTo(run, WizardStep.Recovery);
        effects.Audit(AuditKind.AuthenticatorConfirmed, halfWay.UserId, $"authenticator {pending.Id} grant {run.GrantId}");
        await NoteCodesAsync(run, set, effects);
        return true;
    }

    private async Task<bool> ActivateAsync(Guid id, long step, DateTime now) => await database.Authenticators
        .Where(a => a.Id == id && a.State == AuthenticatorState.Pending)
        .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Active).SetProperty(x => x.LastStep, step)
            .SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.LastUsedAt, now).SetProperty(x => x.BrowserHash, (string?)null)) == 1;

    private async Task NoteCodesAsync(WizardRun run, RecoveryCodeSet set, Effects effects)
    {
        await recovery.ReplaceAsync(run.UserId, set);
        run.RecoveryCodesAt = set.Rows[0].CreatedAt;
        effects.Audit(AuditKind.RecoveryCodesMade, run.UserId);
        effects.Publish(WizardSteps.Topic(run.UserId), run.Id.ToString());
    }

    private async Task AfterConfirmationAsync(WizardStep step)
    {
        if (caller.HalfWay is not { ConfirmedAt: not null } halfWay || await steps.FindRunAsync(halfWay) is not { } run)
        {
            return;
        }

        await transactions.RunAsync(effects =>
        {
            steps.MoveTo(run, step);
            effects.Publish(WizardSteps.Topic(run.UserId), run.Id.ToString());
            return Task.CompletedTask;
        });
    }
}
