using Epatra.Portal.Audit;

namespace Epatra.Portal;

internal static class AuditSetup
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddSettings<AuditOptions>(AuditOptions.Section);
        builder.Services.AddScoped<AuditLog>();
        builder.Services.AddScoped<AuditPurge>();
    }
}
