using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Passwords;

/// <summary>A password as it was chosen.</summary>
/// <param name="Faults">Why it was not taken.</param>
/// <param name="Hash">Null when it was not taken.</param>
internal sealed record ChosenPassword(NewPasswordFaults Faults, string? Hash);

/// <summary>How somebody who is known gets a new password, wherever it is chosen.</summary>
internal sealed class NewPasswords(
    PortalDbContext database, PasswordRules rules, PasswordHistory history, PasswordCheck passwords, PasswordExpiry expiry, Alerts alerts, TimeProvider time)
{
    /// <summary>Holds it against the rules, and makes the hash of one that keeps them all; before any transaction.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<ChosenPassword> ChooseAsync(PortalUser user, string password, string again)
    {
        var faults = NewPasswordFaults.In(password, again, PasswordOwner.Of(user), rules);
        if (faults.Any)
        {
            return new ChosenPassword(faults, Hash: null);
        }

        return await history.HasAsync(user, password)
            ? new ChosenPassword(new NewPasswordFaults([PasswordRule.Different], Differ: false), Hash: null)
            : new ChosenPassword(NewPasswordFaults.None, await passwords.HashAsync(user, password));
    }

    /// <summary>
    /// Part of a transaction, after everything of the person was revoked: puts the new hash in the place of the old one, tells
    /// the person, and makes links to choose one void.
    /// </summary>
    /// <returns>False when somebody was first, or the account was locked or frozen: nothing of the transaction may stay.</returns>
    public async Task<bool> ReplaceAsync(PortalUser user, string hash, bool byMail, Effects effects)
    {
        var (now, old, id) = (time.Now(), user.PasswordHash, user.Id);
        var (expires, reset) = (expiry.After(now), byMail ? now : user.PasswordResetAt);
        await PasswordLink.VoidAsync(database, id, now);
        var replaced = await database.Users.Where(u => u.Id == id && u.PasswordHash == old && u.DisabledAt == null && u.FrozenAt == null)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, hash).SetProperty(x => x.PasswordChangedAt, now)
                .SetProperty(x => x.PasswordExpiresAt, expires).SetProperty(x => x.NewPasswordNeeded, false).SetProperty(x => x.PasswordResetAt, reset)) == 1;
        if (!replaced)
        {
            return false;
        }

        await history.KeepAsync(id, old);
        effects.Audit(AuditKind.PasswordChanged, id, byMail ? "by a mailed link" : null);
        alerts.Tell(user, () => PasswordTexts.ChangedSubject, () => PasswordTexts.ChangedText, effects);
        user.PasswordChangedAt = now; // the browser that chose it is known for it
        return true;
    }
}
