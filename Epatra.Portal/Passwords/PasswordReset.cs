using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Passwords;

internal enum ResetOutcome
{
    Done,

    /// <summary>Used, too old, made void, or never made.</summary>
    LinkIsOver,

    /// <summary>It breaks a rule, or was typed differently the second time; the link still works.</summary>
    NotTaken,

    /// <summary>Too many passwords were not taken in a row; nothing was looked at.</summary>
    Paused,

    /// <summary>Too many worthless links from this network address; this one was not looked at.</summary>
    AddressPaused,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Chosen">What was wrong with the new password.</param>
/// <param name="PausedUntil">In UTC; null when there is no wait.</param>
internal sealed record ResetAnswer(ResetOutcome Outcome, ChosenPassword? Chosen = null, DateTime? PausedUntil = null);

/// <summary>A new password by a mailed link. It signs nobody in: the second factor is asked as always.</summary>
internal sealed class PasswordReset(
    PortalDbContext database,
    NewPasswords newPasswords,
    OneChoiceAtATime choices,
    AddressFailures addresses,
    FailureCounts failures,
    Revocations revocations,
    Transactions transactions,
    Actor actor,
    TimeProvider time)
{
    /// <summary>Whose password the link replaces; null when it is over. Only looks.</summary>
    public async Task<PortalUser?> FindAsync(string? token)
    {
        var open = Open(token);
        return await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.DisabledAt == null && u.FrozenAt == null && open.Any(l => l.UserId == u.Id));
    }

    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<ResetAnswer> TryAsync(string? token, string password, string again)
    {
        if (await FindAsync(token) is not { } user)
        {
            return addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero
                ? new ResetAnswer(ResetOutcome.AddressPaused, PausedUntil: time.Now() + wait)
                : await RefuseAsync();
        }

        return await choices.RunAsync(user.Id, () => ChooseAsync(token, user, password, again));
    }

    private async Task<ResetAnswer> ChooseAsync(string? token, PortalUser user, string password, string again)
    {
        var subject = Token.Hash(token!);
        if (await failures.PasswordsPausedAsync(subject) is { } until)
        {
            return new ResetAnswer(ResetOutcome.Paused, PausedUntil: until);
        }

        var chosen = await newPasswords.ChooseAsync(user, password, again);
        return chosen.Hash is not { } hash ? new ResetAnswer(ResetOutcome.NotTaken, chosen, await CountAsync(subject))
            : await ResetAsync(token, user, hash) ? new ResetAnswer(ResetOutcome.Done)
            : await RefuseAsync();
    }

    /// <summary>Each costs slow hashes.</summary>
    private Task<DateTime?> CountAsync(string subject) =>
        transactions.RunAsync(async _ => await failures.PasswordFailedAsync(await failures.HoldAsync(subject)));

    private Task<bool> ResetAsync(string? token, PortalUser user, string hash) => transactions.RunAsync(async effects =>
    {
        actor.HalfWay = null; // or what this browser began with the old password would go on
        var (now, count) = (time.Now(), await failures.HoldAsync(user.Id));
        await revocations.EndEverythingAsync(user.Id, exceptSession: null, RevocationReason.PasswordChange, effects);
        await failures.PasswordAcceptedAsync(count);
        var done = await Open(token).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now)) == 1
            && await newPasswords.ReplaceAsync(user, hash, byMail: true, effects);
        if (!done)
        {
            effects.Undo(); // the link was used, or the password changed, at the same moment
        }

        return done;
    });

    /// <summary>Counted, or made-up links could be tried for ever.</summary>
    private Task<ResetAnswer> RefuseAsync() => transactions.RunAsync(effects =>
    {
        addresses.Count(actor.Address);
        effects.Audit(AuditKind.PasswordLinkRefused, null);
        return Task.FromResult(new ResetAnswer(ResetOutcome.LinkIsOver));
    });

    private IQueryable<PasswordLink> Open(string? token)
    {
        var (hash, now, latest) = (Token.Hash(token ?? ""), time.Now(), time.Now() + Clock.Skew);
        return database.PasswordLinks.Where(l => l.TokenHash == hash && l.EndedAt == null && l.ExpiresAt > now && l.CreatedAt <= latest);
    }
}
