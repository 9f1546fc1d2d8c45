using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support;

namespace Epatra.Portal.People;

internal enum InviteOutcome
{
    Done,

    /// <summary>Somebody has the address.</summary>
    AddressTaken,

    /// <summary>The administrator's own code is older than five minutes.</summary>
    NotFresh,
}

/// <summary>One invitation, by an administrator.</summary>
internal sealed class PeopleInvite(Invitations invitations, Desk desk, Sessions sessions, FailureCounts failures, Transactions transactions, Actor actor)
{
    /// <returns>The outcome, and the id of the person who was added.</returns>
    public async Task<(InviteOutcome Outcome, string? Id)> InviteAsync(Invitee invitee)
    {
        _ = desk.Administrator;
        return await transactions.RunAsync(async effects =>
        {
            await failures.HoldAsync(FailureCounts.Stranger(invitee.Email.ToUpperInvariant())); // of two invitations to one address the second sees the first
            if (await sessions.FindFreshAsync(actor.Session!.Id) is not { User.Role: Role.Administrator }) // again, now that it waited
            {
                effects.Audit(AuditKind.PeopleRefused, null, $"Invite {InviteOutcome.NotFresh}");
                return (InviteOutcome.NotFresh, null);
            }

            return (await invitations.TakenAsync([invitee.Email])).Count > 0
                ? (InviteOutcome.AddressTaken, (string?)null)
                : (InviteOutcome.Done, invitations.Invite([invitee], effects)[0].Id);
        });
    }
}
