using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Faults;

/// <summary>A portal on a PostgreSQL and with a mail server of its own, which tests crash and bring back.</summary>
public sealed class FragilePortal : IAsyncLifetime
{
    private PostgreSqlCluster cluster = null!;

    internal PortalHost Host { get; private set; } = null!;
    internal MailServer Mail { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Mail = await MailServer.StartAsync();
        cluster = await PostgreSqlCluster.StartAsync(durable: false);
        Host = PortalHost.StartOn(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), new(), Mail.Settings);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await cluster.DisposeAsync();
        await Mail.DisposeAsync();
    }

    internal Task CrashAsync() => cluster.CrashAsync();

    /// <summary>Brings it back, and returns when the portal's own line to it stands again.</summary>
    internal async Task ComeBackAsync()
    {
        await cluster.ComeBackAsync();
        var told = new TaskCompletionSource();
        using var ear = Host.Services.GetRequiredService<LiveBus>().Subscribe("fragile", _ =>
        {
            told.TrySetResult();
            return Task.CompletedTask;
        });
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (!told.Task.IsCompleted)
        {
            guard.Token.ThrowIfCancellationRequested();
            await cluster.AskAsync(); // gives the listener time to notice, and each second lets it try again
            Host.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
