using System.Collections.Concurrent;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class ContentPolicyTests(BrowserFixture browser)
{
    [Fact]
    public async Task No_page_on_the_way_in_offends_against_the_policy_or_writes_an_error()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var complaints = await WatchAsync(page);

        await page.GotoAsync("/help");
        var secret = Phone.Secret(await page.SignInToScanAsync(person));
        await page.Id("copy-key").ClickAsync();
        await Expect(page.Locator("[data-said]").First).Not.ToBeEmptyAsync();
        await page.ConfirmFromScanAsync(browser.Host.Time);
        await page.Locator("[data-copy]").ClickAsync();
        await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-download]").ClickAsync());
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        // A page that is left while its live part starts writes an error of its own into the console.
        await page.OpenCircuitAsync(() => page.Id("finish").ClickAsync());
        await page.OpenCircuitAsync(() => page.Id("language-nl").ClickAsync());
        await page.SignOutAsync();
        await page.Id("notice").WaitForAsync();
        browser.Host.Time.Advance(TimeSpan.FromSeconds(30));
        await page.OpenCircuitAsync(() => page.SignInWithPasswordAsync(person));
        await page.OpenCircuitAsync(() => page.GotoAsync("/sign-in/help"));
        await page.OpenCircuitAsync(() => page.GotoAsync("/sign-in/code"));
        await (await page.CodeFieldAsync()).FillAsync(await browser.Host.CodeAsync(person with { Secret = secret }));
        await page.Id("sign-out").WaitForAsync();

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_script_a_style_or_a_form_that_somebody_smuggles_into_a_page_does_nothing()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var complaints = await WatchAsync(page);
        await page.RouteAsync("**/help", async route =>
        {
            var answer = await route.FetchAsync();
            var html = await answer.TextAsync();
            await route.FulfillAsync(new()
            {
                Response = answer,
                Body = html.Replace("</main>", "<script>document.title='in'</script><p style='color:red' onclick='document.title=1' id='smuggled'>x</p><form action='https://elsewhere.example'><button id='away'>y</button></form></main>", StringComparison.Ordinal),
            });
        });

        await page.GotoAsync("/help");
        await page.Locator("#smuggled").ClickAsync();
        await Expect(page).ToHaveTitleAsync("Signing in with a code – Epatra Portal");
        await Expect(page.Locator("#smuggled")).Not.ToHaveCSSAsync("color", "rgb(255, 0, 0)");
        await Expect(page).ToHaveURLAsync(new Uri(browser.Host.Address, "/help").ToString());
        Assert.Contains(complaints, complaint => complaint.Contains("script-src", StringComparison.Ordinal));
        Assert.Contains(complaints, complaint => complaint.Contains("style-src", StringComparison.Ordinal));
        await page.RunAndWaitForConsoleMessageAsync(
            () => page.EvaluateAsync("document.getElementById('away').click()"), new() { Predicate = message => message.Text.Contains("form-action", StringComparison.Ordinal) });
    }

    [Fact]
    public async Task Another_site_cannot_frame_a_page()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.RouteAsync("http://elsewhere.example/", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<iframe src='{new Uri(browser.Host.Address, "/sign-in")}'></iframe>",
        }));

        await page.GotoAsync("http://elsewhere.example/");

        Assert.Equal("chrome-error://chromewebdata/", page.Frames[1].Url);
    }

    /// <summary>Errors of the console, and offences against the policy, from now on.</summary>
    internal static async Task<ConcurrentQueue<string>> WatchAsync(IPage page)
    {
        var complaints = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                complaints.Enqueue($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => complaints.Enqueue($"{page.Url}: {error}");
        await page.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', offence => console.error(offence.violatedDirective + ' ' + offence.blockedURI))");
        return complaints;
    }
}
