namespace Epatra.Portal.Data;

/// <summary>Time as the database keeps it.</summary>
internal static class Clock
{
    /// <summary>
    /// By so much the clocks of two nodes may differ. What was begun or proven later than this from now, by a clock that was
    /// ahead and is right again, counts for nothing: or it would for as long as that clock was ahead.
    /// </summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Now in UTC, in whole milliseconds: what both databases give back unchanged.</summary>
    public static DateTime Now(this TimeProvider time) => WholeMilliseconds(time.GetUtcNow().UtcDateTime);

    public static DateTime WholeMilliseconds(DateTime value) =>
        new(value.Ticks - value.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
