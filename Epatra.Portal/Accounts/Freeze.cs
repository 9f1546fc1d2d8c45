using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

internal enum FreezeOutcome
{
    /// <summary>Frozen now, or before.</summary>
    Frozen,

    /// <summary>Too old, never made, or of a freeze that support has ended.</summary>
    LinkIsOver,

    /// <summary>Too many worthless links from this network address; this one was not looked at.</summary>
    AddressPaused,
}

/// <param name="Outcome">What became of it.</param>
/// <param name="PausedUntil">In UTC; null when there is no wait.</param>
internal sealed record FreezeAnswer(FreezeOutcome Outcome, DateTime? PausedUntil = null);

/// <summary>'This was not me': nobody gets into the account any more until support has spoken with its owner.</summary>
internal sealed class Freeze(
    PortalDbContext database,
    Revocations revocations,
    AddressFailures addresses,
    FailureCounts failures,
    Outbox outbox,
    Transactions transactions,
    Actor actor,
    TimeProvider time,
    IOptions<PortalOptions> portal)
{
    /// <summary>From when on nothing of a frozen account is to be trusted; null when it is not frozen. The mail is written after what it tells of, maybe by another clock.</summary>
    public static DateTime? DistrustedSince(PortalUser person) => person.FrozenAt is { } frozen ? (person.FrozenEventAt ?? frozen) - Clock.Skew : null;

    /// <summary>
    /// From when on a mailbox is disputed that got into a frozen account, for as long as it is frozen: a thief may have come days
    /// before anybody reported something.
    /// </summary>
    public static DateTime? DisputedSince(PortalUser person)
    {
        if (person.FrozenAt - AddressChange.Rest - Clock.Skew is not { } week || DistrustedSince(person) is not { } happened)
        {
            return null;
        }

        return happened < week ? happened : week;
    }

    /// <summary>Frozen by the desk or an administrator: nobody knows since when somebody else has what, so only a reset ends it.</summary>
    public static bool IsByDesk(PortalUser person) => person is { FrozenAt: not null, FrozenEventAt: null };

    public Task<bool> IsOpenAsync(string? token) => Open(token).AnyAsync();

    /// <summary>Freezes the account of the link, and tells its owner and support, in one transaction.</summary>
    public async Task<FreezeAnswer> UseAsync(string? token)
    {
        // Only worthless links wait: whoever holds a right one must not be kept from it by a neighbour in the same network.
        if (!await IsOpenAsync(token) && addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return new FreezeAnswer(FreezeOutcome.AddressPaused, time.Now() + wait);
        }

        return new FreezeAnswer(await transactions.RunAsync(async effects =>
        {
            if (await Open(token).SingleOrDefaultAsync() is { } link)
            {
                actor.HalfWay = null; // or what this browser has begun would go on
                await ApplyAsync(link.UserId, link.EventAt, effects);
                return FreezeOutcome.Frozen;
            }

            addresses.Count(actor.Address);
            effects.Audit(AuditKind.FreezeRefused, null);
            return FreezeOutcome.LinkIsOver;
        }));
    }

    /// <summary>Part of a transaction: freezes the account because of something that happened, and tells its owner and support.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="happened">When, in UTC; null for a freeze by the desk or an administrator.</param>
    /// <param name="effects">Of the transaction.</param>
    public async Task ApplyAsync(string id, DateTime? happened, Effects effects)
    {
        await failures.HoldAsync(id); // whoever signs in or chooses a password at this moment comes before or after
        await HelpRequests.VoidProofsAsync(database, id, effects);
        if (await (happened is { } earlier ? LowerAsync(id, earlier) : RaiseAsync(id, effects)))
        {
            return;
        }

        await revocations.EndEverythingAsync(id, exceptSession: null, RevocationReason.Freeze, effects);
        var now = time.Now();
        await PasswordLink.VoidAsync(database, id, now);
        await OpenResets.CancelAsync(database, id, now, effects);
        await database.NotMeLinks.Where(l => l.UserId == id && l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now));
        await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now).SetProperty(x => x.FrozenEventAt, happened));
        await database.EnrollmentGrants.Where(g => g.UserId == id && g.UsedAt == null).ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now));
        effects.Audit(AuditKind.AccountFrozen, id, $"event {happened ?? now:yyyy-MM-ddTHH:mm:ssZ}");
        await TellAsync(id, effects);
    }

    /// <summary>
    /// Whether the account is frozen already, by another mail or the desk: of two events the earlier one counts. A freeze by the
    /// desk stays one whatever a mail tells, and then is as old as that.
    /// </summary>
    private async Task<bool> LowerAsync(string id, DateTime happened)
    {
        var frozen = database.Users.Where(u => u.Id == id && u.FrozenAt != null);
        await frozen.Where(u => u.FrozenEventAt > happened).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenEventAt, happened));
        await frozen.Where(u => u.FrozenEventAt == null && u.FrozenAt > happened).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, happened));
        return await frozen.AnyAsync();
    }

    /// <summary>The same for the desk: a freeze by a mail becomes one that only a reset ends, for a phone that turns out to be stolen as well.</summary>
    private async Task<bool> RaiseAsync(string id, Effects effects)
    {
        if (await database.Users.Where(u => u.Id == id && u.FrozenAt != null && u.FrozenEventAt != null).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.FrozenAt, x => x.FrozenEventAt < x.FrozenAt ? x.FrozenEventAt : x.FrozenAt).SetProperty(x => x.FrozenEventAt, (DateTime?)null)) > 0)
        {
            effects.Audit(AuditKind.AccountFrozen, id, "as well, after a mail");
            await TellAsync(id, effects);
        }

        return await database.Users.AnyAsync(u => u.Id == id && u.FrozenAt != null);
    }

    private async Task TellAsync(string userId, Effects effects)
    {
        var user = await database.Users.AsNoTracking().SingleAsync(u => u.Id == userId);
        outbox.AddEverywhere(
            user,
            () => new Letter(AccountTexts.FrozenSubject, [string.Format(AccountTexts.MailGreeting, user.Name), AccountTexts.FrozenText, AccountTexts.FrozenNext]),
            effects);
        outbox.AddForSupport(
            () => new Letter(
                string.Format(AccountTexts.FrozenSupportSubject, user.Name),
                [
                    string.Format(AccountTexts.FrozenSupportText, user.Name, user.Email, user.Company ?? "–", LocalTime.DayAndTime(time.Now(), portal.Value.Zone)),
                    AccountTexts.FrozenSupportNext,
                ]),
            user.Email,
            effects);
    }

    private IQueryable<NotMeLink> Open(string? token)
    {
        var (hash, now) = (Token.Hash(token ?? ""), time.Now());
        return database.NotMeLinks.AsNoTracking().Where(l => l.TokenHash == hash && l.ExpiresAt > now)
            .Where(l => l.EndedAt == null || database.Users.Any(u => u.Id == l.UserId && u.FrozenAt != null));
    }
}
