using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class CodePageTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_code_signs_in_without_JavaScript()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync(javaScript: false);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);

        var field = await page.CodeFieldAsync();
        await field.FillAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow()));
        await page.Id("submit").ClickAsync();

        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Six_digits_are_submitted_once_by_themselves()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var posts = 0;
        page.Request += (_, request) => posts += request.Method == "POST" && request.Url.EndsWith("/sign-in/code", StringComparison.Ordinal) ? 1 : 0;
        await page.SignInWithPasswordAsync(person);
        var code = await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow());

        var field = await page.CodeFieldAsync();
        await field.PressSequentiallyAsync(code[..5]);
        Assert.Equal(0, posts);
        // Some press Enter as well: not a second time.
        await Task.WhenAll(page.Keyboard.PressAsync(code[5..]), page.Keyboard.PressAsync("Enter"));

        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
        Assert.Equal(1, posts);
    }

    [Fact]
    public async Task A_code_in_two_groups_can_be_pasted()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        var code = await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow());

        await (await page.CodeFieldAsync()).FocusAsync();
        await page.EvaluateAsync("text => navigator.clipboard.writeText(text)", $"{code[..3]} {code[3..]}");
        await page.Keyboard.PressAsync("Control+V");

        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_field_opens_a_numeric_keyboard_and_takes_codes_from_password_managers()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);

        var field = page.GetByLabel("Code of six digits");
        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveAttributeAsync("inputmode", "numeric");
        await Expect(field).ToHaveAttributeAsync("autocomplete", "one-time-code");
    }

    [Fact]
    public async Task The_clock_of_the_portal_ticks_beside_the_time_until_the_next_code()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await ShowsTimeAsync(page);

        for (var second = 0; second < 3; second++)
        {
            browser.Host.Time.Advance(TimeSpan.FromSeconds(1));
            await ShowsTimeAsync(page);
        }

        browser.Host.Time.Advance(TimeSpan.FromSeconds(27));
        await ShowsTimeAsync(page);
    }

    private async Task ShowsTimeAsync(IPage page)
    {
        var now = browser.Host.Time.GetUtcNow();
        var brussels = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels"));
        await Expect(page.GetByRole(AriaRole.Timer).Locator("time")).ToHaveTextAsync($"{brussels:HH:mm:ss}");
        await Expect(page.GetByRole(AriaRole.Timer)).ToContainTextAsync($"next code in {30 - now.ToUnixTimeSeconds() % 30} s");
    }
}
