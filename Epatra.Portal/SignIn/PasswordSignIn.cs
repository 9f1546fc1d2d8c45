using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.SignIn;

/// <summary>The first factor.</summary>
internal sealed class PasswordSignIn(
    UserManager<PortalUser> users,
    PortalDbContext database,
    PasswordCheck passwords,
    FailureCounts failures,
    AddressFailures addresses,
    HalfWaySignIns halfWays,
    SecondStep secondStep,
    TrustedBrowsers trusted,
    Sessions sessions,
    PasswordExpiry expiry,
    Transactions transactions,
    TimeProvider time,
    Actor actor)
{
    /// <summary>Looks at the password: the right one begins a half-way sign-in, or in a trusted browser a session.</summary>
    /// <param name="email">As it was typed.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="browser">The browser's own lasting token.</param>
    /// <param name="returnUrl">The local path that was asked for.</param>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<PasswordAnswer> TryAsync(string email, string password, string browser, string returnUrl)
    {
        actor.HalfWay = null; // whoever this browser began with before, this is somebody new
        var address = Normalize(email);
        var user = address is null ? null : await users.FindByNameAsync(address);
        var subject = user?.Id ?? FailureCounts.Stranger(address ?? email);
        var waits = user is null || !await trusted.IsTrustedAsync(user.Id); // nobody can lock somebody else out of a trusted browser
        if (waits && addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return new PasswordAnswer(PasswordOutcome.AddressPaused, PausedUntil: time.Now() + wait);
        }

        if (waits && await failures.PasswordsPausedAsync(subject) is { } until)
        {
            return await PauseAsync(user, until);
        }

        var (right, newHash) = await passwords.CheckAsync(user, password);
        var answer = await transactions.RunAsync(async effects =>
        {
            // Again, now under the lock: of many guesses at once only those before the wait count.
            var count = await failures.HoldAsync(subject);
            waits = user is null || !await trusted.IsTrustedAsync(user.Id);
            return waits && Pause.OfPasswords.Holds(count.PasswordsPausedUntil, time.Now()) ? RefusePaused(user, count.PasswordsPausedUntil!.Value, effects)
                : right && user is { DisabledAt: null } ? await AcceptAsync(count, user, newHash, browser, returnUrl, effects)
                : await RefuseAsync(count, user, waits, effects);
        });
        return answer ?? await TryAsync(email, password, browser, returnUrl);
    }

    /// <summary>The spelling by which addresses are compared. None has control characters (PostgreSQL takes no NUL) or broken Unicode.</summary>
    private string? Normalize(string email) => email.Any(char.IsControl) || UnicodeText.Nfc(email.Trim()) is not { } address ? null : users.NormalizeName(address);

    /// <summary>
    /// A change of the password, a lock or a freeze may have come while it was hashed; an update waits for one that is under
    /// way. It also puts a stronger hash in place of one that has become too weak.
    /// </summary>
    private async Task<bool> IsStillRightAsync(PortalUser user, string? newHash, Effects effects)
    {
        var (old, hash) = (user.PasswordHash, newHash ?? user.PasswordHash);
        var still = await database.Users.Where(u => u.Id == user.Id && u.PasswordHash == old && u.DisabledAt == null && u.FrozenAt == user.FrozenAt)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, hash)) == 1;
        if (still && newHash is not null)
        {
            effects.Audit(AuditKind.PasswordHashRenewed, user.Id);
        }

        return still;
    }

    /// <returns>Null when what was looked at is no longer there: it has to be looked at again.</returns>
    private async Task<PasswordAnswer?> AcceptAsync(FailureCount count, PortalUser user, string? newHash, string browser, string returnUrl, Effects effects)
    {
        var purpose = await secondStep.LandAsync(user, Token.Hash(browser));
        await halfWays.EndOthersAsync(browser, effects);
        var (isTrusted, renewed) = await trusted.UseAsync(user.Id, effects);
        var isComplete = isTrusted && !expiry.IsOver(user);
        if (isComplete)
        {
            await PasswordLink.VoidAsync(database, user.Id, time.Now()); // before the person's row, as everywhere
        }

        if (!await IsStillRightAsync(user, newHash, effects))
        {
            effects.Undo();
            return null;
        }

        await failures.PasswordAcceptedAsync(count);
        effects.Audit(AuditKind.PasswordAccepted, user.Id);
        if (isComplete)
        {
            var session = await sessions.StartAsync(user, SecondFactor.TrustedBrowser, effects);
            return new PasswordAnswer(PasswordOutcome.Accepted, new Entry(user, returnUrl, session, Trust: renewed));
        }

        var next = isTrusted ? HalfWayPurpose.NewPassword : purpose;
        return new PasswordAnswer(
            PasswordOutcome.Accepted, new Entry(user, LocalUrl.IsHelpBack(returnUrl) ? returnUrl : SecondStep.Path(next), HalfWayToken: halfWays.Start(user, next, browser, returnUrl), Trust: renewed));
    }

    private async Task<PasswordAnswer> RefuseAsync(FailureCount count, PortalUser? user, bool waits, Effects effects)
    {
        addresses.Count(actor.Address);
        effects.Audit(AuditKind.PasswordRefused, user?.Id, user?.DisabledAt is null ? null : "disabled");
        var until = await failures.PasswordFailedAsync(count);
        if (waits)
        {
            return new PasswordAnswer(PasswordOutcome.Refused, PausedUntil: until);
        }

        await trusted.PasswordFailedAsync(user!.Id, effects);
        return new PasswordAnswer(PasswordOutcome.Refused);
    }

    /// <summary>The same work for an address that nobody has.</summary>
    private Task<PasswordAnswer> PauseAsync(PortalUser? user, DateTime until) =>
        transactions.RunAsync(effects => Task.FromResult(RefusePaused(user, until, effects)));

    private PasswordAnswer RefusePaused(PortalUser? user, DateTime until, Effects effects)
    {
        addresses.Count(actor.Address);
        effects.Audit(AuditKind.PasswordRefused, user?.Id, "paused");
        return new PasswordAnswer(PasswordOutcome.Paused, PausedUntil: until);
    }
}
