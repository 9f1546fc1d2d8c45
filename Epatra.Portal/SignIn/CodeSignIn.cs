using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;

namespace Epatra.Portal.SignIn;

/// <summary>The second factor of somebody who has an authenticator.</summary>
internal sealed class CodeSignIn(
    OwnAuthenticators authenticators,
    CodeCheck codes,
    CodeRefusals refusals,
    CodeUses uses,
    FailureCounts failures,
    Completion completion,
    Transactions transactions,
    Actor actor)
{
    /// <summary>Uses the code up and turns the half-way sign-in of the actor into a session, in one transaction.</summary>
    /// <param name="typed">As it was typed.</param>
    /// <param name="trust">Whether to trust this browser from now on.</param>
    /// <returns>What follows when the code was accepted.</returns>
    public Task<(CodeAnswer Answer, Entry? Entry)> TryAsync(string? typed, bool trust)
    {
        var halfWay = actor.HalfWay ?? throw new InvalidOperationException("A code is only asked after the password.");
        return transactions.RunAsync(async effects =>
        {
            var count = await failures.HoldAsync(halfWay.UserId);
            if (refusals.RefusePaused(count, effects) is { } paused)
            {
                return (paused, null);
            }

            var own = await authenticators.ActiveAsync(halfWay.UserId);
            var (outcome, match) = await codes.AcceptAsync(own, typed);
            return outcome == CodeOutcome.Accepted
                ? await CompleteAsync(count, halfWay, (match!, codes.MatchingStep(match!, Totp.Normalize(typed)!)), trust, effects)
                : (await refusals.RefuseAsync(count, outcome, Totp.Normalize(typed), match is null ? own : [match], effects), (Entry?)null);
        });
    }

    private async Task<(CodeAnswer Answer, Entry? Entry)> CompleteAsync(
        FailureCount count, HalfWaySignIn halfWay, (Authenticator Authenticator, long? Step) used, bool trust, Effects effects)
    {
        uses.SignedIn(used.Authenticator, used.Step, count.Codes);
        await failures.CodeAcceptedAsync(count);
        effects.Audit(AuditKind.CodeAccepted, halfWay.UserId);
        if (await completion.ProveAsync(halfWay, SecondFactor.Code, trust, effects) is not { } entry)
        {
            effects.Undo(); // another tab has just completed it
            return (new CodeAnswer(CodeOutcome.AlreadyUsed), null);
        }

        return (new CodeAnswer(CodeOutcome.Accepted), entry);
    }
}
