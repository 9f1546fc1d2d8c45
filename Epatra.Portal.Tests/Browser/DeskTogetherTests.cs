using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class DeskTogetherTests(BrowserFixture browser)
{
    [Fact]
    public async Task Of_two_agents_who_press_at_once_one_has_the_request_and_the_other_sees_who()
    {
        var (ans, luc) = (await browser.Host.AddAgentAsync(name: "Ans"), await browser.Host.AddAgentAsync(name: "Luc"));
        var request = await RequestDeskTests.AddRequestAsync(browser.Host);
        await using var one = await browser.OpenAsync();
        await using var another = await browser.OpenAsync();
        var pages = new[] { await OpenAsync(one, ans, request), await OpenAsync(another, luc, request) };

        await Task.WhenAll(pages.Select(page => page.EvaluateAsync($"document.querySelector('{Row(request)} [data-testid=take]')?.click()")));

        var winner = await WinnerAsync(pages, request);
        await Expect(pages[1 - winner].Locator(Row(request)).GetByTestId("taken-by")).ToHaveTextAsync(winner == 0 ? "Ans has it" : "Luc has it");
        await Expect(pages[1 - winner].Locator(Row(request)).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        var holder = await browser.Host.QueryAsync(db => db.HelpRequests.Where(r => r.Id == request).Select(r => r.TakenById).SingleAsync());
        Assert.Equal((winner == 0 ? ans : luc).Id, holder);
        await pages[winner].Locator(Row(request)).GetByTestId("answered").ClickAsync();
        await Expect(pages[winner].Locator(Row(request))).ToHaveCountAsync(0);
    }

    /// <summary>On whose page it says 'You have it'.</summary>
    private static async Task<int> WinnerAsync(IPage[] pages, Guid request)
    {
        var taken = pages.Select(page => page.Locator(Row(request)).GetByTestId("taken-by")).ToArray();
        await Expect(taken[0]).ToBeVisibleAsync();
        var winner = await taken[0].InnerTextAsync() == "You have it" ? 0 : 1;
        await Expect(taken[winner]).ToHaveTextAsync("You have it");
        return winner;
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, TestPerson agent, Guid request)
    {
        var page = await context.NewPageAsync();
        await page.SignInAsync(agent, browser.Host.Time);
        await page.GotoAsync("/support");
        await page.Locator(Row(request)).GetByTestId("take").WaitForAsync();
        return page;
    }

    private static string Row(Guid request) => $"[data-request=\"{request}\"]";
}
