using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Support.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Support;

/// <summary>Somebody who watches a dashboard.</summary>
internal static class Watch
{
    /// <summary>A dashboard of its own, which has seen nothing yet.</summary>
    public static DashboardBoard NewBoard(this PortalHost host) => ActivatorUtilities.CreateInstance<DashboardBoard>(host.Services);

    /// <summary>The first picture of which something is true, as somebody sees it who looks whenever there is something new.</summary>
    public static async Task<DashboardSnapshot> SeesAsync(this PortalHost host, DashboardBoard board, Func<DashboardSnapshot, bool> what)
    {
        var seen = new TaskCompletionSource<DashboardSnapshot>();
        using var _ = host.Services.GetRequiredService<LiveBus>().Subscribe(DashboardBoard.Topic, _ => LookAsync());
        await LookAsync();
        return await seen.Task.WaitAsync(TimeSpan.FromMinutes(1)); // only a failure waits so long

        async Task LookAsync()
        {
            if (await board.ReadAsync() is var picture && what(picture))
            {
                seen.TrySetResult(picture);
            }
        }
    }
}
