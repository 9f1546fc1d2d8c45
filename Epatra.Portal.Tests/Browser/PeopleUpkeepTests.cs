using System.Globalization;
using System.Text.Json;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>What administrators do once people are there, and what people do with an old invitation.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class PeopleUpkeepTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task Whoever_finds_an_invitation_too_late_asks_for_a_new_one_in_French_and_enrols_with_that()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.InviteAsync(await host.AddAdministratorAsync(), "fr");
        var old = await host.LinkAsync(person);
        host.Time.Advance(TimeSpan.FromDays(8));
        await using var home = await browser.OpenAsync("fr", 360, host: host);
        var page = await home.NewPageAsync();
        await page.GotoAsync(old);
        await Expect(page.Id("error")).ToContainTextAsync("7 jours");
        await page.LooksRightAsync();
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("notice")).ToBeVisibleAsync();
        await page.LooksRightAsync();

        await page.GotoAsync(await host.LinkAsync(person));
        await page.Locator("#new-password").FillAsync(TestPerson.Password);
        await page.Locator("#confirm-password").FillAsync(TestPerson.Password);
        await page.Id("submit").ClickAsync();
        await page.ChooseAsync();
        await page.EnrollFromScanAsync(host.Time);
    }

    [Fact]
    public async Task Passwords_that_would_all_expire_in_one_week_are_spread_over_the_weeks_around_it()
    {
        await using var host = await PortalHost.StartAsync();
        var (administrator, end) = (await host.AddAdministratorAsync("nl"), host.Time.Now().AddDays(100));
        await host.FillAsync("Spread", 40);
        await host.QueryAsync(db => db.Users.Where(u => u.Company!.StartsWith("Spread")).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, end)));
        await using var office = await browser.OpenAsync("nl", 360, host: host);
        var page = await office.NewPageAsync();
        await page.SignInAsync(administrator, host.Time);
        await page.GotoAsync("/people/expiry");
        await page.LooksRightAsync();
        await page.Locator("#week").SelectOptionAsync(LocalTime.Monday(end, TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.Id("spread").ClickAsync();
        await Expect(page.Id("bulk-count")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await page.Id("confirm").ClickAsync();
        await Expect(page.Id("notice")).ToContainTextAsync("Gedaan voor");
        await page.LooksRightAsync();

        var ends = await host.QueryAsync(db => db.Users.Where(u => u.Company!.StartsWith("Spread")).Select(u => u.PasswordExpiresAt!.Value).ToListAsync());
        Assert.InRange(ends.Count(one => one == end), 1, 20);
        Assert.InRange(ends.Select(one => one.Date).Distinct().Count(), 3, 40);
    }

    [Fact]
    public async Task The_data_of_a_person_are_downloaded_after_a_fresh_code()
    {
        var (administrator, person) = (await Host.AddAdministratorAsync(), await Host.AddWithAuthenticatorAsync(name: "Robin \"R\" Exported"));
        await using var office = await browser.OpenAsync(width: 360);
        var page = await office.NewPageAsync();
        await page.SignInAsync(administrator, Host.Time);
        Host.Time.Advance(TimeSpan.FromMinutes(6));
        await page.GotoAsync($"/people/{person.Id}/export");
        await page.Id("fresh-code").FillAsync(await Phone.WrongCodeAsync(administrator.Secret!, Host.Time.GetUtcNow()));
        await page.Id("fresh-submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await page.LooksRightAsync();
        await page.Id("fresh-code").FillAsync(await Phone.CodeAsync(administrator.Secret!, Host.Time.GetUtcNow()));
        await page.Id("fresh-submit").ClickAsync();
        await page.Id("confirm").WaitForAsync();
        await page.LooksRightAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.Id("confirm").ClickAsync());
        using var data = JsonDocument.Parse(await File.ReadAllTextAsync(await file.PathAsync()));
        Assert.Contains(person.Email, data.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(person.Secret!, data.RootElement.GetRawText(), StringComparison.Ordinal);
    }
}
