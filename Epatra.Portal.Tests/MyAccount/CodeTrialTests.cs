using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.MyAccount;

/// <summary>A code on trial opens nothing, is used up, and counts where it is wrong.</summary>
[Collection(PortalFixture.Collection)]
public sealed class CodeTrialTests(PortalFixture portal)
{
    [Theory]
    [InlineData("Sqlite", 0, "The clock is in step.")]
    [InlineData("PostgreSql", -30, "It was the code of the half minute before this one.")]
    [InlineData("Sqlite", 30, "It was the code of the half minute after this one: the clock runs a little ahead.")]
    public async Task A_right_code_tells_the_app_and_how_its_clock_stands(string database, int seconds, string told)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        await TryAsync(visitor, await host.CodeAsync(person, seconds));

        Assert.Contains("Right: a code of Google Authenticator.", visitor.Text("trial"));
        Assert.Contains(told, visitor.Text("trial"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task It_changes_nothing_and_proves_nothing(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        host.GrowStale();
        await TryAsync(visitor, "104918");
        await TryAsync(visitor, await WrongAsync(host, person));
        var before = (await host.AuthenticatorsAsync(person)).Single();
        var failures = await FailuresAsync(host, person);

        await TryAsync(visitor, await host.CodeAsync(person));

        Assert.NotNull(visitor.Text("trial"));
        var after = (await host.AuthenticatorsAsync(person)).Single();
        Assert.Equal((before.LastUsedAt, before.Offsets, before.State), (after.LastUsedAt, after.Offsets, after.State));
        Assert.Equal(failures, await FailuresAsync(host, person));
        await visitor.GoAsync(AccountWords.Path(AccountAct.AddAuthenticator));
        Assert.NotNull(visitor.Page.QuerySelector("[data-testid=fresh-code]")); // a code is still asked for what matters
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_that_was_tried_signs_nobody_in(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var code = await host.CodeAsync(person);
        await TryAsync(visitor, code);

        using var thief = await host.HalfWayAsync(person);
        await thief.SubmitCodeAsync(code);
        await TryAsync(visitor, code);

        Assert.Null(thief.Cookie("session"));
        Assert.StartsWith("This code has already been used.", thief.Error);
        Assert.StartsWith("This code has already been used.", visitor.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Wrong_ones_count_as_everywhere_and_bring_the_wait(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        foreach (var wrong in await Phone.WrongCodesAsync(person.Secret!, host.Time.GetUtcNow(), 5))
        {
            await TryAsync(visitor, wrong);
        }

        Assert.NotNull(visitor.Page.QuerySelector("wait-clock"));
        await TryAsync(visitor, await host.CodeAsync(person));
        Assert.Null(visitor.Text("trial"));
        using var halfWay = await host.HalfWayAsync(person);
        await halfWay.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Null(halfWay.Cookie("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_of_another_time_says_what_the_clock_does(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        await TryAsync(visitor, await host.CodeAsync(person, -600));
        Assert.Equal("-600", visitor.Page.QuerySelector("[data-testid=clock-diagnosis]")?.GetAttribute("data-offset-seconds"));
    }

    private async Task<(PortalHost Host, TestPerson Person, Visitor Visitor)> SignedInAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var visitor = await host.AtHomeAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(90));
        return (host, person, visitor);
    }

    private static async Task TryAsync(Visitor visitor, string code)
    {
        await visitor.GoAsync("/account/try-code");
        await visitor.SubmitAsync("try-form", ("Input.Code", code));
    }

    private static Task<string> WrongAsync(PortalHost host, TestPerson person) => Phone.WrongCodeAsync(person.Secret!, host.Time.GetUtcNow());

    private static Task<(int, int)> FailuresAsync(PortalHost host, TestPerson person) => host.QueryAsync(async db =>
    {
        var count = await db.FailureCounts.AsNoTracking().SingleAsync(c => c.Subject == person.Id);
        return (count.Codes, count.Guesses);
    });
}
