using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class HalfWayLifeTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_fifteen_minutes_the_password_is_asked_again_with_a_word_why(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);

        host.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await visitor.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in/code", visitor.At);

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        Assert.StartsWith("/sign-in?", visitor.At);
        Assert.NotNull(visitor.Text("notice"));
        Assert.Null(visitor.Cookie("session"));
    }

    [Fact]
    public async Task One_persons_code_does_not_finish_another_persons_sign_in()
    {
        var (one, other) = (await Host.AddWithAuthenticatorAsync(), await Host.AddWithAuthenticatorAsync());
        using var visitor = await Host.HalfWayAsync(one);
        var request = visitor.Prepare("code-form", ("Input.Code", await Phone.CodeAsync(one.Secret!, Host.Time.GetUtcNow())));
        using var another = await Host.HalfWayAsync(other);
        visitor.Cookies.Add(Host.Address, new System.Net.Cookie("epatra-half-way", another.Cookie("half-way")));

        using var answer = await visitor.SendAsync(request);

        Assert.Null(visitor.Cookie("session"));
        Assert.Equal(0, await SessionsAsync(one));
        Assert.Equal(0, await SessionsAsync(other));
    }

    [Fact]
    public async Task Each_password_makes_a_new_cookie()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await Host.HalfWayAsync(person);
        var first = visitor.Cookie("half-way");

        await visitor.SignInWithPasswordAsync(person);

        Assert.NotNull(first);
        Assert.NotEqual(first, visitor.Cookie("half-way"));
    }

    [Fact]
    public async Task Nobody_can_choose_the_cookie_of_a_half_way_sign_in_beforehand()
    {
        var planted = Security.Token.New();
        using var visitor = new Visitor(Host.Address);
        visitor.Cookies.Add(Host.Address, new System.Net.Cookie("epatra-half-way", planted));
        using var thief = visitor.Copy();

        await visitor.SignInWithPasswordAsync(await Host.AddWithAuthenticatorAsync());

        Assert.NotEqual(planted, visitor.Cookie("half-way"));
        await thief.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in", thief.At);
    }

    [Fact]
    public async Task The_database_does_not_hold_the_cookie()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await Host.HalfWayAsync(person);
        var row = await Host.QueryAsync(db => db.HalfWaySignIns.SingleAsync(h => h.UserId == person.Id));
        Assert.Equal(Security.Token.Hash(visitor.Cookie("half-way")!), row.TokenHash);
        Assert.NotEqual(visitor.Cookie("half-way"), row.TokenHash);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_the_code_the_half_way_sign_in_is_over_for_every_copy_of_its_cookie(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        using var thief = visitor.Copy();
        await thief.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in/code", thief.At);

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        Assert.Equal("/", visitor.At);
        Assert.Null(visitor.Cookie("half-way"));

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await thief.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        Assert.StartsWith("/sign-in?", thief.At);
        await thief.GoAsync("/sign-in/help");
        Assert.StartsWith("/sign-in?", thief.At);
        Assert.Null(thief.Cookie("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_copy_that_posts_at_the_same_moment_gets_no_second_session(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        using var thief = visitor.Copy();
        await thief.GoAsync("/sign-in/code");

        // Two codes that are both good: only the half-way sign-in itself can decide.
        var codes = await Task.WhenAll(Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()), Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow().AddSeconds(30)));
        await Task.WhenAll(visitor.SubmitCodeAsync(codes[0]), thief.SubmitCodeAsync(codes[1]));

        Assert.Single(new[] { visitor, thief }, one => one.Cookie("session") is not null);
        Assert.Equal(1, await host.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == person.Id)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_clock_of_a_browser_is_noted_at_its_own_half_way_sign_in_only(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        WizardBrowser[] browsers = [await WizardBrowser.OpenAsync(host, person), await WizardBrowser.OpenAsync(host, person)];

        await browsers[0].RunAsync(async (HalfWaySignIns halfWays) =>
        {
            await halfWays.NoteClockAsync(-250);
            return true;
        });
        await host.RunAsync(async (HalfWaySignIns halfWays) =>
        {
            await halfWays.NoteClockAsync(99); // of a session, or of nobody
            return true;
        });

        var noted = await host.QueryAsync(db => db.HalfWaySignIns.Where(h => h.UserId == person.Id).ToDictionaryAsync(h => h.BrowserHash, h => h.BrowserClockSeconds));
        Assert.Equal([-250, null], browsers.Select(browser => noted[Security.Token.Hash(browser.Browser)]));
    }

    [Fact]
    public async Task Somebody_who_is_disabled_meanwhile_gets_no_further()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await Host.HalfWayAsync(person);
        await Host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, DateTime.UnixEpoch)));

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));

        Assert.StartsWith("/sign-in?", visitor.At);
        Assert.Equal(0, await SessionsAsync(person));
    }

    private Task<int> SessionsAsync(TestPerson person) => Host.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == person.Id));
}
