using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

internal enum InvitationOutcome
{
    Done,

    /// <summary>Used, replaced, withdrawn, too old, or never made.</summary>
    LinkIsOver,

    /// <summary>It breaks a rule, or was typed differently the second time; the link still works.</summary>
    NotTaken,

    /// <summary>Too many passwords were not taken in a row; nothing was looked at.</summary>
    Paused,

    /// <summary>Too many worthless links from this network address; this one was not looked at.</summary>
    AddressPaused,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Entry">Where it leads; after the commit its cookies have to be set.</param>
/// <param name="Chosen">What was wrong with the password.</param>
/// <param name="PausedUntil">In UTC; null when there is no wait.</param>
internal sealed record InvitationAnswer(InvitationOutcome Outcome, Entry? Entry = null, ChosenPassword? Chosen = null, DateTime? PausedUntil = null);

/// <summary>The first password of somebody who was invited. It leads to the wizard, as the same password would at the sign-in.</summary>
internal sealed class InvitationPassword(
    PortalDbContext database,
    InvitationLinks links,
    NewPasswords newPasswords,
    PasswordExpiry expiry,
    OneChoiceAtATime choices,
    AddressFailures addresses,
    FailureCounts failures,
    HalfWaySignIns halfWays,
    SecondStep secondStep,
    Transactions transactions,
    Actor actor,
    TimeProvider time)
{
    /// <param name="token">Of the link.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="again">As it was typed the second time.</param>
    /// <param name="browser">The browser's own lasting token.</param>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<InvitationAnswer> TryAsync(string? token, string password, string again, string browser)
    {
        if (await links.FindOpenAsync(token) is not { User: { } user })
        {
            return addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero
                ? new InvitationAnswer(InvitationOutcome.AddressPaused, PausedUntil: time.Now() + wait)
                : await RefuseAsync();
        }

        return await choices.RunAsync(user.Id, () => ChooseAsync(token, user, password, again, browser));
    }

    private async Task<InvitationAnswer> ChooseAsync(string? token, PortalUser user, string password, string again, string browser)
    {
        var subject = Token.Hash(token!);
        if (await failures.PasswordsPausedAsync(subject) is { } until)
        {
            return new InvitationAnswer(InvitationOutcome.Paused, PausedUntil: until);
        }

        var chosen = await newPasswords.ChooseAsync(user, password, again);
        return chosen.Hash is not { } hash ? new InvitationAnswer(InvitationOutcome.NotTaken, Chosen: chosen, PausedUntil: await CountAsync(subject))
            : await UseAsync(token, user, hash, browser) is { } entry ? new InvitationAnswer(InvitationOutcome.Done, entry)
            : await RefuseAsync();
    }

    /// <summary>Each costs slow hashes.</summary>
    private Task<DateTime?> CountAsync(string subject) =>
        transactions.RunAsync(async _ => await failures.PasswordFailedAsync(await failures.HoldAsync(subject)));

    /// <returns>Null when the link was used, replaced or withdrawn at the same moment.</returns>
    private Task<Entry?> UseAsync(string? token, PortalUser user, string hash, string browser) => transactions.RunAsync<Entry?>(async effects =>
    {
        actor.HalfWay = null; // whoever this browser began with before, this is somebody new
        var (now, count) = (time.Now(), await failures.HoldAsync(user.Id));
        await halfWays.EndOthersAsync(browser, effects);
        await PasswordLink.VoidAsync(database, user.Id, now);
        var expires = expiry.After(now);
        var done = await links.Open(token).ExecuteUpdateAsync(i => i.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, InvitationEnd.Used)) == 1
            && await database.Users.Where(u => u.Id == user.Id && u.PasswordHash == null && u.DisabledAt == null && u.FrozenAt == null).ExecuteUpdateAsync(u => u
                .SetProperty(x => x.PasswordHash, hash).SetProperty(x => x.PasswordChangedAt, now).SetProperty(x => x.PasswordExpiresAt, expires)) == 1;
        if (!done)
        {
            effects.Undo();
            return null;
        }

        await failures.PasswordAcceptedAsync(count);
        effects.Audit(AuditKind.InvitationUsed, user.Id);
        var purpose = await secondStep.LandAsync(user, Token.Hash(browser));
        return new Entry(user, SecondStep.Path(purpose), HalfWayToken: halfWays.Start(user, purpose, browser, LocalUrl.Home));
    });

    /// <summary>Counted, or made-up links could be tried for ever.</summary>
    private Task<InvitationAnswer> RefuseAsync() => transactions.RunAsync(effects =>
    {
        addresses.Count(actor.Address);
        effects.Audit(AuditKind.InvitationRefused, null);
        return Task.FromResult(new InvitationAnswer(InvitationOutcome.LinkIsOver));
    });
}
