using System.Diagnostics.Metrics;
using Epatra.Portal.Data;
using Epatra.Portal.Live;
using Epatra.Portal.Passwords;

namespace Epatra.Portal.Telemetry;

/// <summary>What is looked up whenever figures are sent: how full the portal is at that moment.</summary>
internal sealed partial class PortalGauges(CircuitCaps circuits, HashingQueue hashing, IServiceScopeFactory scopes, TimeProvider time, ILogger<PortalGauges> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = PortalMeter.Meter;
        meter.CreateObservableUpDownCounter("portal.circuit.open", () => circuits.Open, "{circuit}", "Live pages on this node.");
        meter.CreateObservableUpDownCounter("portal.hashing.queue.length", () => hashing.Waiting, "{password}", "Passwords that wait for a thread on this node.");
        meter.CreateObservableGauge("portal.mail.queue.length", () => Mail(waiting => (long)waiting.Count), "{message}", "Messages that have not left yet, of all nodes.");
        meter.CreateObservableGauge("portal.mail.queue.age", () => Mail(waiting => waiting.Seconds), "s", "Age of the oldest message that has not left yet.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>No figure while the database is away: 0 would say that all is well.</summary>
    private IEnumerable<Measurement<T>> Mail<T>(Func<(int Count, double Seconds), T> figure)
        where T : struct
    {
        try
        {
            using var scope = scopes.CreateScope();
            var waiting = scope.ServiceProvider.GetRequiredService<PortalDbContext>().OutboxMails.Where(m => m.SentAt == null && m.FailedAt == null)
                .GroupBy(_ => 1).Select(all => new { Count = all.Count(), Oldest = all.Min(m => m.CreatedAt) }).SingleOrDefault();
            return [new(figure(waiting is null ? (0, 0) : (waiting.Count, (time.Now() - waiting.Oldest).TotalSeconds)))];
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            Log.DatabaseAway(logger, e);
            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail queue could not be looked up")]
        public static partial void DatabaseAway(ILogger logger, Exception exception);
    }
}
