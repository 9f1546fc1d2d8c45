using Epatra.Portal.Fixtures;
using Epatra.Portal.Mail;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Every page and step in each of its states, on a small screen: axe in both colour schemes.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class LookTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_pages_that_everybody_sees_look_right()
    {
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(new TestPerson("", "nobody@test.example", null));
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.GotoAsync("/sign-in");
        await page.LooksRightAsync();

        await page.GotoAsync("/help");
        await OpenDetailsAsync(page);
        await page.LooksRightAsync();

        await page.GotoAsync("/privacy");
        await page.LooksRightAsync();

        await page.GotoAsync(await browser.Host.SetUpLinkAsync());
        await page.Locator("[name='Input.Name']").FillAsync("Ada");
        await page.Locator("[name='Input.Email']").FillAsync("nobody@test");
        await page.Locator("[name='Input.NewPassword']").FillAsync("short");
        await page.Locator("[name='Input.ConfirmPassword']").FillAsync("short");
        await page.Id("set-up-form").Locator("button[type=submit]").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await page.GotoAsync("/set-up");
        await page.LooksRightAsync();

        await browser.Host.WriteAsync(await browser.Host.AddWithGrantAsync(), new Letter("A long subject about something important", ["Hello,"], new("Open", "https://portal.example/" + new string('x', 80))));
        await page.GotoAsync("/dev/mail");
        await page.LooksRightAsync();
        await page.Id("mail").First.Locator("a").ClickAsync();
        await Expect(page.Id("mail-text")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await page.Locator("a.button").ClickAsync();
        await Expect(page.Locator("a.button")).ToHaveTextAsync("Open");
        await page.LooksRightAsync();

        var answer = await page.GotoAsync("/not-here");
        Assert.Equal(404, answer!.Status);
        await page.LooksRightAsync();
    }

    [Fact]
    public async Task The_pages_between_password_and_home_look_right()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await (await page.CodeFieldAsync()).FillAsync("12345");
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.Id("need-help").ClickAsync();
        await page.AtAsync("/sign-in/help");
        await OpenDetailsAsync(page);
        await page.LooksRightAsync();

        await page.SignInAsync(person, browser.Host.Time);
        await page.LooksRightAsync();
    }

    [Theory, InlineData("nl"), InlineData("fr"), InlineData("en")]
    public async Task What_somebody_is_about_to_press_stays_in_its_place_when_the_clocks_come(string language)
    {
        var person = await browser.Host.AddWithAuthenticatorAsync(language);
        await using var context = await browser.OpenAsync(language);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await StaysInPlaceAsync(page, page.GetByRole(AriaRole.Timer));

        await (await page.CodeFieldAsync()).FillAsync(await browser.Host.CodeAsync(person, -300));
        await StaysInPlaceAsync(page, page.Id("browser-clock"));
    }

    /// <summary>With what comes later, and without it.</summary>
    private static async Task StaysInPlaceAsync(IPage page, ILocator late)
    {
        await Expect(late).ToBeVisibleAsync();
        foreach (var width in new[] { 1280, 360 })
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.Equal(0, await late.EvaluateAsync<float>("""
                late => {
                  const link = document.querySelector('[data-testid=need-help]');
                  const top = link.getBoundingClientRect().top;
                  late.style.display = 'none';
                  const moved = top - link.getBoundingClientRect().top;
                  late.style.display = '';
                  return moved;
                }
                """));
        }
    }

    [Fact]
    public async Task The_wizard_looks_right_up_to_the_QR_code()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("app");
        await page.LooksRightAsync();
        await page.Id("next").ClickAsync();
        await Expect(page.Id("error")).ToHaveTextAsync("Choose an app first.");
        await page.LooksRightAsync();
        await page.Id("app-google").CheckAsync();
        await Expect(page.Locator(".install")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.ChooseAsync();
        await OpenDetailsAsync(page);
        await Expect(page.Id("manual-key")).ToBeVisibleAsync();
        await page.Id("start-again").ClickAsync();
        await Expect(page.Id("confirm")).ToBeVisibleAsync();
        await page.LooksRightAsync();
    }

    [Fact]
    public async Task The_wizard_looks_right_from_the_code_on()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        var secret = Phone.Secret(await page.SignInToScanAsync(person));
        await page.Id("next").ClickAsync();
        await page.Id("code").FillAsync(await Phone.WrongCodeAsync(secret, browser.Host.Time.GetUtcNow()));
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.Id("code").FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));
        await page.StepAsync("recovery");
        await page.Id("next").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.ReloadAsync();
        await Expect(page.Id("new-recovery-codes")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await page.Id("new-recovery-codes").ClickAsync();
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        await page.StepAsync("done");
        await page.LooksRightAsync();
    }

    private static async Task OpenDetailsAsync(IPage page)
    {
        foreach (var summary in await page.Locator("summary").AllAsync())
        {
            await summary.ClickAsync();
        }
    }
}
