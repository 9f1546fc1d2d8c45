namespace Epatra.Portal.Support.Reset;

/// <summary>Lets announced resets take effect when their time has come.</summary>
internal sealed partial class DueResets(IServiceScopeFactory scopes, TimeProvider time, ILogger<DueResets> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<DelayedResets>().DoDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e); // what is due stays due
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Resets that are due could not be done, and will be tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
