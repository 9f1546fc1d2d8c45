using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class TrustTests(BrowserFixture browser)
{
    [Fact]
    public async Task Who_ticks_the_box_types_no_code_the_next_time()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        var field = await page.CodeFieldAsync();
        await page.GetByLabel("Trust this browser for 14 days").CheckAsync();
        await field.FillAsync("12345");
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await Expect(Box(page)).ToBeCheckedAsync();

        await (await page.CodeFieldAsync()).FillAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow()));
        await page.SignOutAsync();
        await page.SignInWithPasswordAsync(person, "/?tile=3");

        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
        await page.AtAsync("/");
        Assert.EndsWith("/?tile=3", page.Url);
    }

    [Fact]
    public async Task The_tick_box_is_one_step_before_the_code_for_the_keyboard()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await Expect(await page.CodeFieldAsync()).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Shift+Tab");
        await Expect(Box(page)).ToBeFocusedAsync();
        await Expect(Box(page)).ToHaveAccessibleDescriptionAsync("Then we ask no code here. Only on a device that is yours alone.");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow()));

        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
        Assert.Single(await browser.Host.TrustedBrowsersAsync(person));
    }

    [Fact]
    public async Task A_revocation_takes_open_pages_out_the_signed_in_and_the_half_way()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        await using var other = await browser.OpenAsync();
        var (page, halfWay) = (await context.NewPageAsync(), await other.NewPageAsync());
        await page.SignInAsync(person, browser.Host.Time);
        await page.OpenCircuitAsync(() => page.ReloadAsync());
        await halfWay.OpenCircuitAsync(() => halfWay.SignInWithPasswordAsync(person));

        await RevocationTests.RevokeAsync(browser.Host, person, RevocationReason.Freeze);

        await Expect(page.Id("sign-in-form")).ToBeVisibleAsync();
        await Expect(halfWay.Id("sign-in-form")).ToBeVisibleAsync();
    }

    private static ILocator Box(IPage page) => page.Locator("[name='Input.TrustBrowser']");
}
