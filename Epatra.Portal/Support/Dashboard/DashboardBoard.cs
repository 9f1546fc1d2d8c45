using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Live;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>
/// One picture of what goes on for all who watch on this node. A change makes it old; whoever looks first draws it anew,
/// the others get the same one. Without anybody who watches nothing is read.
/// </summary>
internal sealed class DashboardBoard : IDisposable
{
    /// <summary>The topic on which it is told, on this node only, that there is something new to see.</summary>
    public const string Topic = "dashboard";

    /// <summary>Rest between two tellings: a busy hour costs at most three pictures a second.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    /// <summary>What changes by time alone, such as the end of a half-way sign-in, is seen after this at the latest.</summary>
    private static readonly TimeSpan AtLatest = TimeSpan.FromSeconds(30);

    private readonly IServiceScopeFactory scopes;
    private readonly LiveBus live;
    private readonly TimeProvider time;
    private readonly TimeZoneInfo zone;
    private readonly List<IDisposable> sources;
    private readonly SemaphoreSlim telling = new(1);
    private readonly SemaphoreSlim drawing = new(1);
    private readonly FeedTail feed = new();
    private DashboardSnapshot? drawn;
    private long drawnVersion;
    private long version = 1;
    private long told = 1;

    public DashboardBoard(IServiceScopeFactory scopes, LiveBus live, TimeProvider time, IOptions<PortalOptions> portal)
    {
        (this.scopes, this.live, this.time, zone) = (scopes, live, time, portal.Value.Zone);
        sources = [.. ((string[])[Desk.Requests, AuditLog.Topic, WizardSteps.AnyTopic]).Select(topic => live.Subscribe(topic, _ => ChangedAsync()))];
        sources.Add(time.CreateTimer(_ => _ = ChangedAsync(), null, AtLatest, AtLatest));
    }

    /// <summary>The picture with everything that was told before this call.</summary>
    public async Task<DashboardSnapshot> ReadAsync()
    {
        await drawing.WaitAsync();
        try
        {
            var current = Interlocked.Read(ref version);
            if (drawn is null || drawnVersion < current)
            {
                (drawn, drawnVersion) = (await DrawAsync(), current);
            }

            return drawn;
        }
        finally
        {
            drawing.Release();
        }
    }

    public void Dispose()
    {
        sources.ForEach(source => source.Dispose());
        telling.Dispose();
        drawing.Dispose();
    }

    private async Task ChangedAsync()
    {
        Interlocked.Increment(ref version);
        await telling.WaitAsync();
        try
        {
            var latest = Interlocked.Read(ref version);
            if (told != latest)
            {
                told = latest;
                live.Deliver(Topic, "");
                await Task.Delay(Rest, time);
            }
        }
        finally
        {
            telling.Release();
        }
    }

    private async Task<DashboardSnapshot> DrawAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var queries = scope.ServiceProvider.GetRequiredService<DashboardQueries>();
        var items = await feed.ReadAsync(scope.ServiceProvider.GetRequiredService<PortalDbContext>(), LocalTime.StartOfDay(time.GetUtcNow().UtcDateTime, zone));
        var counts = await queries.CountAsync();
        var today = new TodaysFigures(
            feed.Today(AuditKind.SignedIn), feed.Today(AuditKind.CodeRefused), feed.Today(AuditKind.AuthenticatorsReset), counts.Sum(of => of.Requests), counts.Sum(of => of.Wizards));
        return new(await queries.RequestsAsync(), await queries.StuckAsync(), await queries.ResetsAsync(), items, counts, today);
    }
}
