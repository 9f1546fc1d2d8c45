using Epatra.Portal.Live;

namespace Epatra.Portal.Passwords;

/// <summary>Writes the mails about passwords that no request writes: links that were asked for, at once, and reminders, every hour.</summary>
internal sealed partial class PasswordMailService(IServiceScopeFactory scopes, LiveBus live, TimeProvider time, ILogger<PasswordMailService> logger) : BackgroundService
{
    /// <summary>Looked for without being told as well: the node that was to send may have died.</summary>
    private static readonly TimeSpan LookForLinks = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookForReminders = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        return Task.WhenAll(LinksAsync(stoppingToken), EveryAsync(LookForReminders, Remind, stoppingToken));

        Task Remind() => RunAsync((ExpiryReminders reminders) => reminders.WriteAsync(stoppingToken), stoppingToken);
    }

    private async Task LinksAsync(CancellationToken stopping)
    {
        using var told = live.Subscribe(ForgottenPasswords.Topic, _ => Send());
        await EveryAsync(LookForLinks, Send, stopping);

        Task Send() => RunAsync((PasswordLinks links) => links.SendAsync(stopping), stopping);
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> work, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            await work();
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task RunAsync<TService>(Func<TService, Task> work, CancellationToken stopping)
        where TService : notnull
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await work(scope.ServiceProvider.GetRequiredService<TService>());
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.Failed(logger, e); // what was asked for stays in the database, and the next look finds it
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Mails about passwords could not be written, and will be tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
