using Epatra.Portal.Accounts;
using Epatra.Portal.Live;

namespace Epatra.Portal.Door;

/// <summary>
/// Remembers for a second who is behind a cookie: a page of an application brings dozens of requests. The end of a session is
/// heard at once; where the message gets lost, a second is the most that it takes, on every node.
/// </summary>
internal sealed class DoorMemory(IServiceScopeFactory scopes, LiveBus live, TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Look> looks = [];
    private DateTimeOffset forgotAt;

    /// <summary>How many cookies it knows at this moment.</summary>
    public int Remembered => looks.Count;

    /// <param name="cookie">What names the session.</param>
    /// <param name="read">Reads it from the database, in a scope of its own.</param>
    /// <returns>Null when nobody is signed in.</returns>
    public Task<DoorCaller?> FindAsync(string cookie, Func<IServiceProvider, Task<Session?>> read)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (looks.TryGetValue(cookie, out var known) && known.CountsAt(now))
            {
                return known.Caller;
            }

            Forget(now);
            known?.Dispose();
            var look = new Look(now);
            look.Caller = Task.Run(() => ReadAsync(look, read));
            looks[cookie] = look;
            return look.Caller;
        }
    }

    private async Task<DoorCaller?> ReadAsync(Look look, Func<IServiceProvider, Task<Session?>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await read(scope.ServiceProvider) is not { } session)
        {
            return null;
        }

        look.Watch(live, session.Id);
        await scope.ServiceProvider.GetRequiredService<Sessions>().TouchAsync(session); // writes once a minute
        return DoorCaller.Of(session);
    }

    /// <summary>Whoever has not come for a second is read again anyway.</summary>
    private void Forget(DateTimeOffset now)
    {
        if ((now - forgotAt).Duration() < Believed)
        {
            return;
        }

        forgotAt = now;
        foreach (var (cookie, look) in looks.Where(one => !one.Value.CountsAt(now)).ToList())
        {
            look.Dispose();
            looks.Remove(cookie);
        }
    }

    /// <summary>One reading of the database, from its beginning on.</summary>
    private sealed class Look(DateTimeOffset at) : IDisposable
    {
        private readonly Lock gate = new();
        private IDisposable? watched;
        private volatile bool over;

        public Task<DoorCaller?> Caller { get; set; } = Task.FromResult<DoorCaller?>(null);

        /// <summary>A clock that was set back makes it too old as well.</summary>
        public bool CountsAt(DateTimeOffset now) => !over && !Caller.IsFaulted && now >= at && now - at < Believed;

        public void Watch(LiveBus live, Guid session)
        {
            lock (gate)
            {
                watched = over ? null : live.Subscribe(Sessions.Topic(session), _ =>
                {
                    over = true;
                    return Task.CompletedTask;
                });
            }
        }

        public void Dispose()
        {
            lock (gate)
            {
                over = true;
                watched?.Dispose();
            }
        }
    }
}
