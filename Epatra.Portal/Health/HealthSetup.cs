using Epatra.Portal.Health;
using Epatra.Portal.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Epatra.Portal;

internal static class HealthSetup
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database")
            .AddCheck<KeysCheck>("keys")
            .AddCheck<ClockCheck>("clock")
            .AddCheck<MailCheck>(MailCheck.Name, failureStatus: HealthStatus.Degraded);
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", (HttpContext http) => Proxies.IsThisMachine(http) ? Results.Json(new { status = "Healthy" }) : Results.NotFound()).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, HealthCheckService health)
    {
        if (!Proxies.IsThisMachine(http))
        {
            return Results.NotFound();
        }

        var report = await health.CheckHealthAsync(http.RequestAborted);
        return Results.Json(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
                mail = report.Entries[MailCheck.Name].Data,
            },
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
