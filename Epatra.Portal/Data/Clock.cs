namespace Epatra.Portal.Data;

/// <summary>Time as the database keeps it.</summary>
internal static class Clock
{
    /// <summary>Now in UTC, in whole milliseconds: what both databases give back unchanged.</summary>
    public static DateTime Now(this TimeProvider time) => WholeMilliseconds(time.GetUtcNow().UtcDateTime);

    public static DateTime WholeMilliseconds(DateTime value) =>
        new(value.Ticks - value.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
