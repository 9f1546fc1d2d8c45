using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class PasswordJourneyTests(BrowserFixture browser)
{
    private const string NewPassword = "Vier Fietsen onder 1 paraplu";

    [Theory]
    [InlineData("nl", 360, "Je nieuwe wachtwoord is opgeslagen. Overal elders ben je afgemeld.")]
    [InlineData("fr", 1280, "Votre nouveau mot de passe est enregistré. Vous êtes déconnecté partout ailleurs.")]
    [InlineData("en", 360, "Your new password is saved. Everywhere else you are signed out.")]
    public async Task A_password_is_changed_from_the_home_page(string language, int width, string said)
    {
        var person = await browser.Host.AddWithAuthenticatorAsync(language);
        await using var context = await browser.OpenAsync(language, width);
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, browser.Host.Time);
        await page.Locator("main a[href='/password/change']").ClickAsync();
        await page.AtAsync("/password/change");
        await Expect(page.Locator("#current-password")).ToBeFocusedAsync();
        await Expect(page.Id("strength")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.Locator("#current-password").FillAsync(TestPerson.Password);
        await page.Locator("#new-password").FillAsync(TestPerson.Password);
        await Expect(page.Id("rule-different")).ToHaveAttributeAsync("data-met", "false");
        await page.Locator("#new-password").FillAsync(NewPassword);
        await Expect(page.Id("rule-different")).ToHaveAttributeAsync("data-met", "true");
        await page.Locator("#confirm-password").FillAsync("something else");
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await Expect(page.Locator("#new-password")).ToBeFocusedAsync();
        await page.LooksRightAsync();

        await FillAsync(page, NewPassword, TestPerson.Password);
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("notice").First).ToHaveTextAsync(said);
        await page.LooksRightAsync();
    }

    [Theory]
    [InlineData("nl", 1280)]
    [InlineData("fr", 360)]
    [InlineData("en", 1280)]
    public async Task A_forgotten_password_is_replaced_by_way_of_the_mail_and_the_code_is_still_asked(string language, int width)
    {
        var person = await browser.Host.AddWithAuthenticatorAsync(language);
        await using var context = await browser.OpenAsync(language, width);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.Locator("a[href='/password/forgot']").ClickAsync();
        await page.AtAsync("/password/forgot");
        await page.LooksRightAsync();
        await page.Locator("[name='Input.Email']").FillAsync(person.Email);
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("notice")).ToContainTextAsync(person.Email);
        await page.LooksRightAsync();

        await browser.Host.SendLinksAsync();
        await page.GotoAsync(Assert.Single(await browser.Host.MailsAsync(person)).Link("/password/reset"));
        await Expect(page.Id("strength")).ToBeVisibleAsync();
        await FillAsync(page, "abc");
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await FillAsync(page, NewPassword);
        await page.Id("submit").ClickAsync();
        await page.AtAsync("/sign-in");
        await Expect(page.Id("notice")).ToBeVisibleAsync();

        await page.Locator("[name='Input.Email']").FillAsync(person.Email);
        await page.Locator("[name='Input.Password']").FillAsync(NewPassword);
        await page.Id("sign-in-form").Locator("button").ClickAsync();
        await page.CodeFieldAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_password_is_changed_on_the_way_in(bool javaScript)
    {
        var host = browser.Host;
        var person = await host.AddWithAuthenticatorAsync("nl");
        var now = host.Time.Now();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, now)));
        await using var context = await browser.OpenAsync("nl", 360, javaScript);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person, "/sign-in?returnUrl=%2Fprivacy");
        await (await page.CodeFieldAsync()).FillAsync(await host.CodeAsync(person));
        if (!javaScript)
        {
            await page.Id("submit").ClickAsync(); // with it, six digits submit themselves
        }

        await page.AtAsync("/password/change");
        await Expect(page.Locator("main .lead")).ToContainTextAsync("Je wachtwoord is verlopen.");
        if (javaScript)
        {
            await page.LooksRightAsync();
        }

        await FillAsync(page, NewPassword, TestPerson.Password);
        await page.Id("submit").ClickAsync();
        await page.AtAsync("/privacy");
        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("nl", 360)]
    [InlineData("fr", 1280)]
    public async Task This_was_not_me_freezes_the_account_and_the_next_sign_in_says_whom_to_call(string language, int width)
    {
        var host = browser.Host;
        var person = await host.AddWithAuthenticatorAsync(language);
        await using var context = await browser.OpenAsync(language, width);
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, host.Time);
        await page.GotoAsync(Assert.Single(await host.MailsAsync(person)).Link("/not-me"));
        await page.LooksRightAsync();
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("notice")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.SignInWithPasswordAsync(person);
        await page.AtAsync("/sign-in/help");
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();
    }

    [Fact]
    public async Task The_banner_says_when_the_password_expires_and_leads_to_the_change()
    {
        var host = browser.Host;
        var person = await host.AddWithAuthenticatorAsync("fr");
        var end = host.Time.Now().AddDays(7);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, end)));
        await using var context = await browser.OpenAsync("fr", 360);
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, host.Time);
        await Expect(page.Id("expiry-banner")).ToContainTextAsync("Votre mot de passe expire dans 7 jours");
        await page.LooksRightAsync();
        await page.Id("expiry-banner").Locator("a").ClickAsync();
        await page.AtAsync("/password/change");
    }

    private static async Task FillAsync(IPage page, string password, string? current = null)
    {
        if (current is not null)
        {
            await page.Locator("#current-password").FillAsync(current);
        }

        await page.Locator("#new-password").FillAsync(password);
        await page.Locator("#confirm-password").FillAsync(password);
    }
}
