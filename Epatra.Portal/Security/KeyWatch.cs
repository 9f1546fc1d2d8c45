using System.Globalization;
using System.Xml.Linq;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Security;

/// <summary>Notices keys that another node or `keys rotate` has made, and the moment from which they count.</summary>
internal sealed partial class KeyWatch(IServiceScopeFactory scopes, FreshKeyManager keys, TimeProvider time, ILogger<KeyWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The framework protects with a key from five minutes before its activation on, in case clocks differ
    /// (DefaultKeyResolver): by then every node has to know it.
    /// </summary>
    public static readonly TimeSpan CountsBefore = TimeSpan.FromMinutes(5);

    private string? seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var rows = await scope.ServiceProvider.GetRequiredService<PortalDbContext>().DataProtectionKeys.AsNoTracking().OrderBy(key => key.Id).ToListAsync(stopping);
            var now = string.Join(' ', rows.Select(row => $"{row.Id}{(Counts(row.Xml) ? "!" : "")}"));
            if (now != seen)
            {
                seen = now;
                keys.Forget();
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.Failed(logger, e); // the next look finds it
        }
    }

    private bool Counts(string xml) =>
        XElement.Parse(xml).Element("activationDate") is { } date && DateTimeOffset.Parse(date.Value, CultureInfo.InvariantCulture) - CountsBefore <= time.GetUtcNow();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The data-protection keys could not be looked at, and will be again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
