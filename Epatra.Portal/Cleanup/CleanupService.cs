namespace Epatra.Portal.Cleanup;

/// <summary>Cleans up every hour, on every node.</summary>
internal sealed partial class CleanupService(IServiceScopeFactory scopes, TimeProvider time, ILogger<CleanupService> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await CleanAsync(stoppingToken);
        }
    }

    private async Task CleanAsync(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var deleted = await scope.ServiceProvider.GetRequiredService<WhatIsOver>().DeleteAsync(stopping);
            Log.Deleted(logger, string.Join(", ", deleted.Where(kind => kind.Value > 0).Select(kind => $"{kind.Value} {kind.Key}").DefaultIfEmpty("nothing")));
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.Failed(logger, e); // nothing hangs on it: the next hour tries again
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Deleted what is over: {Counts}")]
        public static partial void Deleted(ILogger logger, string counts);

        [LoggerMessage(2, LogLevel.Warning, "What is over could not be deleted, and will be tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
