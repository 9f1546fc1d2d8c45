using System.Globalization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class PasswordExpiryTests
{
    [Theory]
    [InlineData("2026-08-31T10:00+02:00", "2027-02-28T10:00+01:00")]
    [InlineData("2027-08-31T10:00+02:00", "2028-02-29T10:00+01:00")] // a leap year
    [InlineData("2027-08-30T10:00+02:00", "2028-02-29T10:00+01:00")]
    [InlineData("2028-02-29T10:00+01:00", "2028-08-29T10:00+02:00")]
    [InlineData("2026-03-31T10:00+02:00", "2026-09-30T10:00+02:00")]
    [InlineData("2026-11-22T23:30+01:00", "2027-05-22T23:30+02:00")] // the clock on the wall, not the hours
    [InlineData("2026-09-28T02:30+02:00", "2027-03-28T03:30+02:00")] // half past two is skipped that night
    [InlineData("2027-04-30T23:59+02:00", "2027-10-30T23:59+02:00")]
    [InlineData("2026-07-01T00:30+02:00", "2027-01-01T00:30+01:00")] // still June in UTC
    public void A_password_expires_six_calendar_months_later_on_the_wall_clock(string chosen, string expires) =>
        Assert.Equal(Utc(expires), Expiry().After(Utc(chosen)));

    [Fact]
    public void The_time_of_day_that_comes_twice_in_autumn_is_one_of_the_two()
    {
        var expires = Expiry().After(Utc("2026-04-25T02:30+02:00"));
        Assert.Contains(expires, new DateTime?[] { Utc("2026-10-25T02:30+02:00"), Utc("2026-10-25T02:30+01:00") });
    }

    [Fact]
    public void The_time_zone_of_the_portal_counts()
    {
        var chosen = Utc("2026-08-31T20:00+00:00"); // already September in Auckland
        Assert.Equal(Utc("2027-02-28T20:00+00:00"), Expiry(zone: "UTC").After(chosen));
        Assert.Equal(Utc("2027-03-01T08:00+13:00"), Expiry(zone: "Pacific/Auckland").After(chosen));
    }

    [Theory]
    [InlineData(1, "2026-01-31T10:00+01:00", "2026-02-28T10:00+01:00")]
    [InlineData(12, "2028-02-29T10:00+01:00", "2029-02-28T10:00+01:00")]
    public void Another_age_is_a_setting(int months, string chosen, string expires) =>
        Assert.Equal(Utc(expires), Expiry(months: months).After(Utc(chosen)));

    [Fact]
    public void With_no_months_passwords_do_not_expire_not_even_those_that_would_have()
    {
        var (expiry, time) = (Expiry(months: 0, time: new ManualTimeProvider()), new ManualTimeProvider());
        var user = User(time.GetUtcNow().UtcDateTime.AddDays(-1));
        Assert.Null(expiry.After(time.GetUtcNow().UtcDateTime));
        Assert.False(expiry.IsOver(user));
        Assert.Null(expiry.DaysLeft(user));
    }

    [Fact]
    public void A_password_is_over_from_the_very_moment_on()
    {
        var time = new ManualTimeProvider();
        var (expiry, user) = (Expiry(time: time), User(time.GetUtcNow().UtcDateTime.AddMilliseconds(1)));
        Assert.False(expiry.IsOver(user));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(expiry.IsOver(user));
    }

    [Fact]
    public void Days_left_are_told_from_the_first_reminder_on()
    {
        var time = new ManualTimeProvider();
        time.Advance(Utc("2027-06-01T12:00+02:00") - time.GetUtcNow());
        var expiry = Expiry(time: time);
        Assert.Null(expiry.DaysLeft(User(Utc("2027-06-15T12:01+02:00"))));
        Assert.Equal(14, expiry.DaysLeft(User(Utc("2027-06-15T12:00+02:00"))));
        Assert.Equal(1, expiry.DaysLeft(User(Utc("2027-06-02T23:59+02:00"))));
        Assert.Equal(0, expiry.DaysLeft(User(Utc("2027-06-01T23:59+02:00"))));
        Assert.Null(expiry.DaysLeft(User(Utc("2027-06-01T12:00+02:00"))));
        Assert.Null(expiry.DaysLeft(User(null)));
    }

    private static PortalUser User(DateTime? expires) => new() { Name = "", Language = "nl", PasswordExpiresAt = expires };

    private static PasswordExpiry Expiry(int months = 6, string zone = "Europe/Brussels", ManualTimeProvider? time = null) => new(
        Options.Create(new PasswordPolicyOptions { MaximumAgeMonths = months }), Options.Create(new PortalOptions { TimeZone = zone }), time ?? new ManualTimeProvider());

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;
}
