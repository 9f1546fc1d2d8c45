using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class AuditTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_administrator_is_told_of_newer_entries_and_follows_the_story_of_a_person()
    {
        var administrator = await browser.Host.AddAgentAsync(Role.Administrator, name: "Ann Administrator");
        await using var context = await browser.OpenAsync(width: 360);
        await (await context.NewPageAsync()).SignInAsync(administrator, browser.Host.Time);
        var page = await context.NewPageAsync();
        var complaints = await ContentPolicyTests.WatchAsync(page);
        await page.GotoAsync("/audit");
        await Expect(page.Id("newer")).ToHaveCountAsync(0);
        await page.LooksRightAsync();

        var person = await browser.Host.AddWithAuthenticatorAsync(name: "Maximiliaan-Alexander van der Hoogenbandt-Vandenbroucke");
        await ToldAsync(page, person);
        await page.LooksRightAsync();
        await page.OpenCircuitAsync(() => page.Id("newer").GetByRole(AriaRole.Link).ClickAsync());
        await page.Id("story").Filter(new() { HasText = "Maximiliaan" }).First.ClickAsync();
        await Expect(page.Id("audit-row").First).ToContainTextAsync("Maximiliaan-Alexander van der Hoogenbandt-Vandenbroucke");
        await Expect(page.Locator("#person")).ToHaveValueAsync(person.Id);
        await page.LooksRightAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_statistics_look_right_with_their_tables_open()
    {
        var agent = await browser.Host.AddAgentAsync();
        await using var context = await browser.OpenAsync(width: 360);
        await (await context.NewPageAsync()).SignInAsync(agent, browser.Host.Time);
        var page = await context.NewPageAsync();
        var complaints = await ContentPolicyTests.WatchAsync(page);
        await page.GotoAsync("/support/statistics");
        await page.LooksRightAsync();
        foreach (var summary in await page.Locator("summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        await Expect(page.Id("table-first-try").GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await page.LooksRightAsync();
        Assert.Empty(complaints);
    }

    /// <summary>The page may not listen yet when the first sign-in is told.</summary>
    private async Task ToldAsync(IPage page, TestPerson person)
    {
        using var guard = new CancellationTokenSource(Live.Ear.Guard);
        while (await page.Id("newer").CountAsync() == 0)
        {
            guard.Token.ThrowIfCancellationRequested();
            using var visitor = new Visitor(browser.Host.Address);
            await visitor.SignInWithPasswordAsync(person);
        }
    }
}
