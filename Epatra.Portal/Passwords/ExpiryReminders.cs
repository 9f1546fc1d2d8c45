using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>Mails that a password is about to expire: 14, 7 and 1 days before, each once.</summary>
internal sealed partial class ExpiryReminders(
    PortalDbContext database, PasswordExpiry expiry, MissingExpiries missing, Outbox outbox, Transactions transactions, TimeProvider time, IOptions<PortalOptions> portal, ILogger<ExpiryReminders> logger)
{
    /// <summary>Writes what is due. Two nodes may do it at once: the row of the reminder decides.</summary>
    /// <returns>How many were written.</returns>
    public async Task<int> WriteAsync(CancellationToken stopping)
    {
        await missing.SetAsync(stopping);
        var (written, from) = (0, time.Now());
        foreach (var days in expiry.IsOn ? PasswordExpiry.Reminders.Reverse() : [])
        {
            // From the last one on: who was not reminded in time gets the one that is due now, and not those before it as well.
            var until = expiry.End(days);
            written += await WriteAsync(days, from, until, stopping);
            from = until;
        }

        return written;
    }

    private async Task<int> WriteAsync(int days, DateTime from, DateTime until, CancellationToken stopping)
    {
        var due = await database.Users.AsNoTracking()
            .Where(u => u.PasswordExpiresAt > from && u.PasswordExpiresAt <= until && u.DisabledAt == null && u.FrozenAt == null)
            .Where(u => !database.ExpiryReminders.Any(r => r.UserId == u.Id && r.ExpiresAt == u.PasswordExpiresAt && r.Days == days))
            .Select(u => u.Id).ToListAsync(stopping);
        var written = 0;
        foreach (var id in due.TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            try
            {
                written += await transactions.RunAsync(effects => WriteAsync(id, days, effects)) ? 1 : 0;
            }
            catch (Exception e) when (!e.IsDatabaseAway())
            {
                Log.Failed(logger, id, e); // what is wrong with one does not keep the others waiting
                database.ChangeTracker.Clear();
            }
        }

        return written;
    }

    private async Task<bool> WriteAsync(string userId, int days, Effects effects)
    {
        var user = await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId); // again: much may have changed meanwhile
        if (user?.PasswordExpiresAt is not { } end || end <= time.Now() || end > expiry.End(days) || await database.Database.ExecuteSqlAsync(
            $"""INSERT INTO "ExpiryReminders" ("UserId", "ExpiresAt", "Days") VALUES ({userId}, {end}, {days}) ON CONFLICT DO NOTHING""") == 0)
        {
            return false;
        }

        effects.Audit(AuditKind.PasswordReminderMailed, userId, $"{days} days");
        outbox.Add(user, () => Letter(user, end), effects);
        return true;
    }

    private Letter Letter(PortalUser user, DateTime end) => new(
        PasswordTexts.ReminderSubject,
        [
            string.Format(AccountTexts.MailGreeting, user.Name),
            string.Format(PasswordTexts.ReminderText, LocalTime.DayAndTime(end, portal.Value.Zone)),
        ],
        new LetterLink(PasswordTexts.ReminderAction, portal.Value.Address(LocalUrl.NewPassword)),
        [PasswordTexts.ReminderAfter],
        CanWait: true);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The reminder to {UserId} could not be written")]
        public static partial void Failed(ILogger logger, string userId, Exception exception);
    }
}
