using Epatra.Portal.Audit;

namespace Epatra.Portal;

internal static class AuditSetup
{
    public static void AddAudit(this WebApplicationBuilder builder) => builder.Services.AddScoped<AuditLog>();
}
