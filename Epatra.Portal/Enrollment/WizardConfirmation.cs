using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Epatra.Portal.Enrollment;

/// <summary>What a code in the wizard brought; with the recovery codes, shown this once, when it was accepted.</summary>
internal sealed record ConfirmResult(CodeAnswer Answer, IReadOnlyList<string>? RecoveryCodes = null, DateTime? RecoveryCodesAt = null)
{
    public static readonly ConfirmResult Busy = new(new CodeAnswer(CodeOutcome.Busy));

    public static ConfirmResult Accepted(RecoveryCodeSet set) => new(new CodeAnswer(CodeOutcome.Accepted), set.Codes, set.MadeAt);
}

/// <summary>The end of the wizard: the code that proves the authenticator, its recovery codes, and the session.</summary>
internal sealed class WizardConfirmation(
    PortalDbContext database,
    Transactions transactions,
    Actor actor,
    WizardSteps steps,
    EnrollmentGrants grants,
    CodeCheck codes,
    CodeRefusals refusals,
    CodeUses uses,
    RecoveryCodes recovery,
    FailureCounts failures,
    HalfWaySignIns halfWays,
    Sessions sessions,
    Revocations revocations,
    Completion completion,
    Alerts alerts,
    TimeProvider time)
{
    /// <summary>
    /// Confirms the pending authenticator with its first code. Null when the wizard is not open to the actor any more,
    /// for instance because another tab was first.
    /// </summary>
    public async Task<ConfirmResult?> ConfirmAsync(string? typed)
    {
        if (WizardHolder.Of(actor) is not { HalfWay: null or { ConfirmedAt: null } } holder || await steps.FindPendingAsync(holder) is not { } pending)
        {
            return null;
        }

        var code = Totp.Normalize(typed);
        if (code is null || codes.MatchingStep(pending, code) is not { } step)
        {
            return new ConfirmResult(await RefuseAsync(holder, pending, code is null ? CodeOutcome.NotACode : CodeOutcome.Wrong, code));
        }

        if (await codes.WasNamedAsync(pending.Id, step))
        {
            return new ConfirmResult(await RefuseAsync(holder, pending, CodeOutcome.AlreadyUsed, code));
        }

        if (await recovery.TryMakeAsync(holder.UserId) is not { } set)
        {
            return ConfirmResult.Busy;
        }

        return await transactions.RunAsync(async effects =>
        {
            var count = await failures.HoldAsync(holder.UserId);
            return refusals.RefusePaused(count, effects) is { } paused ? new ConfirmResult(paused)
                : await AcceptAsync(count, holder, pending, step, set, effects) ? ConfirmResult.Accepted(set)
                : null;
        });
    }

    /// <summary>A new set of recovery codes in place of one that was shown but not saved. Null when it is not the time for it.</summary>
    public async Task<ConfirmResult?> RenewRecoveryCodesAsync()
    {
        if (await FindConfirmedAsync() is not { } run || !steps.MayRenewCodes)
        {
            return null;
        }

        if (await recovery.TryMakeAsync(run.UserId) is not { } set)
        {
            return ConfirmResult.Busy;
        }

        return await transactions.RunAsync(async effects =>
        {
            await failures.HoldAsync(run.UserId);
            if (!await IsStillConfirmedAsync(run))
            {
                return null;
            }

            await NoteCodesAsync(run, set, effects);
            return ConfirmResult.Accepted(set);
        });
    }

    /// <summary>The person says that the recovery codes are saved.</summary>
    public Task SavedAsync() => AfterConfirmationAsync(WizardStep.Done);

    /// <summary>Back to the recovery codes.</summary>
    public Task BackToRecoveryAsync() => AfterConfirmationAsync(WizardStep.Recovery);

    /// <summary>
    /// Leaves the wizard. On the way in the confirmed half-way sign-in becomes a session, once, or leads to a new password
    /// first; null when it is not confirmed, or no longer there, and for somebody who was signed in before.
    /// </summary>
    public Task<Entry?> FinishAsync() => transactions.RunAsync(async effects =>
    {
        if (WizardHolder.Of(actor) is not { } holder)
        {
            return null;
        }

        await failures.HoldAsync(holder.UserId); // as on every way to a session: none locks the same rows crosswise
        if (await FindConfirmedAsync() is { } run)
        {
            run.EndedAt = time.Now();
        }

        if (actor.HalfWay is not { ConfirmedAt: not null } halfWay)
        {
            return null;
        }

        var entry = halfWay.Purpose == HalfWayPurpose.NewPassword ? null : await completion.PassAsync(halfWay, SecondFactor.Enrollment, trust: false, effects);
        if (entry is null)
        {
            effects.Undo();
        }

        return entry;
    });

    private async Task<WizardRun?> FindConfirmedAsync() =>
        WizardHolder.Of(actor) is { MayBeConfirmed: true } holder && await steps.FindRunAsync(holder) is { RecoveryCodesAt: not null } run ? run : null;

    /// <summary>Part of a transaction that holds the person's count: the hashes take their time, and the desk may have reset everything meanwhile.</summary>
    private async Task<bool> IsStillConfirmedAsync(WizardRun run)
    {
        var now = new Actor
        {
            HalfWay = actor.HalfWay is { } halfWay ? await halfWays.FindAsync(halfWay.Id) : null,
            Session = actor.Session is { } session ? await sessions.FindFreshAsync(session.Id) : null,
        };
        return WizardHolder.Of(now) is { MayBeConfirmed: true } holder && await steps.FindRunAsync(holder) is { } found && found.Id == run.Id;
    }

    private Task<CodeAnswer> RefuseAsync(WizardHolder holder, Authenticator pending, CodeOutcome outcome, string? code) => transactions.RunAsync(async effects =>
    {
        // The count before the run, as in the acceptance: two that lock them crosswise would stop each other.
        var count = await failures.HoldAsync(holder.UserId);
        var answer = refusals.RefusePaused(count, effects)
            ?? await refusals.RefuseAsync(count, outcome, code, [pending], effects);
        if (await steps.FindRunAsync(holder) is { } run)
        {
            run.LastError = answer.Outcome;
            WizardSteps.Tell(run, effects);
            await database.WizardRuns.Where(r => r.Id == run.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.Attempts, x => x.Attempts + 1));
        }

        return answer;
    });

    private async Task<bool> AcceptAsync(FailureCount count, WizardHolder holder, Authenticator pending, long step, RecoveryCodeSet set, Effects effects)
    {
        var run = await steps.FindRunAsync(holder);
        if (run is null || !await grants.UseAsync(holder.UserId, run.GrantId) || !await ActivateAsync(pending.Id, step, time.Now())
            || !await (holder.HalfWay is { } halfWay ? halfWays.ConfirmAsync(halfWay) : sessions.ProveAsync(actor.Session!)))
        {
            effects.Undo();
            return false;
        }

        uses.Enrolled(pending, step, count.Codes);
        await RetireOthersAsync(pending, await grants.GetAsync(run.GrantId), effects);
        await failures.CodeAcceptedAsync(count);
        (run.LastError, run.Attempts) = (null, run.Attempts + 1);
        steps.MoveTo(run, WizardStep.Recovery);
        effects.Audit(AuditKind.AuthenticatorConfirmed, holder.UserId, $"authenticator {pending.Id} grant {run.GrantId}");
        alerts.Tell(actor.User!, () => EnrollmentTexts.MailSubject, () => string.Format(EnrollmentTexts.MailText, AppNames.Name(pending.App)), effects);
        await NoteCodesAsync(run, set, effects);
        await HelpRequests.EndAsync(database, holder.UserId, time.Now(), effects);
        await OpenResets.CancelAsync(database, holder.UserId, time.Now(), effects);
        return true;
    }

    /// <summary>Whatever else was shown is void; and the authenticator that is replaced ends now, not before: all of them after a recovery code.</summary>
    private async Task RetireOthersAsync(Authenticator confirmed, EnrollmentGrant grant, Effects effects)
    {
        var now = time.Now();
        var others = database.Authenticators.Where(a => a.UserId == confirmed.UserId && a.Id != confirmed.Id);
        await others.Where(a => a.State == AuthenticatorState.Pending).ExecuteUpdateAsync(RetireAt(now));
        if (grant.ReplacesId is { } old
            && await others.Where(a => a.Id == old && a.State == AuthenticatorState.Active).ExecuteUpdateAsync(RetireAt(now)) == 1)
        {
            effects.Audit(AuditKind.AuthenticatorRemoved, confirmed.UserId, $"authenticator {old} replaced by {confirmed.Id}");
        }

        if (grant.Kind == GrantKind.Recovery)
        {
            await others.Where(a => a.State != AuthenticatorState.Retired).ExecuteUpdateAsync(RetireAt(now));
            effects.Audit(AuditKind.AuthenticatorsReplaced, confirmed.UserId, $"by {confirmed.Id}");

            // Whoever has the old phone may have come in with it since the recovery code.
            await revocations.EndEverythingAsync(confirmed.UserId, actor.Session?.Id, RevocationReason.RecoveryCode, effects);
        }
    }

    private static Action<UpdateSettersBuilder<Authenticator>> RetireAt(DateTime now) => a => a
        .SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now).SetProperty(x => x.BrowserHash, (string?)null);

    private async Task<bool> ActivateAsync(Guid id, long step, DateTime now) => await database.Authenticators
        .Where(a => a.Id == id && a.State == AuthenticatorState.Pending)
        .Where(a => !database.CodeDiagnoses.Any(d => d.AuthenticatorId == a.Id && d.NamedStep == step))
        .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Active).SetProperty(x => x.LastStep, step)
            .SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.LastUsedAt, now).SetProperty(x => x.BrowserHash, (string?)null)) == 1;

    private async Task NoteCodesAsync(WizardRun run, RecoveryCodeSet set, Effects effects)
    {
        // Under the person's count: of two sets that come at once the second takes the place of the first.
        await database.WizardRuns.Where(r => r.Id == run.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.RecoveryCodesAt, set.MadeAt));
        await recovery.ReplaceAsync(run.UserId, set);
        effects.Audit(AuditKind.RecoveryCodesMade, run.UserId);
        WizardSteps.Tell(run, effects);
    }

    private async Task AfterConfirmationAsync(WizardStep step)
    {
        if (await FindConfirmedAsync() is { } run)
        {
            await transactions.RunAsync(effects =>
            {
                steps.MoveTo(run, step);
                WizardSteps.Tell(run, effects);
                return Task.CompletedTask;
            });
        }
    }
}
