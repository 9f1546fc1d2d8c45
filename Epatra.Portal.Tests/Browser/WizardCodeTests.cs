using Epatra.Portal.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class WizardCodeTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_same_error_is_said_again()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var secret = Phone.Secret(await page.SignInToScanAsync(await browser.Host.AddWithGrantAsync()));
        await page.Id("next").ClickAsync();
        var wrong = await Phone.WrongCodeAsync(secret, browser.Host.Time.GetUtcNow());
        await page.Id("code").FillAsync(wrong);
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.Id("error").EvaluateAsync("error => error.dataset.said = 'once'");
        await Expect(page.Id("code")).ToHaveValueAsync("");

        await page.Id("code").FillAsync(wrong);

        // A screen reader speaks when an alert comes, not when one stays.
        await Expect(page.Id("error")).Not.ToHaveAttributeAsync("data-said", "once");
        await Expect(page.Id("error")).ToContainTextAsync("This code is not right.");
    }

    [Fact]
    public async Task A_code_in_two_groups_can_be_pasted()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var secret = Phone.Secret(await page.SignInToScanAsync(await browser.Host.AddWithGrantAsync()));
        await page.Id("next").ClickAsync();
        await Expect(page.Id("code")).ToBeFocusedAsync();
        var code = await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow());

        await page.EvaluateAsync("text => navigator.clipboard.writeText(text)", $"{code[..3]} {code[3..]}");
        await page.Keyboard.PressAsync("Control+V");

        await page.StepAsync("recovery");
    }

    [Fact]
    public async Task A_code_of_the_wizard_does_not_sign_in_again()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInToScanAsync(person);
        var secret = await page.EnrollFromScanAsync(browser.Host.Time);
        await page.SignOutAsync();
        await page.Id("notice").WaitForAsync();

        await page.SignInWithPasswordAsync(person);
        var field = await page.CodeFieldAsync();
        await field.FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));

        await Expect(page.Id("error")).ToContainTextAsync("This code has already been used.");
    }
}
