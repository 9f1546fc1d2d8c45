using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class PeoplePageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Ten_thousand_people_are_leafed_through_and_filtered_on_a_small_screen()
    {
        await using var host = await PortalHost.StartAsync();
        var administrator = await host.AddAdministratorAsync();
        await host.FillAsync("Sint-Katelijne-Waverse Zonnepaneleninstallaties", 10_000);
        await using var context = await browser.OpenAsync(width: 360, host: host);
        var page = await context.NewPageAsync();
        await page.SignInAsync(administrator, host.Time);
        await page.GotoAsync("/people");
        var rows = page.Id("person-row");
        await Expect(rows).ToHaveCountAsync(PeopleList.Page);
        await Expect(rows.First).ToContainTextAsync("Ada Admin");
        await page.LooksRightAsync();

        await page.Id("next-page").ClickAsync();
        await Expect(rows.First).ToContainTextAsync(Crowd.Numbered(50));
        await Expect(rows.Last).ToContainTextAsync(Crowd.Numbered(99));
        await page.LooksRightAsync();

        await page.Locator("#company").FillAsync("Sint-Katelijne-Waverse Zonnepaneleninstallaties 3");
        await page.Locator("#search").FillAsync("person 0004");
        await page.Id("people-filter").Locator("button").ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync(Crowd.Numbered(43));
        await page.LooksRightAsync();
    }
}
