using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Epatra.Portal.Health;

/// <summary>
/// This machine's clock agrees with what the database has seen: entries of the audit log that lie in the future mean that
/// a clock is wrong, and with a wrong clock no code fits.
/// </summary>
internal sealed class ClockCheck(PortalDbContext database, TimeProvider time) : IHealthCheck
{
    /// <summary>One time step: beyond it codes begin to fail.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // A few of the newest: this portal may have written the very last one itself.
        var newest = await database.AuditEntries.OrderByDescending(e => e.Sequence).Take(20).MaxAsync(e => (DateTime?)e.At, cancellationToken);
        return newest - time.Now() > Tolerance
            ? HealthCheckResult.Unhealthy("The audit log has entries of the future.")
            : HealthCheckResult.Healthy();
    }
}
