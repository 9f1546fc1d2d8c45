using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;

namespace Epatra.Portal.SignIn;

/// <summary>The second factor of somebody who has an authenticator.</summary>
internal sealed class CodeSignIn(
    CodeCheck codes,
    FailureCounts failures,
    HalfWaySignIns halfWays,
    Sessions sessions,
    Transactions transactions,
    Actor actor)
{
    /// <summary>Uses the code up and turns the half-way sign-in of the actor into a session, in one transaction.</summary>
    /// <returns>The session when the code was accepted.</returns>
    public Task<(CodeOutcome Outcome, Session? Session)> TryAsync(string? typed)
    {
        var halfWay = actor.HalfWay ?? throw new InvalidOperationException("A code is only asked after the password.");
        return transactions.RunAsync(async effects =>
        {
            var outcome = await codes.AcceptAsync(halfWay.UserId, typed);
            if (outcome != CodeOutcome.Accepted)
            {
                await RefuseAsync(halfWay, outcome, effects);
                return (outcome, null);
            }

            if (!await halfWays.CompleteAsync(halfWay))
            {
                effects.Undo(); // another tab has just completed it
                return (CodeOutcome.AlreadyUsed, (Session?)null);
            }

            await failures.CodeAcceptedAsync(halfWay.UserId);
            effects.Audit(AuditKind.CodeAccepted, halfWay.UserId);
            return (outcome, await sessions.StartAsync(halfWay, SecondFactor.Code, effects));
        });
    }

    private async Task RefuseAsync(HalfWaySignIn halfWay, CodeOutcome outcome, Effects effects)
    {
        if (outcome == CodeOutcome.Wrong)
        {
            await failures.CodeFailedAsync(halfWay.UserId);
        }

        effects.Audit(AuditKind.CodeRefused, halfWay.UserId, outcome.ToString());
    }
}
