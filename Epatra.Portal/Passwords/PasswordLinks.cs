using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>Mails the links to a new password that were asked for.</summary>
internal sealed partial class PasswordLinks(
    PortalDbContext database,
    FailureCounts failures,
    Outbox outbox,
    Transactions transactions,
    Actor actor,
    TimeProvider time,
    IOptions<PortalOptions> portal,
    ILogger<PasswordLinks> logger)
{
    /// <summary>Minutes that a link works.</summary>
    public const int Minutes = 60;

    /// <summary>Links for one person within an hour; whoever has the mailbox needs no more, and nobody's mailbox is to be filled.</summary>
    private const int MostInAnHour = 3;

    /// <summary>Mails all of them. Two nodes may do it at once: the one that takes the row sends.</summary>
    public async Task SendAsync(CancellationToken stopping)
    {
        var asked = await database.ForgottenPasswords.AsNoTracking().OrderBy(f => f.AskedAt).Take(100).ToListAsync(stopping);
        foreach (var one in asked.TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            try
            {
                await SendAsync(one);
            }
            catch (Exception e) when (!e.IsDatabaseAway())
            {
                Log.Failed(logger, one.Id, e); // what is wrong with one does not keep the others waiting
                database.ChangeTracker.Clear();
            }
        }
    }

    private Task SendAsync(ForgottenPassword asked)
    {
        actor.Address = asked.From;
        return transactions.RunAsync(async effects =>
        {
            if (await database.ForgottenPasswords.Where(f => f.Id == asked.Id).ExecuteDeleteAsync() == 1)
            {
                await SendAsync(asked.Address, effects);
            }
        });
    }

    private async Task SendAsync(string address, Effects effects)
    {
        var user = await FindAsync(address);
        if (user is not null)
        {
            await failures.HoldAsync(user.Id); // a freeze, a new password, and another node that sends come before or after
            user = await FindAsync(address);
        }

        if (user is null || await CountAsync(user.Id) >= MostInAnHour)
        {
            effects.Audit(AuditKind.PasswordLinkNotMailed, user?.Id);
            return;
        }

        var now = time.Now();
        await PasswordLink.VoidAsync(database, user.Id, now);
        var (token, frozen) = (Token.New(), user.FrozenAt is not null);
        database.PasswordLinks.Add(new PasswordLink
        {
            UserId = user.Id,
            TokenHash = Token.Hash(token),
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(Minutes),
            EndedAt = frozen ? now : null,
        });
        effects.Audit(AuditKind.PasswordLinkMailed, user.Id, frozen ? "frozen: without a link" : null);
        outbox.Add(user, () => frozen ? FrozenLetter(user) : Letter(user, portal.Value.Address($"/password/reset?token={token}")), effects);
    }

    private Task<PortalUser?> FindAsync(string address) =>
        database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedUserName == address && u.DisabledAt == null);

    /// <summary>Links of the last hour; those of a clock that was ahead do not count.</summary>
    private Task<int> CountAsync(string userId)
    {
        var (now, anHourAgo) = (time.Now(), time.Now().AddHours(-1));
        return database.PasswordLinks.CountAsync(l => l.UserId == userId && l.CreatedAt > anHourAgo && l.CreatedAt <= now);
    }

    private static Letter Letter(PortalUser user, string url) => new(
        PasswordTexts.LinkSubject,
        [string.Format(AccountTexts.MailGreeting, user.Name), PasswordTexts.LinkText],
        new LetterLink(PasswordTexts.LinkAction, url),
        [string.Format(PasswordTexts.LinkLife, Minutes), PasswordTexts.LinkNotYou]);

    private static Letter FrozenLetter(PortalUser user) =>
        new(PasswordTexts.LinkSubject, [string.Format(AccountTexts.MailGreeting, user.Name), PasswordTexts.LinkFrozen]);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The link that was asked for in {Id} could not be mailed")]
        public static partial void Failed(ILogger logger, Guid id, Exception exception);
    }
}
