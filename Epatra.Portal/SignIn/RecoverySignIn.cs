using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;

namespace Epatra.Portal.SignIn;

/// <summary>A recovery code in place of a code: for somebody whose phone is gone.</summary>
internal sealed class RecoverySignIn(
    RecoveryCodes recovery,
    CodeRefusals refusals,
    FailureCounts failures,
    Completion completion,
    Alerts alerts,
    Transactions transactions,
    Actor actor)
{
    /// <summary>
    /// Uses the code up: signs in, ends everything else of the person, grants the enrolment of a new authenticator and tells
    /// by mail, in one transaction.
    /// </summary>
    /// <returns>What follows when the code was accepted.</returns>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<(CodeAnswer Answer, Entry? Entry)> TryAsync(string? typed)
    {
        var halfWay = actor.HalfWay ?? throw new InvalidOperationException("A recovery code is only asked after the password.");
        if (await refusals.PauseOfAsync(halfWay.UserId) is { } wait)
        {
            // Before the hash: it is what guessing would cost the portal.
            await transactions.RunAsync(effects =>
            {
                CodeRefusals.NotePause(halfWay.UserId, effects);
                return Task.CompletedTask;
            });
            return (wait, null);
        }

        var hash = RecoveryCodes.Normalize(typed) is { } code ? await recovery.HashAsync(halfWay.UserId, code) : null;
        return await transactions.RunAsync(async effects =>
        {
            var count = await failures.HoldAsync(halfWay.UserId);
            if (refusals.RefusePaused(count, effects) is { } paused)
            {
                return (paused, null);
            }

            if (hash is null || !await recovery.UseAsync(halfWay.UserId, hash))
            {
                var outcome = hash is null ? CodeOutcome.NotACode : CodeOutcome.Wrong;
                return (await refusals.RefuseAsync(count, outcome, code: null, [], effects), (Entry?)null);
            }

            return await CompleteAsync(count, halfWay, effects);
        });
    }

    private async Task<(CodeAnswer Answer, Entry? Entry)> CompleteAsync(FailureCount count, HalfWaySignIn halfWay, Effects effects)
    {
        var left = await recovery.LeftAsync(halfWay.UserId);
        await failures.CodeAcceptedAsync(count);
        effects.Audit(AuditKind.RecoveryCodeUsed, halfWay.UserId, $"{left} left");
        if (await completion.ProveAsync(halfWay, SecondFactor.RecoveryCode, trust: false, effects) is not { } entry)
        {
            effects.Undo(); // another tab has just completed it
            return (new CodeAnswer(CodeOutcome.AlreadyUsed), null);
        }

        alerts.Tell(halfWay.User!, () => SignInTexts.RecoveryMailSubject, () => string.Format(SignInTexts.RecoveryMailText, left), effects);
        return (new CodeAnswer(CodeOutcome.Accepted), entry);
    }
}
