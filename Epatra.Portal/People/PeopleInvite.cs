using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support;

namespace Epatra.Portal.People;

internal enum InviteOutcome
{
    Done,

    /// <summary>Somebody has the address.</summary>
    AddressTaken,

    /// <summary>For whoever will have power over others, the administrator types a code first.</summary>
    NotFresh,
}

/// <summary>One invitation, by an administrator.</summary>
internal sealed class PeopleInvite(Invitations invitations, Desk desk, FreshProof fresh, FailureCounts failures, Transactions transactions)
{
    /// <summary>Whether a code has to be typed before somebody with this role is invited.</summary>
    public bool AsksProof(Role role) => role != Role.User && !fresh.IsFresh;

    /// <returns>The outcome, and the id of the person who was added.</returns>
    public async Task<(InviteOutcome Outcome, string? Id)> InviteAsync(Invitee invitee)
    {
        _ = desk.Administrator;
        if (AsksProof(invitee.Role))
        {
            return (InviteOutcome.NotFresh, null);
        }

        return await transactions.RunAsync(async effects =>
        {
            await failures.HoldAsync(FailureCounts.Stranger(invitee.Email.ToUpperInvariant())); // of two invitations to one address the second sees the first
            return (await invitations.TakenAsync([invitee.Email])).Count > 0
                ? (InviteOutcome.AddressTaken, (string?)null)
                : (InviteOutcome.Done, invitations.Invite([invitee], effects)[0].Id);
        });
    }
}
