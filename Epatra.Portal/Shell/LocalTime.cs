using System.Globalization;

namespace Epatra.Portal.Shell;

/// <summary>Moments as people read them: in the portal's time zone and in their language.</summary>
internal static class LocalTime
{
    /// <summary>A day and a time, such as 'Sunday 22 November 2026, 09:12'.</summary>
    public static string DayAndTime(DateTime utc, TimeZoneInfo zone) => $"{Weekday(utc, zone)}, {ClockTime(utc, zone)}";

    /// <summary>A day with its name, such as 'Sunday 22 November 2026'.</summary>
    public static string Weekday(DateTime utc, TimeZoneInfo zone) =>
        $"{TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("dddd", CultureInfo.CurrentCulture)} {Day(utc, zone)}";

    public static string Day(DateTime utc, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        var first = local.Day == 1 && CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "fr";
        return local.ToString(first ? "d'er' MMMM yyyy" : "d MMMM yyyy", CultureInfo.CurrentCulture); // 1er novembre
    }

    /// <summary>The moment of a local time. A time that a clock skips when it is put forward is an hour later.</summary>
    public static DateTime Utc(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }

        return TimeZoneInfo.ConvertTimeToUtc(local, zone);
    }

    /// <summary>When the local day of a moment began, in UTC: at midnight, or after it where a clock skips midnight.</summary>
    public static DateTime StartOfDay(DateTime utc, TimeZoneInfo zone) => Utc(TimeZoneInfo.ConvertTimeFromUtc(utc, zone).Date, zone);

    /// <summary>The Monday of the local week of a moment.</summary>
    public static DateOnly Monday(DateTime utc, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone));
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    public static string ClockTime(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Of today only the time.</summary>
    public static string Short(DateTime utc, DateTime now, TimeZoneInfo zone) => Day(utc, zone) == Day(now, zone) ? ClockTime(utc, zone) : DayAndTime(utc, zone);

    /// <summary>The same for a narrow column, such as '22/11 09:12'.</summary>
    public static string Narrow(DateTime utc, DateTime now, TimeZoneInfo zone) =>
        (Day(utc, zone) == Day(now, zone) ? "" : TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("d'/'M' '", CultureInfo.InvariantCulture)) + ClockTime(utc, zone);

    public static string ClockTimeToTheSecond(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
