using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class NewBrowserTests(PortalFixture portal)
{
    private const string Subject = "A sign-in from a new browser";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_sign_in_is_told_once_for_each_browser(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var first = new Visitor(host.Address);
        using var second = new Visitor(host.Address);
        var counts = new List<int>();
        foreach (var browser in new[] { first, first, second, first, second })
        {
            await browser.SignInAsync(person, host);
            Assert.Equal("/", browser.At);
            await browser.PressAsync("sign-out");
            counts.Add(await CountAsync(host, person));
            host.Time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal([1, 1, 2, 2, 2], counts);
    }

    [Fact]
    public async Task After_a_new_password_the_browser_that_chose_it_is_known_and_others_are_not()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var chooser = new Visitor(host.Address);
        using var other = new Visitor(host.Address);
        await other.SignInAsync(person, host);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await chooser.SignInAsync(person, host);
        await ChangeTests.ChangeAsync(chooser, TestPerson.Password, ChangeTests.NewPassword);
        await chooser.PressAsync("sign-out");
        foreach (var (browser, expected) in new[] { (chooser, 2), (other, 3) })
        {
            host.Time.Advance(TimeSpan.FromSeconds(30));
            await browser.SignInWithPasswordAsync(person, password: ChangeTests.NewPassword);
            await browser.SubmitCodeAsync(await host.CodeAsync(person));
            Assert.Equal("/", browser.At);
            Assert.Equal(expected, await CountAsync(host, person));
        }
    }

    [Fact]
    public async Task What_somebody_writes_into_the_cookie_makes_no_browser_known()
    {
        var host = portal.Sqlite;
        var (person, other) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(other, host);
        await visitor.PressAsync("sign-out");
        var name = $"known-{Security.Token.Hash(person.Id)[..16]}";
        foreach (var forged in new[] { "made up", visitor.Cookie($"known-{Security.Token.Hash(other.Id)[..16]}")! })
        {
            host.Time.Advance(TimeSpan.FromSeconds(30));
            using var forger = new Visitor(host.Address);
            forger.Cookies.Add(host.Address, new System.Net.Cookie($"epatra-{name}", forged.Replace(" ", "%20"), "/"));
            await forger.SignInAsync(person, host);
            Assert.Equal("/", forger.At);
        }

        Assert.Equal(2, await CountAsync(host, person));
    }

    [Fact]
    public async Task The_mail_names_the_browser_in_known_words_only()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync("nl");
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/sign-in");
        await visitor.SignInWithPasswordAsync(person);
        var request = visitor.Prepare("code-form", ("Input.Code", await host.CodeAsync(person)));
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) <b>evil</b> Gecko/20100101 Firefox/132.0");
        await visitor.SendAsync(request);
        var mail = await host.MailAsync(person, "Aanmelding met een nieuwe browser");
        Assert.Contains("Waarmee: Firefox, Windows.", mail.Text);
        Assert.DoesNotContain("evil", mail.Text);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0", "Edge, Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1", "Safari, iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36", "Samsung Internet, Android")]
    [InlineData("curl/8.0", null)]
    [InlineData(null, null)]
    public void Browsers_have_names_that_people_know(string? userAgent, string? name) => Assert.Equal(name, BrowserName.Of(userAgent));

    private static async Task<int> CountAsync(PortalHost host, TestPerson person) => (await host.MailsAsync(person)).Count(mail => mail.Subject == Subject);
}
