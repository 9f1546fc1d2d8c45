using System.Globalization;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Xunit;

namespace Epatra.Portal.People;

[Collection(PortalFixture.Collection)]
public sealed class ExpirySpreadTests(PortalFixture portal)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels");

    /// <summary>A Wednesday, two weeks after the clock of Brussels is put back.</summary>
    private static readonly DateTime End = new(2026, 11, 11, 9, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void A_heavy_week_becomes_as_even_as_the_bound_allows_and_nobody_lasts_longer()
    {
        var plan = Plan(100, weeks: 4, later: false, earliest: End.AddDays(-100), load: new() { [Monday(-1)] = 20 });
        Assert.Equal((24, 24, 24, 24, 24), (plan.After[Monday(0)], plan.After[Monday(-1)], plan.After[Monday(-2)], plan.After[Monday(-3)], plan.After[Monday(-4)]));
        Assert.Equal((76, 0, 120), (plan.Moves.Count, plan.Beyond, plan.After.Values.Sum()));
        Assert.All(plan.Moves.Values, move => Assert.Equal(new TimeSpan(10, 30, 0), TimeZoneInfo.ConvertTimeFromUtc(move.To, Zone).TimeOfDay)); // the time of the day, over the change of clocks
    }

    [Fact]
    public void Later_weeks_are_counted_as_beyond_the_maximum_age_and_nothing_comes_before_the_first_reminder()
    {
        var plan = Plan(30, weeks: 1, later: true, earliest: End.AddDays(-100));
        Assert.Equal((10, 10, 10), (plan.After[Monday(-1)], plan.After[Monday(0)], plan.After[Monday(1)]));
        Assert.Equal((10, 7), (plan.Beyond, plan.MostBeyond));
        Assert.Empty(Plan(30, weeks: 4, later: false, earliest: End).Moves);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_forecast_counts_a_week_and_spreading_it_moves_what_the_preview_says(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        var end = host.Time.Now().AddDays(30 * 7);
        var people = new List<TestPerson>();
        for (var i = 0; i < 6; i++)
        {
            people.Add(await host.AddWithNeitherAsync());
            await host.SetAsync(people[^1], u => (u.PasswordExpiresAt, u.PasswordChangedAt) = (end, end.AddMonths(-6)));
        }

        var week = LocalTime.Monday(end, Zone);
        Assert.Equal(6, (await host.AsAsync(administrator, (ExpirySpread spread) => spread.ForecastAsync()))[week]);
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync("/people/expiry");
        Assert.True(desk.Page.QuerySelectorAll("option").Any(option => option.GetAttribute("value") == week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), "The week is not offered.");
        await desk.GoAsync($"/people/bulk?act=expiry&week={week:yyyy-MM-dd}&weeks=2");
        Assert.Equal("People to whom it happens: 4", desk.Text("bulk-count"));
        Assert.Null(desk.Text("beyond"));
        await desk.SubmitAsync("bulk-form");
        var after = await host.AsAsync(administrator, (ExpirySpread spread) => spread.ForecastAsync());
        Assert.Equal((2, 2, 2), (after[week], after[week.AddDays(-7)], after[week.AddDays(-14)]));

        await desk.GoAsync($"/people/bulk?act=expiry&week={week:yyyy-MM-dd}&weeks=1&later=true");
        Assert.StartsWith("Passwords that would last longer than the rule allows: 1", desk.Text("beyond"));
    }

    private static ExpiryPlan Plan(int count, int weeks, bool later, DateTime earliest, Dictionary<DateOnly, int>? load = null)
    {
        var passwords = Enumerable.Range(0, count).Select(i => new ExpiringPassword($"{i:000}", End, End)).ToList();
        var all = new Dictionary<DateOnly, int>(load ?? []) { [Monday(0)] = count };
        return ExpiryPlan.Of(passwords, all, weeks, later, earliest, Zone);
    }

    private static DateOnly Monday(int week) => LocalTime.Monday(End, Zone).AddDays(7 * week);
}
