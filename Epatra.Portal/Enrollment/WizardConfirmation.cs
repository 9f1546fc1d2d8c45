using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Enrollment;

/// <summary>The outcome of a code in the wizard; with the recovery codes, shown this once, when it was accepted.</summary>
internal sealed record ConfirmResult(CodeOutcome Outcome, IReadOnlyList<string>? RecoveryCodes = null, DateTime? RecoveryCodesAt = null)
{
    public static ConfirmResult Accepted(RecoveryCodeSet set) => new(CodeOutcome.Accepted, set.Codes, set.MadeAt);
}

/// <summary>The end of the wizard: the code that proves the authenticator, its recovery codes, and the session.</summary>
internal sealed class WizardConfirmation(
    PortalDbContext database,
    Transactions transactions,
    Actor actor,
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
    /// Confirms the pending authenticator with its first code. Null when the wizard is not open to the actor any more,
    /// for instance because another tab was first.
    /// </summary>
    public async Task<ConfirmResult?> ConfirmAsync(string? typed)
    {
        if (actor.HalfWay is not { ConfirmedAt: null } halfWay || await steps.FindPendingAsync(halfWay) is not { } pending)
        {
            return null;
        }

        var code = Totp.Normalize(typed);
        var step = code is null ? null : codes.MatchingStep(pending, code);
        if (step is null)
        {
            return await RefuseAsync(halfWay, code is null ? CodeOutcome.NotACode : CodeOutcome.Wrong);
        }

        if (await recovery.TryMakeAsync(halfWay.UserId) is not { } set)
        {
            return new ConfirmResult(CodeOutcome.Busy);
        }

        return await transactions.RunAsync(effects => AcceptAsync(halfWay, pending, step.Value, set, effects)) ? ConfirmResult.Accepted(set) : null;
    }

    /// <summary>A new set of recovery codes in place of one that was shown but not saved. Null when it is not the time for it.</summary>
    public async Task<ConfirmResult?> RenewRecoveryCodesAsync()
    {
        if (actor.HalfWay is not { ConfirmedAt: not null } halfWay || await steps.FindRunAsync(halfWay) is not { } run)
        {
            return null;
        }

        if (await recovery.TryMakeAsync(halfWay.UserId) is not { } set)
        {
            return new ConfirmResult(CodeOutcome.Busy);
        }

        await transactions.RunAsync(effects => NoteCodesAsync(run, set, effects));
        return ConfirmResult.Accepted(set);
    }

    /// <summary>The person says that the recovery codes are saved.</summary>
    public Task SavedAsync() => AfterConfirmationAsync(WizardStep.Done);

    /// <summary>Back to the recovery codes.</summary>
    public Task BackToRecoveryAsync() => AfterConfirmationAsync(WizardStep.Recovery);

    /// <summary>Turns the confirmed half-way sign-in into a session, once; null when it is not confirmed, or no longer there.</summary>
    public async Task<Session?> FinishAsync() => actor.HalfWay is not { ConfirmedAt: not null } halfWay ? null :
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
            // The count before the run, as in the acceptance: two that lock them crosswise would stop each other.
            if (outcome == CodeOutcome.Wrong)
            {
                await failures.CodeFailedAsync(halfWay.UserId);
            }

            if (await steps.FindRunAsync(halfWay) is { } run)
            {
                run.LastError = outcome;
                WizardSteps.Tell(run, effects);
                await database.WizardRuns.Where(r => r.Id == run.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.Attempts, x => x.Attempts + 1));
            }

            effects.Audit(AuditKind.CodeRefused, halfWay.UserId, $"wizard {outcome}");
        });
        return new ConfirmResult(outcome);
    }

    private async Task<bool> AcceptAsync(HalfWaySignIn halfWay, Authenticator pending, long step, RecoveryCodeSet set, Effects effects)
    {
        var now = time.Now();
        var run = await steps.FindRunAsync(halfWay);
        if (run is null || !await grants.UseAsync(halfWay.UserId, run.GrantId) || !await ActivateAsync(pending.Id, step, now) || !await halfWays.ConfirmAsync(halfWay))
        {
            effects.Undo();
            return false;
        }

        await database.Authenticators.Where(a => a.UserId == halfWay.UserId && a.State == AuthenticatorState.Pending)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now).SetProperty(x => x.BrowserHash, (string?)null));

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
        // The run's row is the lock: of two sets that come at once the second takes the place of the first.
        await database.WizardRuns.Where(r => r.Id == run.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.RecoveryCodesAt, set.MadeAt));
        await recovery.ReplaceAsync(run.UserId, set);
        effects.Audit(AuditKind.RecoveryCodesMade, run.UserId);
        WizardSteps.Tell(run, effects);
    }

    private async Task AfterConfirmationAsync(WizardStep step)
    {
        if (actor.HalfWay is not { ConfirmedAt: not null } halfWay || await steps.FindRunAsync(halfWay) is not { } run)
        {
            return;
        }

        await transactions.RunAsync(effects =>
        {
            steps.MoveTo(run, step);
            WizardSteps.Tell(run, effects);
            return Task.CompletedTask;
        });
    }
}
