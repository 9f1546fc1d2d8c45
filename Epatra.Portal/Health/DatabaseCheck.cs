using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Epatra.Portal.Health;

/// <summary>The database answers, with the tables of this version.</summary>
internal sealed class DatabaseCheck(PortalDbContext database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await database.Sessions.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
