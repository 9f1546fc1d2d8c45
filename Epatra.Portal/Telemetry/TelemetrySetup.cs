using System.Reflection;
using Epatra.Portal.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Epatra.Portal;

/// <summary>
/// Metrics and traces by OTLP, where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names a receiver; its other variables
/// (protocol, headers, interval, service name) count as well. Nothing of it is loaded otherwise.
/// </summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            AddExport(builder);
        }
    }

    private static void AddExport(WebApplicationBuilder builder)
    {
        var version = typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        builder.Services.AddHostedService<PortalGauges>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("epatra-portal", serviceVersion: version).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(PortalMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(requests =>
                {
                    requests.Filter = http => !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/auth/check");
                    requests.EnrichWithHttpResponse = (request, _) => NobodysTraces.Strip(request); // a class of its own kind would load the library always
                }))
            .UseOtlpExporter();
    }
}
