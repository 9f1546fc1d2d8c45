namespace Epatra.Portal.Audit;

/// <summary>
/// Writes the head of the audit log into the portal's own log, at start, once a day and at the stop: there nobody reaches it
/// who only has the database, and `audit verify --expect-head` finds what was cut off or written anew.
/// </summary>
internal sealed partial class AuditHeadLog(IServiceScopeFactory scopes, TimeProvider time, ILogger<AuditHeadLog> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await WriteAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WriteAsync(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<AuditVerification>().HeadAsync(stopping) is { } head)
            {
                Log.Head(logger, head);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.NoHead(logger, e); // nothing hangs on it: the next one says more
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The audit log ends with {Head}")]
        public static partial void Head(ILogger logger, AuditHead head);

        [LoggerMessage(2, LogLevel.Warning, "The end of the audit log could not be read")]
        public static partial void NoHead(ILogger logger, Exception exception);
    }
}
