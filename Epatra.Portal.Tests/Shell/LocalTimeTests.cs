using System.Globalization;
using Epatra.Portal.Language;
using Xunit;

namespace Epatra.Portal.Shell;

public sealed class LocalTimeTests
{
    private static readonly TimeZoneInfo Brussels = TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels");

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "01:59")]
    [InlineData("2026-03-29T01:00:00Z", "03:00")]
    [InlineData("2026-10-25T00:59:59Z", "02:59")]
    [InlineData("2026-10-25T01:00:00Z", "02:00")]
    [InlineData("2026-10-25T01:59:59Z", "02:59")]
    [InlineData("2026-10-25T02:00:00Z", "03:00")]
    public void The_clock_follows_daylight_saving(string utc, string expected) => Assert.Equal(expected, LocalTime.ClockTime(Utc(utc), Brussels));

    [Theory]
    [InlineData("2026-07-31T21:59:59Z", "31 July 2026")]
    [InlineData("2026-07-31T22:00:00Z", "1 August 2026")]
    [InlineData("2026-12-31T22:59:59Z", "31 December 2026")]
    [InlineData("2026-12-31T23:00:00Z", "1 January 2027")]
    public void The_day_is_the_one_in_the_zone(string utc, string expected) => In("en", () => Assert.Equal(expected, LocalTime.Day(Utc(utc), Brussels)));

    [Theory]
    [InlineData("2026-03-29T21:59:00Z", "03:05", "03:05")]
    [InlineData("2026-03-29T22:00:00Z", "Sunday 29 March 2026, 03:05", "29/3 03:05")] // it is tomorrow
    public void Of_today_there_is_only_the_time(string now, string words, string narrow) => In("en", () =>
    {
        var moment = Utc("2026-03-29T01:05:00Z");
        Assert.Equal((words, narrow), (LocalTime.Short(moment, Utc(now), Brussels), LocalTime.Narrow(moment, Utc(now), Brussels)));
    });

    [Theory]
    [InlineData("nl", "zondag 29 maart 2026, 03:05", "29 maart 2026")]
    [InlineData("fr", "dimanche 29 mars 2026, 03:05", "29 mars 2026")]
    [InlineData("en", "Sunday 29 March 2026, 03:05", "29 March 2026")]
    public void A_day_is_written_as_people_write_it(string language, string dayAndTime, string day) => In(language, () =>
    {
        var moment = Utc("2026-03-29T01:05:00Z");
        Assert.Equal(dayAndTime, LocalTime.DayAndTime(moment, Brussels));
        Assert.Equal(day, LocalTime.Day(moment, Brussels));
    });

    [Theory]
    [InlineData("Europe/Brussels", "2026-03-29T21:59:59Z", "2026-03-28T23:00:00Z")] // a day of 23 hours
    [InlineData("Asia/Beirut", "2026-03-28T21:59:59Z", "2026-03-27T22:00:00Z")]
    [InlineData("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-28T22:00:00Z")] // 00:00 is skipped: the day begins at 01:00
    [InlineData("America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z")]
    public void A_day_begins_at_midnight_or_when_a_clock_has_skipped_it(string zone, string utc, string start) =>
        Assert.Equal(Utc(start), LocalTime.StartOfDay(Utc(utc), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void The_zone_is_the_one_of_the_settings() =>
        Assert.Equal("21:00", LocalTime.ClockTime(Utc("2026-01-01T12:00:00Z"), new PortalOptions { TimeZone = "Asia/Tokyo" }.Zone));

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static void In(string language, Action test)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Languages.All[language];
        try
        {
            test();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
