using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Audit;

/// <summary>
/// Looks at the whole log. In one statement: it sees one moment, whatever the portal writes or deletes meanwhile; the rows
/// pass by one at a time, so a log of any length takes the same memory.
/// </summary>
internal sealed class AuditVerification(PortalDbContext database)
{
    /// <param name="expected">A head that was written down earlier; null when there is none.</param>
    public async Task<AuditVerdict> RunAsync(AuditHead? expected)
    {
        database.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        var walk = new AuditWalk(expected);
        try
        {
            await foreach (var entry in database.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable())
            {
                walk.Add(entry);
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or InvalidCastException or ArgumentException)
        {
            walk.AddUnreadable(); // a time that is none, a kind that there is not
        }

        return walk.End();
    }

    /// <summary>The newest entry; null when there is none.</summary>
    public Task<AuditHead?> HeadAsync(CancellationToken stopping) =>
        database.AuditEntries.OrderByDescending(e => e.Sequence).Select(e => new AuditHead(e.Sequence, e.Hash)).FirstOrDefaultAsync(stopping);
}
