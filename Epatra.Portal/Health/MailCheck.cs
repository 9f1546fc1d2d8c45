using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Epatra.Portal.Health;

/// <summary>Mail leaves the portal. Where it does not, somebody has to look, but people can still sign in: never unhealthy.</summary>
internal sealed class MailCheck(PortalDbContext database, TimeProvider time) : IHealthCheck
{
    public const string Name = "mail";

    /// <summary>Longer than the first attempts take together.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FailuresCount = TimeSpan.FromDays(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (now, recently) = (time.Now(), time.Now() - FailuresCount);
        var waiting = await Waiting.GroupBy(_ => 1).Select(all => new { Count = all.Count(), Oldest = all.Min(m => m.CreatedAt) }).SingleOrDefaultAsync(cancellationToken);
        var figures = new Dictionary<string, object>
        {
            ["waiting"] = waiting?.Count ?? 0,
            ["oldestSeconds"] = waiting is null ? 0L : (long)(now - waiting.Oldest).TotalSeconds,
            ["failed"] = await database.OutboxMails.CountAsync(m => m.FailedAt > recently, cancellationToken),
        };
        return new(await IsStuckAsync(now - Patience, cancellationToken) ? HealthStatus.Degraded : HealthStatus.Healthy, data: figures);
    }

    private IQueryable<OutboxMail> Waiting => database.OutboxMails.Where(m => m.SentAt == null && m.FailedAt == null);

    /// <summary>Whether nothing at all has left since a message that waits too long: one mailbox that takes none is no outage.</summary>
    private async Task<bool> IsStuckAsync(DateTime since, CancellationToken cancellationToken) =>
        await Waiting.Where(m => m.CreatedAt < since).MaxAsync(m => (DateTime?)m.CreatedAt, cancellationToken) is { } stuck
        && !await database.OutboxMails.AnyAsync(m => m.SentAt > stuck, cancellationToken);
}
