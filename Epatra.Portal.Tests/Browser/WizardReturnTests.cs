using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>A secret that was shown comes back in the same browser, whatever happens to the page.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class WizardReturnTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_reload_brings_the_same_QR_code_back()
    {
        await using var context = await browser.OpenAsync();
        var (page, shown) = await ScanAsync(context);

        await page.ReloadAsync();

        Assert.Equal(shown, await page.ScanAgainAsync());
    }

    [Fact]
    public async Task Back_and_next_bring_the_same_QR_code_back()
    {
        await using var context = await browser.OpenAsync();
        var (page, shown) = await ScanAsync(context);

        await page.Id("back").ClickAsync();
        await page.StepAsync("app");
        await page.ChooseAsync("app-other");
        Assert.Equal(shown, await page.ScanAsync());

        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        await page.Id("back").ClickAsync();
        Assert.Equal(shown, await page.ScanAgainAsync());
    }

    [Fact]
    public async Task A_second_tab_shows_the_same_QR_code_and_walks_along()
    {
        await using var context = await browser.OpenAsync();
        var (page, shown) = await ScanAsync(context);

        var tab = await context.NewPageAsync();
        await tab.GotoAsync("/enroll");
        Assert.Equal(shown, await tab.ScanAgainAsync());

        await page.Id("next").ClickAsync();
        await tab.StepAsync("code");
    }

    [Fact]
    public async Task A_wrong_code_keeps_the_QR_code()
    {
        await using var context = await browser.OpenAsync();
        var (page, shown) = await ScanAsync(context);

        await page.Id("next").ClickAsync();
        await page.Id("code").FillAsync(await Phone.WrongCodeAsync(Phone.Secret(shown), browser.Host.Time.GetUtcNow()));
        await Expect(page.Id("error")).ToContainTextAsync("This code is not right.");
        await Expect(page.Id("code")).ToHaveValueAsync("");
        await Expect(page.Id("code")).ToBeFocusedAsync();
        await page.ReloadAsync();
        await page.StepAsync("code");
        await page.Id("back").ClickAsync();

        Assert.Equal(shown, await page.ScanAgainAsync());
    }

    [Fact]
    public async Task A_second_sign_in_in_the_same_browser_leads_to_the_same_step_and_QR_code()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var shown = await page.SignInToScanAsync(person);

        await page.SignInWithPasswordAsync(person);

        Assert.Equal(shown, await page.ScanAgainAsync());
    }

    [Fact]
    public async Task A_restart_of_the_server_keeps_the_step_and_the_QR_code()
    {
        await using var before = await PortalHost.StartAsync();
        var person = await before.AddWithGrantAsync();
        await using var context = await browser.OpenAsync(host: before);
        var page = await context.NewPageAsync();
        var shown = await page.SignInToScanAsync(person);

        await using var after = await before.RestartAsync();
        await page.GotoAsync(new Uri(after.Address, "/enroll").ToString());

        Assert.Equal(shown, await page.ScanAgainAsync());
        await page.EnrollFromScanAsync(after.Time);
    }

    [Fact]
    public async Task Another_language_keeps_the_step_and_the_QR_code()
    {
        await using var context = await browser.OpenAsync();
        var (page, shown) = await ScanAsync(context);
        await Expect(page.Id("next")).ToHaveTextAsync("I have scanned it");

        await page.Id("language-fr").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await Expect(page.Id("next")).ToHaveTextAsync("J'ai scanné le code");
        Assert.Equal(shown, await page.ScanAgainAsync());

        await page.Id("next").ClickAsync();
        await Expect(page.Id("submit")).ToHaveTextAsync("Envoyer");
        await page.Id("language-nl").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "nl");
        await Expect(page.Id("submit")).ToHaveTextAsync("Versturen");
    }

    private async Task<(IPage Page, string Shown)> ScanAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        return (page, await page.SignInToScanAsync(await browser.Host.AddWithGrantAsync()));
    }
}
