using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class ShortcutsTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_keys_of_the_desk_are_listed_under_a_question_mark_and_can_be_switched_off()
    {
        var agent = await browser.Host.AddAgentAsync(language: "fr");
        var (first, second) = (await RequestDeskTests.AddRequestAsync(browser.Host), await RequestDeskTests.AddRequestAsync(browser.Host));
        await using var context = await browser.OpenAsync("fr", width: 360);
        var page = await context.NewPageAsync();
        await page.SignInAsync(agent, browser.Host.Time);
        await page.GotoAsync("/support");
        await page.Id("live-feed").WaitForAsync();

        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Raccourcis clavier");
        await page.LooksRightAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator($"[data-request='{second}']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator($"[data-request='{first}']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("?gs/");
        await Expect(page.Id("person-search")).ToHaveValueAsync("?gs/");

        await page.Id("shortcuts").ClickAsync();
        await page.Id("shortcuts-on").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("?");
        await page.Id("shortcuts").ClickAsync();
        await Expect(page.Id("shortcuts-on")).Not.ToBeCheckedAsync();
        await page.Id("shortcuts-on").CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("s");
        await page.WaitForURLAsync("**/support/statistics");
    }
}
