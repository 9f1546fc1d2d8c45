using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Support.Dashboard;
using Microsoft.EntityFrameworkCore;
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
        var (agent, now) = (await browser.Host.AddAgentAsync(language: "fr"), browser.Host.Time.Now());
        await browser.Host.QueryAsync(db => db.HelpRequests.Where(r => r.EndedAt == null).ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now))); // of other tests
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

    [Fact]
    public async Task The_keys_go_through_the_people_choose_one_and_lead_to_the_search_and_to_other_pages()
    {
        var (administrator, company) = (await browser.Host.AddAdministratorAsync(), $"Keys {Guid.NewGuid():N}");
        var (older, newer) = (await browser.Host.InviteAsync(administrator, company: company), await browser.Host.InviteAsync(administrator, company: company));
        var now = browser.Host.Time.Now();
        await browser.Host.SetAsync(older, u => u.CreatedAt = now.AddMinutes(-1));
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();
        await page.SignInAsync(administrator, browser.Host.Time);
        await page.OpenCircuitAsync(() => page.GotoAsync($"/people?company={company}"));
        await Expect(page.Id("person-row")).ToHaveCountAsync(2);

        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Keyboard shortcuts");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator($"input[value='{older.Id}']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Id("chosen")).ToHaveTextAsync("1 chosen");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator($"input[value='{newer.Id}']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("?gj/");
        await Expect(page.Locator("#search")).ToHaveValueAsync("?gj/");
        await page.Id("invite").FocusAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("a");
        await page.WaitForURLAsync("**/audit");
    }
}
