using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.SignIn;

/// <summary>
/// Counts failures and says how long to wait. Whoever counts holds the row first, so that of many attempts at once each
/// sees the ones before it, over all nodes.
/// </summary>
internal sealed class FailureCounts(PortalDbContext database, TimeProvider time)
{
    /// <summary>Failures in a row after which authenticators take no code any more (NIST SP 800-63B-4 section 3.2.2).</summary>
    public const int Block = 100;

    /// <summary>On whom wrong passwords for an address count that nobody has.</summary>
    /// <param name="address">In the spelling by which addresses are compared.</param>
    public static string Stranger(string address) => Token.Hash(address);

    /// <summary>Until when no password is looked at, in UTC; null when there is no wait.</summary>
    public async Task<DateTime?> PasswordsPausedAsync(string subject)
    {
        var until = await Row(subject).Select(c => c.PasswordsPausedUntil).SingleOrDefaultAsync();
        return Pause.OfPasswords.Holds(until, time.Now()) ? until : null;
    }

    /// <summary>Until when no code and no recovery code is looked at, in UTC; null when there is no wait.</summary>
    public async Task<DateTime?> CodesPausedAsync(string subject)
    {
        var until = await Row(subject).Select(c => c.CodesPausedUntil).SingleOrDefaultAsync();
        return Pause.OfCodes.Holds(until, time.Now()) ? until : null;
    }

    /// <summary>First statement of a transaction that looks at a password or a code: the row, locked until its commit.</summary>
    public async Task<FailureCount> HoldAsync(string subject)
    {
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "FailureCounts" ("Subject", "Passwords", "Guesses", "Codes", "ChangedAt") VALUES ({subject}, 0, 0, 0, {time.Now()})
            ON CONFLICT ("Subject") DO UPDATE SET "Subject" = excluded."Subject"
            """);
        return await database.FailureCounts.AsNoTracking().SingleAsync(c => c.Subject == subject);
    }

    /// <returns>Until when there is a wait now.</returns>
    public async Task<DateTime?> PasswordFailedAsync(FailureCount held)
    {
        var (now, until) = (time.Now(), time.Now() + Pause.OfPasswords.After(held.Passwords + 1));
        await Row(held.Subject).ExecuteUpdateAsync(count => count
            .SetProperty(c => c.Passwords, c => c.Passwords + 1).SetProperty(c => c.PasswordsPausedUntil, until).SetProperty(c => c.ChangedAt, now));
        return until;
    }

    /// <param name="held">The row.</param>
    /// <param name="guess">False for a replay and for a code of another time: they are not guesses.</param>
    /// <returns>Until when there is a wait now.</returns>
    public async Task<DateTime?> CodeFailedAsync(FailureCount held, bool guess)
    {
        var guesses = guess ? 1 : 0;
        var until = guess ? time.Now() + Pause.OfCodes.After(held.Guesses + 1) : null;
        await Row(held.Subject).ExecuteUpdateAsync(count => count
            .SetProperty(c => c.Codes, c => c.Codes + 1).SetProperty(c => c.Guesses, c => c.Guesses + guesses)
            .SetProperty(c => c.CodesPausedUntil, until));
        return until;
    }

    /// <summary>Nothing waits any more. What counts towards the block stays, or the desk could be talked into endless guesses.</summary>
    public Task LiftAsync(FailureCount held) => Row(held.Subject).ExecuteUpdateAsync(count => count
        .SetProperty(c => c.Guesses, 0).SetProperty(c => c.CodesPausedUntil, (DateTime?)null)
        .SetProperty(c => c.Passwords, 0).SetProperty(c => c.PasswordsPausedUntil, (DateTime?)null));

    public Task PasswordAcceptedAsync(FailureCount held) => held.Passwords == 0 ? Task.CompletedTask : Row(held.Subject).ExecuteUpdateAsync(count => count
        .SetProperty(c => c.Passwords, 0).SetProperty(c => c.PasswordsPausedUntil, (DateTime?)null));

    public Task CodeAcceptedAsync(FailureCount held) => held.Codes == 0 ? Task.CompletedTask : Row(held.Subject).ExecuteUpdateAsync(count => count
        .SetProperty(c => c.Codes, 0).SetProperty(c => c.Guesses, 0).SetProperty(c => c.CodesPausedUntil, (DateTime?)null));

    private IQueryable<FailureCount> Row(string subject) => database.FailureCounts.Where(c => c.Subject == subject);
}
