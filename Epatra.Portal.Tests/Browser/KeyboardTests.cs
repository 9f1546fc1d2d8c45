using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Nothing here is clicked.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class KeyboardTests(BrowserFixture browser)
{
    [Fact]
    public async Task Somebody_signs_in_by_keyboard()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();

        await TypePasswordAsync(page, person);
        await Expect(await page.CodeFieldAsync()).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow()));

        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_walks_through_the_wizard_by_keyboard()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await TypePasswordAsync(page, person);
        await page.StepAsync("app");

        await ChooseTheSecondAppAsync(page);
        var secret = Phone.Secret(await page.ScanAgainAsync());
        await HeadingAsync(page, "Scan the QR code");
        await PressAsync(page, "next", "Enter");
        await page.StepAsync("code");
        await Expect(page.Id("code")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));

        await page.StepAsync("recovery");
        await HeadingAsync(page, "Keep your recovery codes");
        await PressAsync(page, "recovery-saved", "Space");
        await PressAsync(page, "next", "Enter");
        await page.StepAsync("done");
        await HeadingAsync(page, "All set");
        await PressAsync(page, "finish", "Enter");
        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Going_back_and_starting_again_keep_the_focus_where_the_eyes_are()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInToScanAsync(person);
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        await Expect(page.Id("code")).ToBeFocusedAsync();

        await PressAsync(page, "back", "Enter");
        await page.StepAsync("scan");
        await HeadingAsync(page, "Scan the QR code");
        await PressAsync(page, "start-again", "Enter");
        await Expect(page.Locator(".start-again .quiet")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Id("start-again")).ToBeFocusedAsync();
        await PressAsync(page, "start-again", "Enter");
        await Expect(page.Locator(".start-again .quiet")).ToBeFocusedAsync();
        await PressAsync(page, "confirm", "Enter");
        await page.StepAsync("app");
        await HeadingAsync(page, "Which app do you want to use?");
    }

    [Theory]
    [InlineData("/sign-in?returnUrl=%2F")]
    [InlineData("/help")]
    public async Task The_first_tab_stop_skips_to_the_content(string path)
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);

        await page.Locator(".skip").FocusAsync();
        await Expect(page.Locator(".skip")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#main")).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync(new Uri(browser.Host.Address, $"{path}#main").ToString());
    }

    private static async Task TypePasswordAsync(IPage page, TestPerson person)
    {
        await page.GotoAsync("/sign-in");
        await Expect(page.GetByLabel("E-mail address")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(person.Email);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(TestPerson.Password);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task ChooseTheSecondAppAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#main")).ToBeFocusedAsync();
        await page.StepAsync("app");
        await PressAsync(page, "app-google", "Space");
        await Expect(page.Id("app-google")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Id("app-microsoft")).ToBeCheckedAsync();
        await Expect(page.GetByText("iPhone (App Store)")).ToBeVisibleAsync();
        await PressAsync(page, "next", "Enter");
    }

    private static Task HeadingAsync(IPage page, string text) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = text })).ToBeFocusedAsync();

    /// <summary>Tabs to an element and presses a key there.</summary>
    private static async Task PressAsync(IPage page, string testId, string key)
    {
        for (var tabs = 0; tabs < 20 && await FocusedAsync(page) != testId; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(page.Id(testId)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync(key);
    }

    private static Task<string?> FocusedAsync(IPage page) => page.EvaluateAsync<string?>("document.activeElement?.dataset.testid");
}
