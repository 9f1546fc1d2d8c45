using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Epatra.Portal.Health;

/// <summary>The data-protection keys open what is in the database: without them no code can be checked.</summary>
internal sealed class KeysCheck(PortalDbContext database, AuthenticatorSecrets secrets) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var newest = await database.Authenticators.OrderByDescending(a => a.CreatedAt).Select(a => a.ProtectedSecret).FirstOrDefaultAsync(cancellationToken);
        secrets.Unprotect(newest ?? secrets.Protect(Totp.NewSecret()));
        return HealthCheckResult.Healthy();
    }
}
