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

    /// <summary>Too old; its page sends a new one, also when a mail with a newer one got lost.</summary>
    TooOld,

    /// <summary>Withdrawn, never made, or replaced before its time.</summary>
    Over,
}

internal enum RenewalOutcome
{
    Sent,

    /// <summary>As many links as a day has went to this person.</summary>
    TooMany,

    /// <summary>The link is none that can be renewed.</summary>
    LinkIsOver,

    /// <summary>Too many requests from this network address.</summary>
    AddressPaused,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="PausedUntil">In UTC; null when there is no wait.</param>
internal sealed record RenewalAnswer(RenewalOutcome Outcome, DateTime? PausedUntil = null);

/// <summary>What the holder of a mailed invitation can do with it beside choosing a password.</summary>
internal sealed class InvitationLinks(
    PortalDbContext database,
    Invitations invitations,
    FailureCounts failures,
    AddressRequests addresses,
    AddressFailures worthless,
    Transactions transactions,
    Actor actor,
    TimeProvider time)
{
    /// <summary>Links for one person within a day, whoever asked for them; nobody's mailbox is to be filled.</summary>
    public const int MostInADay = 3;

    /// <summary>Only looks.</summary>
    public async Task<InvitationState> StateAsync(string? token)
    {
        var (now, latest) = (time.Now(), time.Now() + Clock.Skew);
        var link = await Known(token).Select(i => new { i.EndedBy, IsEarly = i.CreatedAt > latest, HasPassword = i.User!.PasswordHash != null, IsLocked = i.User.DisabledAt != null || i.User.FrozenAt != null, IsLate = i.ExpiresAt <= now }).SingleOrDefaultAsync();
        return link switch
        {
            null or { IsLocked: true } or { IsEarly: true } => InvitationState.Over,
            { HasPassword: true } => InvitationState.Used,
            { EndedBy: null or InvitationEnd.Replaced, IsLate: true } => InvitationState.TooOld,
            { EndedBy: not null } => InvitationState.Over,
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
    public async Task<RenewalAnswer> RenewAsync(string? token)
    {
        if (addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return new(RenewalOutcome.AddressPaused, time.Now() + wait);
        }

        addresses.Count(actor.Address);
        return new(await transactions.RunAsync(async effects =>
        {
            if (await Known(token).Select(i => i.User!).AsNoTracking().SingleOrDefaultAsync() is not { } person)
            {
                return Refuse(null, effects);
            }

            await failures.HoldAsync(person.Id); // of many at once each sees what the one before has sent
            if (await StateAsync(token) != InvitationState.TooOld)
            {
                return Refuse(person.Id, effects);
            }

            if (await CountAsync(person.Id) >= MostInADay)
            {
                return RenewalOutcome.TooMany;
            }

            await invitations.ResendAsync(person, effects, canWait: false);
            return RenewalOutcome.Sent;
        }));
    }

    private RenewalOutcome Refuse(string? personId, Effects effects)
    {
        worthless.Count(actor.Address);
        effects.Audit(AuditKind.InvitationRefused, personId, "renewal");
        return RenewalOutcome.LinkIsOver;
    }

    /// <summary>The link while it works.</summary>
    public IQueryable<Invitation> Open(string? token)
    {
        var (now, latest) = (time.Now(), time.Now() + Clock.Skew);
        return Known(token).Where(i => i.EndedAt == null && i.ExpiresAt > now && i.CreatedAt <= latest && i.User!.PasswordHash == null && i.User.DisabledAt == null && i.User.FrozenAt == null);
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
