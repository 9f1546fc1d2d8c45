using System.Text;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People.Import;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class ImportTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_administrator_sees_what_a_file_would_do_then_how_it_does_it_and_what_became_of_each_line()
    {
        var (administrator, company) = (await browser.Host.AddAgentAsync(Role.Administrator), ImportActions.NewCompany());
        await using var context = await browser.OpenAsync(width: 360);
        await (await context.NewPageAsync()).SignInAsync(administrator, browser.Host.Time);
        var page = await context.NewPageAsync();
        var complaints = await ContentPolicyTests.WatchAsync(page);
        await page.OpenCircuitAsync(() => page.GotoAsync("/people"));
        await page.Locator("a[href='/people/import']").ClickAsync();
        await page.Id("paste-form").WaitForAsync();
        await page.LooksRightAsync();
        await page.Id("paste-form").Locator("button").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();

        var text = ImportActions.Lines(company, 500) + $"\nMaximiliaan-Alexander van der Hoogenbandt-Vandenbroucke,maximiliaan-alexander.van.der.hoogenbandt-vandenbroucke,{company},de,boss\n";
        await page.Id("import-file").SetInputFilesAsync(new FilePayload { Name = "mensen.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
        await page.Id("import-read").ClickAsync();
        await Expect(page.Id("import-good")).ToContainTextAsync("500");
        await Expect(page.Id("import-problem")).ToContainTextAsync("The role ‘boss’ is not known");
        await page.LooksRightAsync();

        await page.Id("import-start").ClickAsync();
        await Expect(page.Id("import-progress")).ToHaveAttributeAsync("data-state", "Done");
        await Expect(page.Id("import-progress")).ToContainTextAsync("500 of 501");
        await page.LooksRightAsync();
        await page.OpenCircuitAsync(() => page.ReloadAsync()); // what comes to life in this moment takes no click
        await Expect(page.Id("import-progress")).ToHaveAttributeAsync("data-done", "500");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Id("import-result").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(502, lines.Length);
        Assert.Contains(",left out,", lines[501], StringComparison.Ordinal);
        Assert.Equal(500, (await browser.Host.EmailsAsync(company)).Count);
        Assert.Empty(complaints);
    }
}
