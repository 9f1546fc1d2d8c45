using AngleSharp.Dom;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Privacy;

[Collection(PortalFixture.Collection)]
public sealed class PrivacyPageTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("nl", "Wat we over je bewaren")]
    [InlineData("fr", "Ce que nous conservons à votre sujet")]
    [InlineData("en", "What we keep about you")]
    public async Task Anybody_reads_it_in_the_own_language_from_the_footer_of_every_page(string language, string title)
    {
        using var visitor = new Visitor(Host.Address, language);
        await visitor.GoAsync("/sign-in");
        await visitor.GoAsync(visitor.Page.QuerySelector(".bottom a[href='/privacy']")!.GetAttribute("href")!);

        Assert.Equal(title, visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("support@ticportal.nl", visitor.Page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Every_cookie_that_a_sign_in_sets_is_named()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");
        await visitor.PostAsync("/language", visitor.Token, ("culture", "en"), ("returnUrl", "/privacy"));
        var named = visitor.Text("cookies")!;
        var cookies = new List<string>(NamesIn(visitor));
        var person = await Host.AddWithAuthenticatorAsync();
        await visitor.SignInWithPasswordAsync(person);
        cookies.AddRange(NamesIn(visitor));
        await visitor.SubmitCodeAndTrustAsync(Host, person);
        cookies.AddRange(NamesIn(visitor));

        // The names of these end differently for each person.
        var names = cookies.Distinct().Select(cookie => cookie.Replace(TrustCookie.Name(person.Id), "trusted-…").Replace(KnownBrowser.Name(person.Id), "known-…")).Order().ToList();
        Assert.Equal(["epatra-antiforgery", "epatra-browser", "epatra-half-way", "epatra-known-…", "epatra-language", "epatra-session", "epatra-trusted-…"], names);
        Assert.All(names, name => Assert.Contains(name, named));
    }

    [Fact]
    public async Task How_long_comes_from_the_settings()
    {
        await using var host = await PortalHost.StartAsync(
            settings: [("SignIn:SessionHours", "7"), ("SignIn:IdleMinutes", "33"), ("SignIn:TrustedBrowserDays", "11"), ("Audit:KeepMonths", "18")]);
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/privacy");

        Assert.Contains("At most 7 hours, or until 33 minutes without activity.", visitor.Text("cookies"));
        Assert.Contains("11 days.", visitor.Text("cookies"));
        Assert.Contains("18 whole months.", visitor.Text("kept"));
        await using var other = await PortalHost.StartAsync();
        using var there = new Visitor(other.Address);
        await there.GoAsync("/privacy");
        Assert.Contains("For as long as the portal is there.", there.Text("kept"));
    }

    [Theory]
    [InlineData("nl", "Waarom een code van je werd geweigerd", "30 dagen.", "Hoeveel foute wachtwoorden")]
    [InlineData("fr", "Pourquoi un de vos codes a été refusé", "30 jours.", "Combien de mots de passe")]
    [InlineData("en", "Why a code of yours was refused", "30 days.", "How many wrong passwords")]
    public async Task What_was_refused_and_how_often_is_named(string language, string diagnosis, string howLong, string failures)
    {
        using var visitor = new Visitor(Host.Address, language);
        await visitor.GoAsync("/privacy");
        var rows = visitor.Page.QuerySelectorAll("[data-testid=kept] > div").Select(row => row.TextContent).ToList();

        Assert.EndsWith(howLong, Assert.Single(rows, row => row.StartsWith(diagnosis, StringComparison.Ordinal)));
        Assert.Single(rows, row => row.StartsWith(failures, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_day_of_trust_is_one_day_and_none_is_not_named()
    {
        await using (var oneDay = await PortalHost.StartAsync(settings: ("SignIn:TrustedBrowserDays", "1")))
        {
            foreach (var (language, told) in new[] { ("nl", "1 dag."), ("fr", "1 jour."), ("en", "1 day.") })
            {
                using var reader = new Visitor(oneDay.Address, language);
                await reader.GoAsync("/privacy");
                Assert.EndsWith(told, Assert.Single(reader.Page.QuerySelectorAll("[data-testid=cookies] > div"), IsTrust).TextContent);
            }
        }

        await using var never = await PortalHost.StartAsync(settings: ("SignIn:TrustedBrowserDays", "0"));
        using var visitor = new Visitor(never.Address);
        await visitor.GoAsync("/privacy");
        Assert.DoesNotContain(visitor.Page.QuerySelectorAll("[data-testid=cookies] > div"), IsTrust);
        Assert.DoesNotContain("The browsers that you trust", visitor.Text("kept"));
    }

    private static bool IsTrust(IElement cookie) => cookie.TextContent.Contains(TrustCookie.Prefix, StringComparison.Ordinal);

    private IEnumerable<string> NamesIn(Visitor visitor) => visitor.Cookies.GetCookies(Host.Address).Select(cookie => cookie.Name);
}
