using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;

namespace Epatra.Portal.MyAccount;

/// <param name="Answer">What is said about the code.</param>
/// <param name="OffsetSteps">Of a right one: time steps from the portal's time to that of the code, negative when the app is behind.</param>
/// <param name="Name">Of a right one: what the person calls the authenticator; null when it has no name.</param>
internal sealed record TrialAnswer(CodeAnswer Answer, int OffsetSteps = 0, string? Name = null);

/// <summary>
/// A code on trial. It opens nothing: no session, no fresh proof, no wait that ends sooner, and nothing in the list of
/// authenticators moves. But a right code is used up, since telling that it is right would hand it to whoever looks over a
/// shoulder or guesses; and a wrong one counts as everywhere, or this would be the place to guess.
/// </summary>
internal sealed class CodeTrial(
    OwnAuthenticators authenticators, CodeCheck codes, CodeRefusals refusals, FailureCounts failures, Transactions transactions, Actor actor, TimeProvider time)
{
    public Task<TrialAnswer> TryAsync(string? typed)
    {
        var userId = actor.Session?.UserId ?? throw new InvalidOperationException("Only for somebody who is signed in.");
        return transactions.RunAsync(async effects =>
        {
            var count = await failures.HoldAsync(userId);
            if (refusals.RefusePaused(count, effects) is { } paused)
            {
                return new TrialAnswer(paused);
            }

            var own = await authenticators.ActiveAsync(userId);
            if (own.Count == 0)
            {
                return new TrialAnswer(new CodeAnswer(CodeOutcome.Blocked));
            }

            var (outcome, match) = await codes.AcceptAsync(own, typed, isTrial: true);
            return outcome == CodeOutcome.Accepted
                ? Right(match!, Totp.Normalize(typed)!, effects)
                : new TrialAnswer(await refusals.RefuseAsync(count, outcome, Totp.Normalize(typed), match is null ? own : [match], effects));
        });
    }

    private TrialAnswer Right(Authenticator match, string code, Effects effects)
    {
        effects.Audit(AuditKind.CodeTried, match.UserId, $"authenticator {match.Id}");
        var offset = (int)(codes.MatchingStep(match, code)!.Value - Totp.StepAt(time.GetUtcNow()));
        return new TrialAnswer(new CodeAnswer(CodeOutcome.Accepted, match.App), offset, match.Name);
    }
}
