using System.Globalization;

namespace Epatra.Portal.Shell;

/// <summary>Moments as people read them: in the portal's time zone and in their language.</summary>
internal static class LocalTime
{
    /// <summary>A day and a time, such as 'Sunday 22 November 2026, 09:12'.</summary>
    public static string DayAndTime(DateTime utc, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        return $"{local.ToString("dddd", CultureInfo.CurrentCulture)} {Day(utc, zone)}, {ClockTime(utc, zone)}";
    }

    public static string Day(DateTime utc, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        var first = local.Day == 1 && CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "fr";
        return local.ToString(first ? "d'er' MMMM yyyy" : "d MMMM yyyy", CultureInfo.CurrentCulture); // 1er novembre
    }

    public static string ClockTime(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("HH:mm", CultureInfo.InvariantCulture);
}
