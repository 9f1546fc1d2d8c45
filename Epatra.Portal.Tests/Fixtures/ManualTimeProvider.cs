namespace Epatra.Portal.Fixtures;

/// <summary>A clock that stands still until a test moves it, and then fires the timers that are due.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];

    // Cookies end by the browser's own clock, so the tests begin at its now; on a whole step, so that codes last.
    private DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(System.GetUtcNow().ToUnixTimeSeconds() / 30 * 30);

    /// <summary>By so much it goes on at each look, as a real one does, for tests of what is not of one moment.</summary>
    public TimeSpan Step { get; set; }

    /// <summary>Waits below this, such as the rest between two rounds of live messages, pass by themselves.</summary>
    public TimeSpan Short { get; set; } = TimeSpan.FromSeconds(1);

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now += Step;
        }
    }

    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(timer => timer.IsDue(now))];
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < Short && dueTime != Timeout.InfiniteTimeSpan && period == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        lock (gate)
        {
            var timer = new ManualTimer(this, callback, state, DueAt(dueTime), period);
            timers.Add(timer);
            return timer;
        }
    }

    /// <summary>Null for never.</summary>
    private DateTimeOffset? DueAt(TimeSpan dueTime) => dueTime == Timeout.InfiniteTimeSpan ? null : now + dueTime;

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state, DateTimeOffset? due, TimeSpan period) : ITimer
    {
        private DateTimeOffset? next = due;

        public bool IsDue(DateTimeOffset moment) => next <= moment;

        public void Fire()
        {
            next = period == Timeout.InfiniteTimeSpan ? null : owner.GetUtcNow() + period;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (owner.gate)
            {
                (next, period) = (owner.DueAt(dueTime), newPeriod);
                return owner.timers.Contains(this);
            }
        }

        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
