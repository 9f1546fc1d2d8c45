using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Actions;

/// <summary>What came of an agent's wish.</summary>
internal enum DeskOutcome
{
    Done,

    /// <summary>The grant of an earlier reset was opened anew; that is not a second reset.</summary>
    Reopened,

    /// <summary>It takes effect later, unless somebody cancels it.</summary>
    Announced,

    /// <summary>Above a limit: another agent or an administrator has to agree.</summary>
    NeedsAgreement,

    /// <summary>The agent's own code is older than five minutes.</summary>
    NotFresh,

    /// <summary>This agent may not do this to this person.</summary>
    NotAllowed,

    /// <summary>The caller has not proven enough for it.</summary>
    NoProof,

    /// <summary>It was done as often as it may be in a day.</summary>
    TooOften,

    /// <summary>There is nothing of the kind, or no longer.</summary>
    NothingToDo,
}

/// <summary>What an agent has filled in for an action on a person.</summary>
/// <param name="Cause">Why, in the portal's own vocabulary.</param>
/// <param name="Note">In the agent's words.</param>
/// <param name="AgreeBeforehand">For a request that is taken down: to reset as soon as the mailed code was typed.</param>
internal sealed record DeskWish(Cause Cause, string Note, bool AgreeBeforehand = false);

/// <summary>The one way for an agent to act on a person: fresh proof, who may act on whom, one at a time, and refusals in the log.</summary>
internal sealed class DeskGate(PortalDbContext database, Desk desk, DeskReach reach, Sessions sessions, FailureCounts failures, Transactions transactions, Actor actor, TimeProvider time)
{
    public async Task<DeskOutcome> RunAsync(string personId, DeskAction action, DeskWish wish, Func<PortalUser, FailureCount, Effects, Task<DeskOutcome>> act)
    {
        _ = desk.Agent;
        return await transactions.RunAsync(async effects =>
        {
            if (!await database.Users.AnyAsync(u => u.Id == personId))
            {
                return DeskOutcome.NothingToDo;
            }

            var held = await failures.HoldAsync(personId);
            if (await sessions.FindAsync(actor.Session!.Id) is not { User: { } agent } session)
            {
                effects.Audit(AuditKind.DeskRefused, personId, $"{action} session ended"); // while this waited
                return DeskOutcome.NotAllowed;
            }

            var person = await database.Users.AsNoTracking().SingleAsync(u => u.Id == personId);
            var outcome = !DeskRules.MayAct(agent, person, action) || !await reach.HasAsync(person.Company) ? DeskOutcome.NotAllowed
                : !sessions.IsFresh(session) ? DeskOutcome.NotFresh
                : await act(person, held, effects);
            if (outcome is DeskOutcome.NotAllowed or DeskOutcome.NoProof or DeskOutcome.NotFresh or DeskOutcome.TooOften)
            {
                effects.Audit(AuditKind.DeskRefused, personId, $"{action} {outcome}");
            }
            else if (outcome != DeskOutcome.NothingToDo && !effects.Undone)
            {
                database.DeskNotes.Add(new DeskNote { UserId = personId, AgentId = agent.Id, Action = action, Cause = wish.Cause, Note = wish.Note, Outcome = outcome, At = time.Now() });
            }

            return outcome;
        });
    }
}
