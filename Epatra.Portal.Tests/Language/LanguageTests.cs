using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Language;

[Collection(PortalFixture.Collection)]
public sealed class LanguageTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("en-US", "en")]
    [InlineData("nl-NL", "nl")]
    [InlineData("FR-be", "fr")]
    [InlineData("de", "nl")]
    [InlineData("*", "nl")]
    [InlineData("de, fr", "fr")]
    [InlineData("en;q=0.4, fr;q=0.9, nl;q=0.5", "fr")]
    [InlineData("de-CH;q=1, en;q=0.2", "en")]
    [InlineData("en;q=0.8, fr", "fr")]
    [InlineData("en;q=0, de", "nl")]
    [InlineData("nl;q=0.8, fr;q=0.8", "nl")]
    public async Task A_stranger_gets_the_best_language_of_the_browser_or_that_of_the_portal(string accepted, string expected)
    {
        using var visitor = new Visitor(Host.Address, accepted);
        await visitor.GoAsync("/sign-in");
        Assert.Equal(expected, Shown(visitor));
    }

    [Fact]
    public async Task The_language_of_the_portal_is_a_setting()
    {
        await using var host = await PortalHost.StartAsync(settings: ("Portal:DefaultLanguage", "fr"));
        using var visitor = new Visitor(host.Address, "de");
        await visitor.GoAsync("/sign-in");
        Assert.Equal("fr", Shown(visitor));
    }

    [Theory]
    [InlineData("nl", "Dag", "Submit", "Versturen")]
    [InlineData("fr", "Bonjour", "Submit", "Envoyer")]
    public async Task The_language_of_the_person_goes_before_that_of_the_browser(string language, string greeting, string english, string submit)
    {
        var person = await Host.AddWithAuthenticatorAsync(language);
        using var visitor = new Visitor(Host.Address, "en");
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal(language, Shown(visitor));
        Assert.Equal(submit, visitor.Text("submit"));
        Assert.NotEqual(english, visitor.Text("submit"));

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        Assert.Equal(language, Shown(visitor));
        Assert.StartsWith(greeting, visitor.Page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task The_choice_in_the_browser_goes_before_the_language_of_the_person()
    {
        using var visitor = new Visitor(Host.Address, "en");
        await visitor.GoAsync("/sign-in");
        await visitor.PressAsync("language-fr");
        Assert.Equal("/sign-in", visitor.At);
        Assert.Equal("fr", Shown(visitor));

        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync("nl"), Host);

        Assert.Equal("/", visitor.At);
        Assert.Equal("fr", Shown(visitor));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_choice_while_half_way_keeps_the_page_and_the_way_on(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person, "/?tile=3");

        await visitor.PressAsync("language-nl");

        Assert.Equal("/sign-in/code", visitor.At);
        Assert.Equal("nl", Shown(visitor));
        Assert.Equal("en", await StoredAsync(host, person));
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        Assert.Equal("/?tile=3", visitor.At);
        Assert.Equal("nl", Shown(visitor));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_choice_of_somebody_who_is_in_keeps_the_page_and_is_stored(string database)
    {
        var host = portal.On(database);
        var (person, other) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        await visitor.GoAsync("/?tile=3");

        await visitor.PressAsync("language-fr");

        Assert.Equal("/?tile=3", visitor.At);
        Assert.Equal("fr", Shown(visitor));
        Assert.Equal("fr", await StoredAsync(host, person));
        Assert.Equal("en", await StoredAsync(host, other));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("")]
    [InlineData("FR")]
    [InlineData("fr-BE")]
    [InlineData("<script>")]
    public async Task A_language_that_the_portal_does_not_have_changes_nothing(string culture)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(person, Host);

        await visitor.PostAsync("/language", visitor.Token, ("culture", culture), ("returnUrl", "/?tile=3"));

        Assert.Equal("/?tile=3", visitor.At);
        Assert.Equal("en", Shown(visitor));
        Assert.Null(visitor.Cookie("language"));
        Assert.Equal("en", await StoredAsync(Host, person));
    }

    [Fact]
    public async Task A_choice_that_somebody_tampered_with_is_ignored()
    {
        using var visitor = new Visitor(Host.Address, "fr");
        visitor.Cookies.Add(Host.Address, new System.Net.Cookie("epatra-language", "xx-Klingon"));
        await visitor.GoAsync("/sign-in");
        Assert.Equal("fr", Shown(visitor));
    }

    [Fact]
    public async Task The_choice_is_remembered_for_a_year()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/help");
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { [visitor.Token.Name] = visitor.Token.Value, ["culture"] = "nl" });
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/language") { Content = content });
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("epatra-language=nl; max-age=31536000;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_picker_marks_the_language_that_is_shown()
    {
        using var visitor = new Visitor(Host.Address, "fr");
        await visitor.GoAsync("/sign-in");
        var marked = visitor.Page.QuerySelectorAll(".languages button[aria-current=true]");
        Assert.Equal(["language-fr"], marked.Select(button => button.GetAttribute("data-testid")));
    }

    /// <summary>As the page says it to browsers and to readers of screens.</summary>
    private static string? Shown(Visitor visitor) => visitor.Page.DocumentElement.GetAttribute("lang");

    private static Task<string> StoredAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.Language).SingleAsync());
}
