using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Epatra.Portal.Mail;

/// <summary>Who sends which message when; shared by all nodes.</summary>
internal sealed partial class OutboxQueue(PortalDbContext database, Transactions transactions, TimeProvider time, ILogger<OutboxQueue> logger)
{
    /// <summary>How long a node may keep a message to itself: one that dies delays it by this.</summary>
    public static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(4);
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>
    /// Takes the oldest messages that are due and free, and that no earlier one to the same person at the same address waits
    /// before (an address that was typed wrongly holds up nothing to the right one); those that can wait last, and never before
    /// anything else. One statement, so that two nodes never take the same one. Its outer conditions repeat the inner ones for
    /// PostgreSQL, which looks at them again when somebody else was at that row; each node passes over what others hold.
    /// COALESCE keeps the index of all that waits for the one place where its order is asked for: where many have just come,
    /// the statistics still call that index empty, and it would be read from end to end for every message.
    /// </summary>
    private const string Claim =
        """
        WITH due AS MATERIALIZED
        (
            SELECT m."Id" FROM "OutboxMails" AS m
            WHERE m."SentAt" IS NULL AND m."FailedAt" IS NULL AND m."DueAt" <= {2} AND (m."ClaimedUntil" IS NULL OR m."ClaimedUntil" <= {2})
            AND m."CanWait" <= {4}
            AND NOT EXISTS
            (
                SELECT 1 FROM "OutboxMails" AS e
                WHERE e."UserId" = m."UserId" AND e."Recipient" = m."Recipient" AND e."CreatedAt" < m."CreatedAt" AND COALESCE(e."SentAt", e."FailedAt") IS NULL
                AND (m."CanWait" OR NOT e."CanWait")
            )
            ORDER BY m."CanWait", m."DueAt" LIMIT {3} [LOCK]
        )
        UPDATE "OutboxMails" SET "ClaimedBy" = {0}, "ClaimedUntil" = {1}, "Attempts" = "Attempts" + 1
        WHERE COALESCE("SentAt", "FailedAt") IS NULL AND ("ClaimedUntil" IS NULL OR "ClaimedUntil" <= {2}) AND "Id" IN (SELECT "Id" FROM due)
        RETURNING *
        """;

    /// <param name="most">How many can be sent now.</param>
    /// <param name="withBulk">Those that can wait as well.</param>
    /// <returns>None when there is nothing to send now.</returns>
    public Task<List<OutboxMail>> ClaimAsync(int most, bool withBulk)
    {
        var (sql, now) = (Claim.Replace("[LOCK]", database.Database.IsNpgsql() ? "FOR UPDATE SKIP LOCKED" : "", StringComparison.Ordinal), time.Now());
        return transactions.RunAsync(_ => database.OutboxMails.FromSqlRaw(sql, $"{Guid.NewGuid():N}", now + ClaimLife, now, most, withBulk).AsNoTracking().ToListAsync());
    }

    /// <summary>Ends the claim.</summary>
    /// <param name="error">What was said, when it was refused.</param>
    public Task RecordAsync(OutboxMail mail, SendOutcome outcome, string? error) => outcome switch
    {
        SendOutcome.Sent => transactions.RunAsync(_ => EndClaimAsync(
            database.OutboxMails.Where(m => m.Id == mail.Id), // sent is sent, whoever holds the claim by now
            m => m.SetProperty(x => x.SentAt, time.Now()).SetProperty(x => x.FailedAt, (DateTime?)null).SetProperty(x => x.LastError, (string?)null))),
        SendOutcome.Refused => RefusedAsync(mail, error!),
        SendOutcome.Stopped => transactions.RunAsync(_ => EndClaimAsync(Mine(mail), _ => { })), // another node may take it at once
    };

    /// <summary>Waiting times double.</summary>
    /// <param name="attempts">Made so far, at least one.</param>
    public static TimeSpan Wait(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(FirstWait.TotalSeconds * Math.Pow(2, attempts - 1), LongestWait.TotalSeconds));

    /// <summary>
    /// Tries again later, each time later, and gives up after three days. What a server calls for ever (5xx) is treated as
    /// what it calls for now (4xx): a server that is set up wrongly says for ever to everything, and no mail may be lost by it.
    /// </summary>
    private async Task RefusedAsync(OutboxMail mail, string error)
    {
        var (now, end) = (time.Now(), mail.CreatedAt + GiveUpAfter);
        if (now < end)
        {
            var due = now + Wait(mail.Attempts) is var later && later < end ? later : end;
            await transactions.RunAsync(_ => EndClaimAsync(Mine(mail), m => m.SetProperty(x => x.DueAt, due).SetProperty(x => x.LastError, error)));
            Log.Refused(logger, mail.Id, mail.Attempts, due, error);
            return;
        }

        await transactions.RunAsync(async effects =>
        {
            if (await EndClaimAsync(Mine(mail), m => m.SetProperty(x => x.FailedAt, now).SetProperty(x => x.LastError, error)) > 0)
            {
                effects.Audit(AuditKind.MailFailed, mail.UserId, $"{mail.Id} after {mail.Attempts} attempts");
            }
        });
        Log.Failed(logger, mail.Id, mail.Attempts, error);
    }

    private IQueryable<OutboxMail> Mine(OutboxMail mail) => database.OutboxMails.Where(m => m.Id == mail.Id && m.ClaimedBy == mail.ClaimedBy && m.SentAt == null);

    private static Task<int> EndClaimAsync(IQueryable<OutboxMail> mails, Action<UpdateSettersBuilder<OutboxMail>> set) => mails.ExecuteUpdateAsync(m =>
    {
        m.SetProperty(x => x.ClaimedBy, (string?)null).SetProperty(x => x.ClaimedUntil, (DateTime?)null);
        set(m);
    });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Mail {Id} could not be sent at attempt {Attempt} and is tried again at {Due}: {Error}")]
        public static partial void Refused(ILogger logger, Guid id, int attempt, DateTime due, string error);

        [LoggerMessage(2, LogLevel.Warning, "Mail {Id} has failed for good, after {Attempts} attempts: {Error}")]
        public static partial void Failed(ILogger logger, Guid id, int attempts, string error);
    }
}
