using Epatra.Portal.Faults;
using Epatra.Portal.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class DatabaseCrashTests(BrowserFixture browser, FragilePortal portal) : IClassFixture<FragilePortal>
{
    [Fact]
    public async Task A_wizard_whose_database_goes_away_says_so_and_goes_on_afterwards_with_the_same_QR_code()
    {
        var person = await portal.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync(host: portal.Host);
        var page = await context.NewPageAsync();
        var before = await page.SignInToScanAsync(person);
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        await portal.CrashAsync();

        await page.Id("code").FillAsync(await Phone.CodeAsync(Phone.Secret(before), portal.Host.Time.GetUtcNow()));
        await Expect(page.Locator("#blazor-error-ui")).ToBeVisibleAsync();

        await portal.ComeBackAsync();
        await page.Locator("#blazor-error-ui a").ClickAsync();
        await page.StepAsync("code");
        await page.Id("code").FillAsync(await Phone.CodeAsync(Phone.Secret(before), portal.Host.Time.GetUtcNow()));
        await page.StepAsync("recovery");
    }
}
