using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Support.Diagnosis;

[Collection(PortalFixture.Collection)]
public sealed class OwnClockTests(PortalFixture portal)
{
    [Theory]
    [InlineData("", null)]
    [InlineData("-8 -8 -8 -8", null)]
    [InlineData("-8 -8 -8 -8 -8", "-8 5/5")]
    [InlineData("-9 -8 -8 -8 -7", "-8 5/5")]
    [InlineData("-10 -8 -8 -8 -7", null)]
    [InlineData("-8 -8 -8 -8 -8 20 -40", "-8 5/7")]
    [InlineData("-8 -8 -8 -8 -8 20 -40 60", null)]
    [InlineData("1 1 -1 -1 1", null)]
    [InlineData("6 6 6 7 8 8 2", "7 6/7")]
    public void Five_people_and_two_thirds_that_are_off_the_same_way_point_at_the_portal(string steps, string? expected)
    {
        var shared = OwnClock.Of(steps.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(step => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(expected, shared is null ? null : $"{shared.Steps} {shared.People}/{shared.All}");
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_newest_code_of_each_person_in_the_last_hour_counts(string database)
    {
        var host = portal.On(database);
        host.Time.Advance(TimeSpan.FromHours(1)); // who was late in other tests does not count any more
        var agent = await host.AddAgentAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.AddWithNeitherAsync()));
        Task<SharedDrift?> LookAsync() => host.AsAsync(agent, (OwnClock clock) => clock.LookAsync());

        foreach (var person in people)
        {
            await host.NoteAsync(person, CodeOutcome.OtherTime, -2); // read before and typed late, as on every Monday
            await host.NoteAsync(person, CodeOutcome.Wrong);
        }

        Assert.Null(await LookAsync());
        foreach (var person in people)
        {
            await host.NoteAsync(person, CodeOutcome.OtherTime, 40);
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.NoteAsync(person, CodeOutcome.OtherTime, -8, certain: true);
        }

        Assert.Equal(new SharedDrift(-8, 5, 5), await LookAsync());
        host.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(await LookAsync());
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await LookAsync());
    }
}
