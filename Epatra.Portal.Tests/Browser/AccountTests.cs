using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>People look after their own account.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class AccountTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task Somebody_with_a_new_phone_moves_over_in_one_go()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, Host.Time);
        await page.Id("account").ClickAsync();
        await page.Id("authenticator").Locator("[data-testid=new-phone]").ClickAsync();
        await page.Id("confirm").ClickAsync();

        await page.StepAsync("app");
        await Expect(page.Id("notice")).ToContainTextAsync("The old one keeps working");
        await page.ChooseAsync();
        await Expect(page.GetByText($"The new entry is named {person.Email} (2).")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        var secret = await page.EnrollFromScanAsync(Host.Time);

        await page.GotoAsync("/account");
        await Expect(page.Id("authenticator")).ToHaveCountAsync(1);
        await Expect(page.Id("authenticator")).ToContainTextAsync($"{person.Email} (2)");
        Host.Time.Advance(TimeSpan.FromSeconds(60));
        await using var another = await browser.OpenAsync();
        var fresh = await another.NewPageAsync();
        await fresh.SignInWithPasswordAsync(person);
        await (await fresh.CodeFieldAsync()).FillAsync(await Host.CodeAsync(person));
        await Expect(fresh.Id("old-entry")).ToBeVisibleAsync();
        await fresh.SignInAsync(person with { Secret = secret }, Host.Time);
    }

    [Fact]
    public async Task Names_are_given_apps_removed_and_another_browser_sent_away_within_a_second()
    {
        var person = await Host.AddWithAuthenticatorAsync(name: "Wolfeschlegelsteinhausenbergerdorff-Vandenbroecke 李小龍");
        await Host.AddAuthenticatorAsync(person with { Secret = Base32.Encode(Totp.NewSecret()) }, number: 2, app: AuthenticatorApp.PasswordManager);
        await using var lost = await browser.OpenAsync();
        var other = await lost.NewPageAsync();
        await other.SignInAsync(person, Host.Time);
        await other.OpenCircuitAsync(() => other.ReloadAsync());
        Host.Time.Advance(TimeSpan.FromSeconds(30));
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, Host.Time);
        await page.LooksRightAsync();
        await page.OpenCircuitAsync(() => page.GotoAsync("/account"));
        await page.LooksRightAsync();
        var tab = await context.NewPageAsync();
        await tab.OpenCircuitAsync(() => tab.GotoAsync("/account"));

        await page.Id("rename-authenticator").First.ClickAsync();
        await page.Locator("[name='Input.Text']").FillAsync("Work phone with a name that goes on for quite a while yet 🏢");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Id("notice")).ToHaveTextAsync("Saved.");
        await Expect(tab.Id("changed")).ToBeVisibleAsync();
        await tab.LooksRightAsync();

        await page.Id("session").Filter(new() { HasNot = page.Locator(".badge") }).Locator("[data-testid=revoke]").ClickAsync();
        await Expect(page.Id("notice")).ToHaveTextAsync("Done: it counts no more.");
        await other.AtAsync("/sign-in");

        await RemoveWithCodeAsync(page, person);
        await LookAroundAsync(page, person);
        await page.SignOutAsync();
    }

    /// <summary>The last code is too old, and the first that is typed is wrong.</summary>
    private async Task RemoveWithCodeAsync(IPage page, TestPerson person)
    {
        Host.Time.Advance(TimeSpan.FromMinutes(6));
        await page.Id("remove-authenticator").Last.ClickAsync();
        await Expect(page.Id("fresh-code")).ToBeFocusedAsync();
        await page.LooksRightAsync();
        await page.Keyboard.TypeAsync(await Phone.WrongCodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await page.Id("fresh-code").FillAsync(await Host.CodeAsync(person));
        await page.Id("confirm").ClickAsync();
        await Expect(page.Id("notice")).ToContainTextAsync("The authenticator app is removed.");
        await Expect(page.Id("authenticator")).ToHaveCountAsync(1);
    }

    private async Task LookAroundAsync(IPage page, TestPerson person)
    {
        await page.Id("new-recovery-codes").ClickAsync();
        await page.Id("confirm").ClickAsync();
        await page.RecoveryCodesAsync();
        await Expect(page.Locator(".languages")).ToBeHiddenAsync(); // another language is another page, without them
        await page.LooksRightAsync();
        await page.Id("recovery-saved").ClickAsync();
        await Expect(page.Id("recovery-low")).ToHaveCountAsync(0);
        await Expect(page.Locator(".languages")).ToBeVisibleAsync();
        Host.Time.Advance(TimeSpan.FromSeconds(60));
        await page.Id("try-code").ClickAsync();
        await page.AtAsync("/account/try-code");
        await page.LoadedAsync();
        await page.Locator("[name='Input.Code']").FillAsync(await Host.CodeAsync(person, 30));
        await Expect(page.Id("trial")).ToContainTextAsync("a little ahead");
        await page.LooksRightAsync();
        await page.GotoAsync("/account/events");
        await page.LooksRightAsync();
        await page.GotoAsync("/account/change-email");
        await page.Locator("[name='Input.Text']").FillAsync($"{Guid.NewGuid():N}@new.example");
        await page.Id("confirm").ClickAsync();
        await Expect(page.Id("new-email")).ToBeVisibleAsync();
        var link = (await Host.MailsAsync(person)).Single(mail => mail.Subject == "Confirm your e-mail address").Link("/account/e-mail");
        await page.GotoAsync(link);
        await page.LooksRightAsync();
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("notice")).ToContainTextAsync("Your e-mail address is changed.");
        Assert.NotNull(await Host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.EmailChangedAt).SingleAsync()));
    }
}
