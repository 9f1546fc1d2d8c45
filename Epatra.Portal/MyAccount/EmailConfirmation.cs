using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Help;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.MyAccount;

/// <summary>The link that was mailed to a new address. Only the person who asked can use it, signed in: a slip in the address gives nobody the account.</summary>
internal sealed class EmailConfirmation(
    PortalDbContext database,
    Sessions sessions,
    FailureCounts failures,
    ILookupNormalizer normalizer,
    AddressChange addresses,
    Alerts alerts,
    Transactions transactions,
    Actor actor,
    TimeProvider time)
{
    private Session Own => actor.Session ?? throw new InvalidOperationException("Only for somebody who is signed in.");

    /// <summary>The address that the link makes the actor's; null when it is over. Only looks.</summary>
    public Task<string?> FindAsync(string? token) => Open(token).Select(l => l.Email).SingleOrDefaultAsync();

    /// <summary>Makes it the actor's, and tells the old one. False when the link is over, or somebody else has the address by now.</summary>
    public async Task<bool> UseAsync(string? token)
    {
        try
        {
            if (await transactions.RunAsync(effects => UseAsync(token, effects)))
            {
                return true;
            }
        }
        catch (DbUpdateException e) when (!e.MayPass())
        {
            database.ChangeTracker.Clear(); // somebody else got the address at this very moment
        }

        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.EmailLinkRefused, Own.UserId);
            return Task.CompletedTask;
        });
        return false;
    }

    private async Task<bool> UseAsync(string? token, Effects effects)
    {
        await failures.HoldAsync(Own.UserId);
        var (now, email) = (time.Now(), await FindAsync(token));
        var name = normalizer.NormalizeName(email);
        if (email is null || await sessions.FindAsync(Own.Id) is null || await Open(token).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now)) == 0
            || await database.Users.AnyAsync(u => u.NormalizedUserName == name))
        {
            effects.Undo();
            return false;
        }

        await PasswordLink.VoidAsync(database, Own.UserId, now); // what was mailed to the old address proves nothing any more
        await HelpRequests.VoidProofsAsync(database, Own.UserId, effects);
        var user = await database.Users.SingleAsync(u => u.Id == Own.UserId);
        alerts.Tell(user, () => MyAccountTexts.EmailChangedSubject, () => string.Format(MyAccountTexts.EmailChangedText, email), effects);
        addresses.Apply(user, email);
        effects.Audit(AuditKind.EmailChanged, user.Id);
        return true;
    }

    /// <summary>A new password since, which a freeze ends with as well, makes it worthless.</summary>
    private IQueryable<EmailLink> Open(string? token)
    {
        var (hash, now, latest, userId) = (Token.Hash(token ?? ""), time.Now(), time.Now() + Clock.Skew, Own.UserId);
        return database.EmailLinks.Where(l => l.TokenHash == hash && l.UserId == userId && l.EndedAt == null && l.ExpiresAt > now && l.CreatedAt <= latest)
            .Where(l => database.Users.Any(u => u.Id == userId && u.PasswordChangedAt <= l.CreatedAt));
    }
}
