using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(PortalFixture.Collection)]
public sealed class HomeTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("nl", "Microsoft Authenticator sinds 29 maart 2026")]
    [InlineData("fr", "Microsoft Authenticator depuis le 29 mars 2026")]
    [InlineData("en", "Microsoft Authenticator since 29 March 2026")]
    public async Task Home_shows_the_app_and_since_when_it_counts(string language, string expected)
    {
        var person = await Host.AddWithAuthenticatorAsync(language);
        var confirmed = new DateTime(2026, 3, 28, 23, 0, 0, DateTimeKind.Utc); // the next day in Brussels
        await Host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a =>
            a.SetProperty(x => x.App, AuthenticatorApp.Microsoft).SetProperty(x => x.ConfirmedAt, confirmed)));

        using var visitor = await SignedInAsync(Host, person);

        Assert.Equal(expected, Words(visitor.Page.QuerySelector("[data-testid=authenticator] dd")!.TextContent));
    }

    [Theory]
    [InlineData("nl", "zondag 29 maart 2026, 03:05")]
    [InlineData("fr", "dimanche 29 mars 2026, 03:05")]
    [InlineData("en", "Sunday 29 March 2026, 03:05")]
    public async Task Home_shows_the_sign_in_before_this_one_in_the_persons_language(string language, string expected)
    {
        var person = await Host.AddWithAuthenticatorAsync(language);
        var before = new DateTime(2026, 3, 29, 1, 5, 0, DateTimeKind.Utc);
        await Host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastSignInAt, before)));

        using var visitor = await SignedInAsync(Host, person);

        Assert.Contains(expected, Words(visitor.Page.QuerySelector("main")!.TextContent));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_second_sign_in_tells_when_the_first_one_was(string database)
    {
        const string Welcome = "This is your first time here";
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await SignedInAsync(host, person);
        Assert.Contains(Welcome, visitor.Page.Body!.TextContent);
        var first = await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.CreatedAt).SingleAsync());

        host.Time.Advance(TimeSpan.FromMinutes(10));
        using var again = await SignedInAsync(host, person);

        Assert.DoesNotContain(Welcome, again.Page.Body!.TextContent);
        Assert.Contains(TimeZoneInfo.ConvertTimeFromUtc(first, TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels")).ToString("HH:mm", null), again.Page.Body.TextContent);
        await visitor.GoAsync("/");
        Assert.Contains(Welcome, visitor.Page.Body!.TextContent);
    }

    [Fact]
    public async Task Home_greets_by_name_and_names_the_address()
    {
        var person = await Host.AddWithAuthenticatorAsync(name: "Fatima Öztürk");
        using var visitor = await SignedInAsync(Host, person);
        Assert.Equal("Hello Fatima Öztürk", visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains(person.Email, visitor.Page.QuerySelector("main")!.TextContent);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("{0} &amp; </main>")]
    public async Task A_name_is_shown_as_text_whatever_it_is(string name)
    {
        using var visitor = await SignedInAsync(Host, await Host.AddWithAuthenticatorAsync(name: name));
        Assert.Equal($"Hello {name}", visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal("bdi", Assert.Single(visitor.Page.QuerySelectorAll("h1 *, main img")).LocalName); // only what keeps it from turning the text beside it
        Assert.DoesNotContain(visitor.Page.Scripts, script => script.Text.Contains("alert", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_links_of_the_settings_are_tiles()
    {
        await using var host = await PortalHost.StartAsync(settings:
        [
            ("Portal:Links:0:Name", "Time & <b>leave</b>"), ("Portal:Links:0:Url", "https://time.example/?a=1&b=2"),
            ("Portal:Links:1:Name", "Wiki"), ("Portal:Links:1:Url", "/wiki"),
        ]);
        using var visitor = await SignedInAsync(host, await host.AddWithAuthenticatorAsync());

        var tiles = visitor.Page.QuerySelectorAll(".tiles a").Select(tile => (tile.TextContent, tile.GetAttribute("href")));
        Assert.Equal([("Time & <b>leave</b>", "https://time.example/?a=1&b=2"), ("Wiki", "/wiki")], tiles);
    }

    [Fact]
    public async Task Without_links_there_are_no_tiles()
    {
        using var visitor = await SignedInAsync(Host, await Host.AddWithAuthenticatorAsync());
        Assert.Empty(visitor.Page.QuerySelectorAll(".tiles"));
    }

    private static async Task<Visitor> SignedInAsync(PortalHost host, TestPerson person)
    {
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
        return visitor;
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
