using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>The day the phone is gone, and what the pages say to somebody whose codes do not work.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class RecoveryJourneyTests(BrowserFixture browser)
{
    [Fact]
    public async Task Somebody_without_the_old_phone_signs_in_with_a_recovery_code_and_connects_a_new_one()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        var codes = await browser.Host.AddRecoveryCodesAsync(person);
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await page.AtAsync("/sign-in/recovery");
        await page.LooksRightAsync();
        await page.Locator("[name='Input.RecoveryCode']").FillAsync(codes[0].ToLowerInvariant());
        await page.Id("submit").ClickAsync();

        await page.StepAsync("app");
        await Expect(page.Id("sign-out")).ToBeVisibleAsync(); // signed in before the wizard is done
        await page.LooksRightAsync();
        await page.ChooseAsync();
        var secret = await page.EnrollFromScanAsync(browser.Host.Time);

        browser.Host.Time.Advance(TimeSpan.FromSeconds(60));
        await using var another = await browser.OpenAsync();
        var fresh = await another.NewPageAsync();
        await fresh.SignInWithPasswordAsync(person);
        await (await fresh.CodeFieldAsync()).FillAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow()));
        await Expect(fresh.Id("old-entry")).ToContainTextAsync($"{person.Email} (2)");
        await fresh.LooksRightAsync();
        await fresh.SignInAsync(person with { Secret = secret }, browser.Host.Time);
    }

    [Fact]
    public async Task The_wait_after_wrong_codes_ticks_and_says_when_it_is_over()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.Clock.InstallAsync();
        await page.SignInWithPasswordAsync(person);
        foreach (var code in await Phone.WrongCodesAsync(person.Secret!, browser.Host.Time.GetUtcNow(), 5))
        {
            await (await page.CodeFieldAsync()).FillAsync(code);
            await Expect(page.Locator("[name='Input.Code']")).ToHaveValueAsync("");
        }

        var wait = page.Locator("wait-clock");
        await Expect(wait).ToContainTextAsync("You can try again in");
        await page.LooksRightAsync();
        await page.Clock.RunForAsync(31_000);
        await Expect(wait).ToHaveTextAsync("You can try again now.");
        await Expect(wait).ToHaveRoleAsync(AriaRole.Status);
    }

    [Fact]
    public async Task A_phone_that_runs_behind_is_explained_on_the_code_page_and_in_the_wizard()
    {
        var (person, newcomer) = (await browser.Host.AddWithAuthenticatorAsync("nl"), await browser.Host.AddWithGrantAsync("fr"));
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        foreach (var minutes in (int[])[-5, -5])
        {
            await (await page.CodeFieldAsync()).FillAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow().AddMinutes(minutes)));
            await Expect(page.Locator("[name='Input.Code']")).ToHaveValueAsync(""); // the page that answers
            await Expect(page.Id("clock-diagnosis")).ToHaveAttributeAsync("data-offset-seconds", "-300");
            browser.Host.Time.Advance(TimeSpan.FromSeconds(30));
        }

        await Expect(page.Id("clock-diagnosis")).ToHaveTextAsync("De klok van je telefoon loopt 5 minuten achter. Daarom passen de codes niet.");
        await page.LooksRightAsync();

        await using var another = await browser.OpenAsync("fr", width: 360);
        var wizard = await another.NewPageAsync();
        var secret = Phone.Secret(await wizard.SignInToScanAsync(newcomer));
        await wizard.Id("next").ClickAsync();
        await wizard.Id("code").FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow().AddMinutes(8)));
        await Expect(wizard.Id("clock-diagnosis")).ToContainTextAsync("avance peut-être de 8 minutes");
        await Expect(wizard.Id("browser-clock")).ToBeVisibleAsync();
        await wizard.LooksRightAsync();
    }
}
