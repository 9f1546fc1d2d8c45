using System.Globalization;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Audit;

/// <summary>
/// Shortens the log from its beginning. Each time an entry says where the log now begins and on which hash its first entry
/// rests, so that a rightful beginning can be told from entries that somebody has taken away.
/// </summary>
internal sealed class AuditPurge(PortalDbContext database, Transactions transactions, TimeProvider time, IOptions<AuditOptions> options)
{
    private const int Batch = 5_000;

    /// <summary>What an entry says about a rightful beginning.</summary>
    public static string Beginning(AuditEntry first) => string.Create(CultureInfo.InvariantCulture, $"begins {first.Sequence} after {first.PreviousHash}");

    /// <returns>How many entries are gone.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var removed = 0;
        while (!stopping.IsCancellationRequested && await NextAsync() is { } next)
        {
            removed += await transactions.RunAsync(effects => CutAsync(next, effects));
        }

        return removed;
    }

    /// <summary>
    /// The entry that the log begins with after one more batch; null when all may stay. Entries go by calendar months, so
    /// that it happens once a month and not every hour; the newest entry stays, because the next one rests on it.
    /// </summary>
    private async Task<AuditEntry?> NextAsync()
    {
        if (options.Value.KeepMonths == 0 || await database.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).FirstOrDefaultAsync() is not { } first)
        {
            return null;
        }

        var now = time.Now();
        var limit = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(-options.Value.KeepMonths);
        var last = first.Sequence + Batch;
        var next = await database.AuditEntries.AsNoTracking().Where(e => e.At >= limit || e.Sequence >= last).OrderBy(e => e.Sequence).FirstOrDefaultAsync()
            ?? await database.AuditEntries.AsNoTracking().OrderByDescending(e => e.Sequence).FirstAsync();
        return next.Sequence > first.Sequence ? next : null;
    }

    private async Task<int> CutAsync(AuditEntry next, Effects effects)
    {
        var gone = await database.AuditEntries.Where(e => e.Sequence < next.Sequence).ExecuteDeleteAsync();
        if (gone > 0)
        {
            effects.Audit(AuditKind.AuditPurged, null, Beginning(next));
        }

        return gone;
    }
}
