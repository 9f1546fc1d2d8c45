using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class DashboardTests(BrowserFixture browser)
{
    [Fact]
    public async Task Two_agents_see_a_request_come_and_who_takes_it_without_a_reload()
    {
        var (ans, luc) = (await browser.Host.AddAgentAsync(name: "Ans"), await browser.Host.AddAgentAsync(language: "fr", name: "Luc"));
        await using var ansContext = await browser.OpenAsync();
        await using var lucContext = await browser.OpenAsync("fr", width: 360);
        var ansPage = await OpenAsync(ansContext, ans);
        await (await lucContext.NewPageAsync()).SignInAsync(luc, browser.Host.Time);
        var lucPage = await lucContext.NewPageAsync();
        var complaints = await ContentPolicyTests.WatchAsync(lucPage);
        await lucPage.GotoAsync("/support");
        await lucPage.Id("live-feed").WaitForAsync();

        var person = await browser.Host.AddWithNeitherAsync();
        var request = await RequestDeskTests.AddRequestAsync(browser.Host, person);
        var (ansRow, lucRow) = (Row(ansPage, request), Row(lucPage, request));
        await Expect(ansRow).ToContainTextAsync("New phone");
        await Expect(ansRow).ToContainTextAsync("<b>new</b> phone");
        await Expect(ansRow.GetByRole(AriaRole.Timer)).ToContainTextAsync(" s");
        await lucPage.LooksRightAsync();

        Assert.Empty(await lucPage.EvaluateAsync<string[]>(SmallTargets));
        await ansRow.GetByTestId("take").PressAsync("Enter");
        await Expect(ansRow.GetByTestId("taken-by")).ToHaveTextAsync("You have it");
        await Expect(lucRow.GetByTestId("taken-by")).ToHaveTextAsync("Ans s'en occupe");
        await Expect(lucRow.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(ansRow).ToBeFocusedAsync(); // the button that was pressed is gone
        await Expect(lucPage.Id("live-item").First).ToContainTextAsync("Ans a pris en charge la demande pour Robin Test");

        await ansPage.Keyboard.PressAsync("Tab");
        await ansPage.Keyboard.PressAsync("Tab");
        await Expect(ansRow.GetByTestId("give-back")).ToBeFocusedAsync();
        await ansPage.Keyboard.PressAsync("Enter");
        await Expect(ansRow.GetByTestId("take")).ToBeVisibleAsync();
        await Expect(ansRow).ToBeFocusedAsync();
        await lucRow.GetByTestId("take").ClickAsync();
        await lucRow.GetByTestId("answered").ClickAsync();
        await Expect(ansRow).ToHaveCountAsync(0);
        await Expect(lucPage.Locator("#requests-title")).ToBeFocusedAsync();
        await ansPage.LooksRightAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task An_agent_who_is_too_late_is_told_who_was_first()
    {
        var (agent, first) = (await browser.Host.AddAgentAsync(), await browser.Host.AddAgentAsync(name: "Luc First"));
        var request = await RequestDeskTests.AddRequestAsync(browser.Host);
        await using var context = await browser.OpenAsync(width: 360);
        var page = await OpenAsync(context, agent);
        await Row(page, request).GetByTestId("take").WaitForAsync();
        await browser.Host.QueryAsync(database => database.HelpRequests.Where(r => r.Id == request) // nobody tells the page of it
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.TakenById, first.Id)));

        await Row(page, request).GetByTestId("take").ClickAsync();

        await Expect(page.GetByText("Luc First was first and has this request.")).ToBeVisibleAsync();
        await page.LooksRightAsync();
    }

    [Fact]
    public async Task A_person_is_found_and_opened_by_the_keyboard_alone()
    {
        var agent = await browser.Host.AddAgentAsync();
        var name = $"Žofie Q{Guid.NewGuid():N}";
        var (first, second) = (await browser.Host.AddWithGrantAsync(name: name), await browser.Host.AddWithGrantAsync(name: name));
        await using var context = await browser.OpenAsync(width: 360);
        var page = await OpenAsync(context, agent);

        await page.Id("person-search").FocusAsync();
        await page.Keyboard.TypeAsync("q😀q");
        await Expect(page.Locator("[role=status]").Filter(new() { Has = page.Id("nobody") })).ToContainTextAsync("Nobody is found for q😀q.");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Id("person-search")).ToHaveValueAsync("");
        await Expect(page.Id("nobody")).ToHaveCountAsync(0);
        await page.Keyboard.TypeAsync($"zo {name[6..].ToUpperInvariant()}");
        await Expect(page.Id("person-row")).ToHaveCountAsync(2);
        await Expect(page.Id("person-row").Last).ToHaveAttributeAsync("data-email", second.Email);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Id("person-row").Last).ToHaveAttributeAsync("aria-selected", "true");
        await page.LooksRightAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.AtAsync($"/support/people/{second.Id}");
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task A_step_of_a_wizard_moves_on_the_dashboard_and_the_feed_can_be_narrowed()
    {
        await OthersAreDoneAsync();
        var agent = await browser.Host.AddAgentAsync();
        var name = $"Wizard {Guid.NewGuid():N}";
        var person = await browser.Host.AddWithGrantAsync(name: name);
        await using var agentContext = await browser.OpenAsync();
        await using var context = await browser.OpenAsync();
        var (dashboard, page) = (await OpenAsync(agentContext, agent), await context.NewPageAsync());

        await page.SignInWithPasswordAsync(person);
        var row = dashboard.Id("stuck-row").Filter(new() { HasText = name });
        await Expect(row).ToContainTextAsync("Setting up: App");
        await page.ChooseAsync();
        await Expect(row).ToContainTextAsync("Setting up: Scan, Google Authenticator");
        await page.Id("next").ClickAsync();
        await page.Id("code").FillAsync("000000");
        await Expect(row).ToContainTextAsync("1 attempt, last code: ");

        await dashboard.Id("feed-refusal").ClickAsync();
        await Expect(dashboard.Id("live-item").First).ToContainTextAsync($"Code refused for {name}");
        await Expect(dashboard.Locator("[data-testid=live-item]:not([data-kind$=Refused], [data-kind$=Blocked])")).ToHaveCountAsync(0);
        await Expect(dashboard.Id("feed-refusal")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>What is to be hit with a finger and is less than 24 pixels high.</summary>
    private const string SmallTargets = "[...document.querySelectorAll('main a, main button')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)";

    /// <summary>The list shows only so many, and other stories have left people in their wizards.</summary>
    private Task<int> OthersAreDoneAsync() => browser.Host.QueryAsync(async db =>
    {
        var now = browser.Host.Time.Now();
        await db.CodeDiagnoses.ExecuteDeleteAsync();
        return await db.WizardRuns.Where(r => r.EndedAt == null).ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now));
    });

    private async Task<IPage> OpenAsync(IBrowserContext context, TestPerson agent)
    {
        var page = await context.NewPageAsync();
        await page.SignInAsync(agent, browser.Host.Time);
        await page.Id("desk").ClickAsync();
        await page.Id("live-feed").WaitForAsync();
        return page;
    }

    private static ILocator Row(IPage page, Guid request) => page.Locator($"[data-request='{request}']");
}
