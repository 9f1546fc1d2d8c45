using System.Text.RegularExpressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People.Import;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>An import whose batches come when the story lets them.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class ImportJourneyTests(BrowserFixture browser)
{
    [Fact]
    public async Task What_is_pasted_stays_until_it_is_right_and_its_import_says_how_fast_it_is_and_what_was_done_when_it_is_stopped()
    {
        await using var host = await PortalHost.StartWithoutAsync(typeof(ImportService), DatabaseProvider.Sqlite);
        var (administrator, company) = (await host.AddAgentAsync(Role.Administrator), ImportActions.NewCompany());
        await using var context = await browser.OpenAsync(width: 360, host: host);
        var page = await context.NewPageAsync();
        await page.SignInAsync(administrator, host.Time);
        await PasteAsync(page, ImportActions.Lines(company, 3 * ImportBatches.Size) + "\nNobody,,,,");

        await page.OpenCircuitAsync(() => page.Id("import-start").ClickAsync());
        var (progress, id) = (page.Id("import-progress"), Guid.Parse(new Uri(page.Url).Segments[^1]));
        await Expect(progress).ToHaveAttributeAsync("data-state", nameof(ImportState.Running));
        await host.BatchAsync(id);
        await Expect(progress).ToHaveAttributeAsync("data-done", "250");
        host.Time.Advance(TimeSpan.FromSeconds(5));
        await host.BatchAsync(id);
        await Expect(progress).ToContainTextAsync("500 of 751");
        await Expect(page.Id("import-rate")).ToHaveTextAsync(new Regex("^(50|100) a second$")); // since before the first batch, or after it
        await Expect(page.Id("import-remaining")).ToHaveTextAsync("less than a minute");
        await page.LooksRightAsync();

        await page.Id("import-cancel").ClickAsync();
        await Expect(progress).ToHaveAttributeAsync("data-state", nameof(ImportState.Cancelled));
        await Expect(progress).ToContainTextAsync("Who was added stays; the other lines were not touched.");
        await Expect(progress).ToContainTextAsync("500 of 751");
        await Expect(page.Id("import-rate")).ToHaveCountAsync(0);
        await page.LooksRightAsync();
        Assert.Equal(BatchOutcome.Over, await host.BatchAsync(id));
        Assert.Equal(2 * ImportBatches.Size, (await host.EmailsAsync(company)).Count);
        var results = await ResultsAsync(page);
        Assert.Equal((500, 1, 250), (results["done"], results["left out"], results["not done"]));
    }

    /// <summary>First with a heading that nobody understands.</summary>
    private static async Task PasteAsync(IPage page, string people)
    {
        await page.GotoAsync("/people/import");
        var (field, check, wrong) = (page.Locator("#text"), page.Id("paste-form").Locator("button"), people.Replace("name", "wie", StringComparison.Ordinal));
        await field.FillAsync(wrong);
        await check.ClickAsync();
        await Expect(page.Id("error")).ToHaveTextAsync("The first line has to name the columns, at least name and email.");
        await Expect(field).ToHaveValueAsync(wrong);
        await page.LooksRightAsync();
        await field.FillAsync(people);
        await check.ClickAsync();
    }

    private static async Task<Dictionary<string, int>> ResultsAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Id("import-result").ClickAsync());
        return (await File.ReadAllLinesAsync(await download.PathAsync())).Skip(1).CountBy(line => line.Split(',')[6]).ToDictionary();
    }
}
