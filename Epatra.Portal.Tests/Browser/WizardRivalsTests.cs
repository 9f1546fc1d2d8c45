using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Two tabs, two browsers, and the way to begin anew.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class WizardRivalsTests(BrowserFixture browser)
{
    [Fact]
    public async Task Another_browser_gets_another_secret_and_is_closed_by_the_first_confirmation()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var first = await browser.OpenAsync();
        await using var second = await browser.OpenAsync();
        var (page, other) = (await first.NewPageAsync(), await second.NewPageAsync());
        var shown = await page.SignInToScanAsync(person);
        var otherShown = await other.SignInToScanAsync(person);
        Assert.NotEqual(Phone.Secret(shown), Phone.Secret(otherShown));

        await page.ConfirmFromScanAsync(browser.Host.Time);

        var field = await other.CodeFieldAsync();
        await field.FillAsync(await Phone.CodeAsync(Phone.Secret(otherShown), browser.Host.Time.GetUtcNow()));
        await Expect(other.Id("error")).ToContainTextAsync("This code comes from an older entry in your app");
    }

    [Fact]
    public async Task Start_again_asks_first_and_gives_another_secret_under_another_name()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var shown = await page.SignInToScanAsync(person);
        await Expect(page.Locator(".entry span")).ToHaveTextAsync(person.Email);

        await page.Id("start-again").ClickAsync();
        await Expect(page.Locator(".start-again .quiet")).ToBeFocusedAsync();
        await page.GetByText("No, go on with this one").ClickAsync();
        await Expect(page.Id("confirm")).ToHaveCountAsync(0);
        Assert.Equal(shown, await page.ScanAgainAsync());

        await page.Id("start-again").ClickAsync();
        await page.Id("confirm").ClickAsync();
        await page.StepAsync("app");
        await Expect(page.Id("app-google")).Not.ToBeCheckedAsync();
        await page.ChooseAsync();
        await Expect(page.Locator(".entry span")).ToHaveTextAsync($"{person.Email} (2)");
        await Expect(page.GetByText("older entry")).ToBeVisibleAsync();
        var anew = await page.ScanAsync();
        Assert.NotEqual(Phone.Secret(shown), Phone.Secret(anew));
        Assert.Contains($"{person.Email} (2)?", Uri.UnescapeDataString(anew));
    }

    [Fact]
    public async Task The_secret_that_was_given_up_confirms_nothing()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var shown = await page.SignInToScanAsync(person);
        await page.Id("start-again").ClickAsync();
        await page.Id("confirm").ClickAsync();
        await page.StepAsync("app");
        await page.ChooseAsync();

        await page.Id("next").ClickAsync();
        await page.Id("code").FillAsync(await Phone.CodeAsync(Phone.Secret(shown), browser.Host.Time.GetUtcNow()));

        await Expect(page.Id("error")).ToContainTextAsync("This code comes from an older entry in your app");
    }

    [Fact]
    public async Task Two_tabs_that_confirm_at_once_both_end_at_the_recovery_codes_of_one_authenticator()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var code = await Phone.CodeAsync(Phone.Secret(await page.SignInToScanAsync(person)), browser.Host.Time.GetUtcNow());
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        var tab = await context.NewPageAsync();
        await tab.GotoAsync("/enroll");
        await tab.StepAsync("code");
        await Task.WhenAll(page.Id("code").FillAsync(code[..5]), tab.Id("code").FillAsync(code[..5]));

        await Task.WhenAll(page.Keyboard.PressAsync(code[5..]), tab.Keyboard.PressAsync(code[5..]));

        await page.StepAsync("recovery");
        await tab.StepAsync("recovery");
        var states = await browser.Host.QueryAsync(database => database.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).ToListAsync());
        Assert.Equal([AuthenticatorState.Active], states);
    }
}
