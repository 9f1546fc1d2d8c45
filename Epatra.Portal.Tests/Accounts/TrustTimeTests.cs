using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Accounts;

/// <summary>How long trust lasts, and how its token is handed on.</summary>
[Collection(PortalFixture.Collection)]
public sealed class TrustTimeTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Trust_ends_after_fourteen_days_although_it_was_used_every_day(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        for (var day = 1; day <= 13; day++)
        {
            host.Time.Advance(TimeSpan.FromDays(1));
            Assert.True(await visitor.PasswordIsEnoughAsync(person));
        }

        host.Time.Advance(TimeSpan.FromHours(23));
        Assert.True(await visitor.PasswordIsEnoughAsync(person));

        host.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.False(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_half_a_year_nothing_is_left_of_it(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        using var copy = Trust.With(host, person, visitor.Token(person)!);

        host.Time.Advance(TimeSpan.FromDays(183));

        Assert.False(await copy.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_used_token_counts_for_one_more_minute_and_is_not_renewed_again(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        var first = visitor.Token(person)!;
        using var tab = Trust.With(host, person, first);
        using var late = Trust.With(host, person, first);

        Assert.True(await visitor.PasswordIsEnoughAsync(person));
        var second = visitor.Token(person)!;
        Assert.NotEqual(first, second);
        host.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(await tab.PasswordIsEnoughAsync(person));
        Assert.Equal(first, tab.Token(person));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await late.PasswordIsEnoughAsync(person));

        Assert.True(await visitor.PasswordIsEnoughAsync(person));
        Assert.NotEqual(second, visitor.Token(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_second_use_within_the_minute_does_not_take_the_minute_from_the_first_token(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        using var tab = Trust.With(host, person, visitor.Token(person)!);

        Assert.True(await visitor.PasswordIsEnoughAsync(person));
        Assert.True(await visitor.PasswordIsEnoughAsync(person));

        Assert.True(await tab.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Twenty_sign_ins_at_once_with_the_same_cookie_all_get_in_and_the_browser_stays_trusted(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        await visitor.GoAsync("/sign-in");
        var posts = Enumerable.Range(0, 20)
            .Select(_ => visitor.Prepare("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password))).ToList();

        var answers = await Task.WhenAll(posts.Select(visitor.SendAsync));

        Assert.All(answers, answer => Assert.Equal("/", new Uri(host.Address, answer.Headers.Location!).PathAndQuery));
        Assert.Single(answers.SelectMany(answer => answer.Headers.GetValues("Set-Cookie")), cookie => cookie.StartsWith("epatra-trusted-", StringComparison.Ordinal));
        host.Time.Advance(TimeSpan.FromDays(1));
        await visitor.GoAsync("/");
        Assert.True(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.PostgreSql))]
    public async Task A_restart_keeps_trust_and_a_setting_of_no_days_ends_it(string database)
    {
        var first = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var person = await first.AddWithAuthenticatorAsync();
        using var visitor = await first.TrustingAsync(person);

        await using var second = await first.RestartAsync();
        using var after = Trust.With(second, person, visitor.Token(person)!);
        Assert.True(await after.PasswordIsEnoughAsync(person));
        second.Time.Advance(TimeSpan.FromSeconds(30));

        await using var third = await second.RestartAsync(("SignIn:TrustedBrowserDays", "0"));
        using var without = Trust.With(third, person, after.Token(person)!);
        Assert.False(await without.PasswordIsEnoughAsync(person));
        Assert.Null(without.Page.QuerySelector("[name='Input.TrustBrowser']"));
        await without.SubmitCodeAndTrustAsync(third, person);
        Assert.Equal("/", without.At);
        Assert.Single(await third.TrustedBrowsersAsync(person));
    }
}
