using System.Text.RegularExpressions;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed partial class RecoveryCodesTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_reload_shows_no_codes_and_offers_new_ones_that_replace_the_old()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await ConfirmAsync(context, person);
        var old = await page.RecoveryCodesAsync();

        await page.ReloadAsync();
        await page.StepAsync("recovery");
        await Expect(page.Id("recovery-codes")).ToHaveCountAsync(0);
        await page.Id("new-recovery-codes").ClickAsync();

        var renewed = await page.RecoveryCodesAsync();
        Assert.Empty(old.Intersect(renewed));
        var rows = await browser.Host.QueryAsync(database => database.RecoveryCodes.Where(code => code.UserId == person.Id).ToListAsync());
        Assert.Equal(
            renewed.Select(code => RecoveryCodes.Hash(code.Replace("-", ""), Convert.FromBase64String(rows[0].Salt))).Order(StringComparer.Ordinal),
            rows.Select(row => row.Hash).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_tab_does_not_show_the_codes_and_its_new_ones_take_those_of_the_first_away()
    {
        await using var context = await browser.OpenAsync();
        var page = await ConfirmAsync(context, await browser.Host.AddWithGrantAsync());
        await page.RecoveryCodesAsync();

        var tab = await context.NewPageAsync();
        await tab.GotoAsync("/enroll");
        await Expect(tab.Id("new-recovery-codes")).ToBeVisibleAsync();
        await page.RecoveryCodesAsync();
        browser.Host.Time.Advance(TimeSpan.FromSeconds(1));
        await tab.Id("new-recovery-codes").ClickAsync();

        await tab.RecoveryCodesAsync();
        await Expect(page.Id("new-recovery-codes")).ToBeVisibleAsync();
        await Expect(page.Id("recovery-codes")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_wizard_goes_on_when_the_codes_are_said_to_be_saved()
    {
        await using var context = await browser.OpenAsync();
        var page = await ConfirmAsync(context, await browser.Host.AddWithGrantAsync());

        await page.Id("next").ClickAsync();
        await Expect(page.Id("error")).ToHaveTextAsync("Save the codes first, and tick the box.");
        await page.StepAsync("recovery");
        await page.Id("recovery-saved").CheckAsync();
        await Expect(page.Id("error")).ToHaveCountAsync(0);
        await page.Id("next").ClickAsync();
        await page.StepAsync("done");

        await page.Id("back").ClickAsync();
        await page.StepAsync("recovery");
    }

    [Fact]
    public async Task Download_and_copy_take_the_ten_codes_along()
    {
        await using var context = await browser.OpenAsync();
        var page = await ConfirmAsync(context, await browser.Host.AddWithGrantAsync());
        var shown = await page.RecoveryCodesAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-download]").ClickAsync());
        Assert.Equal("Epatra Portal Recovery codes.txt", download.SuggestedFilename);
        Assert.Equal(shown, Codes(await File.ReadAllTextAsync(await download.PathAsync())));

        await page.Locator("[data-copy]").ClickAsync();
        await Expect(page.GetByText("Copied")).ToBeVisibleAsync();
        Assert.Equal(shown, Codes(await page.EvaluateAsync<string>("navigator.clipboard.readText()")));
    }

    private static IEnumerable<string> Codes(string sheet) => Code().Matches(sheet).Select(match => match.Value);

    [GeneratedRegex("[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}")]
    private static partial Regex Code();

    private async Task<IPage> ConfirmAsync(IBrowserContext context, TestPerson person)
    {
        var page = await context.NewPageAsync();
        await page.SignInToScanAsync(person);
        await page.ConfirmFromScanAsync(browser.Host.Time);
        return page;
    }
}
