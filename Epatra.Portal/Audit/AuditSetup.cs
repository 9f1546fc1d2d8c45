using System.Globalization;
using Epatra.Portal.Audit;
using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class AuditSetup
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddSettings<AuditOptions>(AuditOptions.Section);
        builder.Services.AddScoped<AuditLog>();
        builder.Services.AddScoped<AuditPurge>();
        builder.Services.AddScoped<AuditVerification>();
        builder.Services.AddScoped<AuditRows>();
        builder.Services.AddScoped<AuditReader>();
        builder.Services.AddHostedService<AuditHeadLog>();
    }

    /// <summary>The log as a file. It reads; that it was read is an entry.</summary>
    public static void MapAudit(this WebApplication app) => app.MapGet("/audit/export", ExportAsync).RequireAuthorization(Desk.Administrators);

    private static async Task ExportAsync([AsParameters] AuditQuery query, HttpContext http, AuditReader reader, TimeProvider time, IOptions<PortalOptions> portal)
    {
        var rows = await reader.ExportAsync(query, http.RequestAborted);
        var today = TimeZoneInfo.ConvertTime(time.GetUtcNow(), portal.Value.Zone);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=audit-{today:yyyy-MM-dd}.csv");
        await AuditCsv.WriteAsync(rows, http.Response.Body, http.RequestAborted);
    }
}
