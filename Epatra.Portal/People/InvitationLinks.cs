using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>What a link is worth at this moment.</summary>
internal enum InvitationState
{
    Open,

    /// <summary>The person has a password: there is nothing left to do but to sign in.</summary>
    Used,

    /// <summary>Too old; its page sends a new one.</summary>
    TooOld,

    /// <summary>Replaced, withdrawn, or never made.</summary>
    Over,
}

/// <summary>What the holder of a mailed invitation can do with it beside choosing a password.</summary>
internal sealed class InvitationLinks(
    PortalDbContext database, Invitations invitations, FailureCounts failures, AddressRequests addresses, Transactions transactions, Actor actor, TimeProvider time)
{
    /// <summary>Links for one person within a day; nobody's mailbox is to be filled.</summary>
    private const int MostInADay = 3;

    /// <summary>Only looks.</summary>
    public async Task<InvitationState> StateAsync(string? token)
    {
        var now = time.Now();
        var link = await Known(token).Select(i => new { i.EndedBy, HasPassword = i.User!.PasswordHash != null, IsLocked = i.User.DisabledAt != null || i.User.FrozenAt != null, IsLate = i.ExpiresAt <= now }).SingleOrDefaultAsync();
        return link switch
        {
            null or { IsLocked: true } => InvitationState.Over,
            { HasPassword: true } => InvitationState.Used,
            { EndedBy: not null } => InvitationState.Over,
            { IsLate: true } => InvitationState.TooOld,
            _ => InvitationState.Open,
        };
    }

    /// <summary>The invitation with its person, while it works. Only looks.</summary>
    public Task<Invitation?> FindOpenAsync(string? token) => Open(token).AsNoTracking().Include(i => i.User).SingleOrDefaultAsync();

    /// <summary>Notes that a browser shows the page: asked by its script, since looking at a page changes nothing.</summary>
    public async Task NoteOpenedAsync(string? token)
    {
        if (await FindOpenAsync(token) is not { OpenedAt: null } link)
        {
            return;
        }

        var now = time.Now();
        await transactions.RunAsync(async effects =>
        {
            await Open(token).Where(i => i.OpenedAt == null).ExecuteUpdateAsync(i => i.SetProperty(x => x.OpenedAt, now));
            effects.Publish(AuditLog.TopicOf(link.UserId), "");
        });
    }

    /// <summary>Mails a new link in place of one that is too old, to the address that the old one went to.</summary>
    /// <returns>Until when nothing is taken from this network address, in UTC; null when it was taken.</returns>
    public async Task<DateTime?> RenewAsync(string? token)
    {
        if (addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return time.Now() + wait;
        }

        addresses.Count(actor.Address);
        if (await StateAsync(token) == InvitationState.TooOld)
        {
            await transactions.RunAsync(async effects =>
            {
                var person = await Known(token).Select(i => i.User!).AsNoTracking().SingleAsync();
                await failures.HoldAsync(person.Id);
                if (await StateAsync(token) == InvitationState.TooOld && await CountAsync(person.Id) < MostInADay)
                {
                    await invitations.ResendAsync(person, effects);
                }
            });
        }

        return null;
    }

    /// <summary>The link while it works.</summary>
    public IQueryable<Invitation> Open(string? token)
    {
        var now = time.Now();
        return Known(token).Where(i => i.EndedAt == null && i.ExpiresAt > now && i.CreatedAt <= now && i.User!.PasswordHash == null && i.User.DisabledAt == null && i.User.FrozenAt == null);
    }

    private IQueryable<Invitation> Known(string? token)
    {
        var hash = Token.Hash(token ?? "");
        return database.Invitations.Where(i => i.TokenHash == hash);
    }

    private Task<int> CountAsync(string personId)
    {
        var yesterday = time.Now().AddDays(-1);
        return database.Invitations.CountAsync(i => i.UserId == personId && i.CreatedAt > yesterday);
    }
}
