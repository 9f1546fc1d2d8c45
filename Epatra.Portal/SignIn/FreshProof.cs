using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;

namespace Epatra.Portal.SignIn;

/// <summary>A code once more, in a session, before what matters (ASVS 7.5.1). The session goes on under a new id.</summary>
internal sealed class FreshProof(
    OwnAuthenticators authenticators,
    CodeCheck codes,
    CodeRefusals refusals,
    FailureCounts failures,
    Sessions sessions,
    EnrollmentGrants grants,
    Transactions transactions,
    Actor actor)
{
    /// <summary>Whether a code was proven within the last five minutes.</summary>
    public bool IsFresh => actor.Session is { } session && sessions.IsFresh(session);

    /// <param name="typed">As it was typed.</param>
    /// <returns>With the renewed session when the code was accepted; after the commit its cookie has to be set.</returns>
    public async Task<(CodeAnswer Answer, Entry? Entry)> TryAsync(string? typed)
    {
        var session = actor.Session ?? throw new InvalidOperationException("Only asked of somebody who is signed in.");
        var (answer, renewed) = await transactions.RunAsync(async effects =>
        {
            var count = await failures.HoldAsync(session.UserId);
            if (refusals.RefusePaused(count, effects) is { } paused)
            {
                return (paused, (Guid?)null);
            }

            var own = await authenticators.ActiveAsync(session.UserId);
            if (own.Count == 0)
            {
                return (new CodeAnswer(CodeOutcome.Blocked), null); // there is none to try
            }

            var (outcome, match) = await codes.AcceptAsync(own, typed);
            return outcome == CodeOutcome.Accepted
                ? await AcceptAsync(count, session, effects)
                : (await refusals.RefuseAsync(count, outcome, Totp.Normalize(typed), match is null ? own : [match], effects), null);
        });
        actor.Session = renewed is { } id ? await sessions.FindAsync(id) : session;
        return (answer, renewed is null || actor.Session is null ? null : new Entry(actor.Session.User!, LocalUrl.Home, actor.Session));
    }

    private async Task<(CodeAnswer Answer, Guid? Renewed)> AcceptAsync(FailureCount count, Session session, Effects effects)
    {
        await failures.CodeAcceptedAsync(count);
        effects.Audit(AuditKind.CodeAccepted, session.UserId, "fresh proof");
        if (await sessions.RenewAsync(session, effects, proven: true) is not { } renewed)
        {
            effects.Undo(); // it was ended in the meantime
            return (new CodeAnswer(CodeOutcome.AlreadyUsed), null);
        }

        await grants.MoveAsync(session, renewed);
        return (new CodeAnswer(CodeOutcome.Accepted), renewed.Id);
    }
}
