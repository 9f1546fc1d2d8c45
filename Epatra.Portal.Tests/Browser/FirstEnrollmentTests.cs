using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class FirstEnrollmentTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("nl", "Versturen")]
    [InlineData("fr", "Envoyer")]
    [InlineData("en", "Submit")]
    public async Task A_newcomer_enrols_a_real_authenticator_on_a_small_screen_and_signs_in_with_its_next_code(string language, string submit)
    {
        var person = await browser.Host.AddWithGrantAsync(language);
        await using var context = await browser.OpenAsync(language, width: 360);
        var page = await context.NewPageAsync();

        await page.SignInWithPasswordAsync(person, "/?from=here");
        await page.StepAsync("app");
        await page.FitsAsync();
        await page.ChooseAsync();
        await page.FitsAsync();
        var secret = Phone.Secret(await page.ScanAsync());

        await page.Id("next").ClickAsync();
        await Expect(page.Id("submit")).ToHaveTextAsync(submit);
        await page.Id("code").FillAsync("00000");
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.FitsAsync();
        await Expect(page.Id("code")).ToHaveValueAsync("");
        await page.Id("code").FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));

        await FinishAsync(page);
        await Expect(page).ToHaveURLAsync(new Uri(browser.Host.Address, "/?from=here").ToString());
        await page.FitsAsync();
        await SignInAgainAsync(page, person with { Secret = secret });
    }

    private static async Task FinishAsync(IPage page)
    {
        await page.StepAsync("recovery");
        await page.FitsAsync();
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        await page.StepAsync("done");
        await page.FitsAsync();
        await page.Id("finish").ClickAsync();
    }

    private async Task SignInAgainAsync(IPage page, TestPerson person)
    {
        await page.SignOutAsync();
        await Expect(page.Id("notice")).ToBeVisibleAsync();
        await page.FitsAsync();
        browser.Host.Time.Advance(TimeSpan.FromSeconds(30));
        await page.SignInAsync(person, browser.Host.Time);
    }

    [Fact]
    public async Task Each_app_has_its_own_way_to_add_the_entry()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("app");

        var guides = new HashSet<string>();
        var scanned = new HashSet<string>();
        foreach (var app in new[] { "app-google", "app-microsoft", "app-password-manager", "app-browser-extension", "app-other" })
        {
            await page.ChooseAsync(app);
            await Expect(page.Locator(".guide li")).ToHaveCountAsync(3);
            guides.Add(await page.Locator(".guide").InnerTextAsync());
            scanned.Add(await page.ScanAsync());
            await page.Id("back").ClickAsync();
            await page.StepAsync("app");
            await Expect(page.Id(app)).ToBeCheckedAsync();
        }

        Assert.Equal(5, guides.Count);
        Assert.Single(scanned);
    }
}
