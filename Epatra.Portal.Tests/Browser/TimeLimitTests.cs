using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>What ends by itself; with a portal of its own, whose clock moves by hours.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class TimeLimitTests(BrowserFixture browser) : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private PortalHost host = null!;
    private IBrowserContext context = null!;
    private IPage page = null!;

    public async Task InitializeAsync()
    {
        host = await PortalHost.StartAsync();
        context = await browser.OpenAsync(host: host);
        page = await context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await context.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_session_says_that_it_is_about_to_end_and_lives_on_when_somebody_stays()
    {
        var person = await SignInAsync();
        await Expect(page.Id("notice")).ToHaveCountAsync(0);
        var signedIn = await LastSeenAsync(person);

        host.Time.Advance(59 * Minute);
        await Expect(page.Id("notice")).ToContainTextAsync($"At {EndsAt(signedIn)} you will be signed out.");
        Assert.Equal(signedIn, await LastSeenAsync(person));
        await page.GetByRole(AriaRole.Button, new() { Name = "Stay signed in" }).ClickAsync();

        await Expect(page.Id("notice")).ToHaveCountAsync(0);
        Assert.Equal(signedIn + 59 * Minute, await LastSeenAsync(person));
        host.Time.Advance(58 * Minute);
        await page.ReloadAsync();
        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_in_which_nothing_is_done_for_an_hour_leaves_its_page()
    {
        await SignInAsync();

        Pass(61);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("sign-in-form")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_half_way_sign_in_that_took_too_long_leaves_the_code_page()
    {
        var person = await host.AddWithAuthenticatorAsync();
        await page.OpenCircuitAsync(() => page.SignInWithPasswordAsync(person));

        Pass(14);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        await page.AtAsync("/sign-in/code");
        Pass(2);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("notice")).ToContainTextAsync("It took a little too long");
    }

    [Fact]
    public async Task An_open_wizard_keeps_its_half_way_sign_in_for_two_hours_and_no_longer()
    {
        var person = await host.AddWithGrantAsync();
        var shown = await page.SignInToScanAsync(person);

        Pass(40);
        await page.ReloadAsync();
        Assert.Equal(shown, await page.ScanAgainAsync());
        Pass(79);
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        Pass(2);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("notice")).ToContainTextAsync("It took a little too long");
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("code");
        await page.Id("back").ClickAsync();
        Assert.Equal(shown, await page.ScanAgainAsync());
    }

    /// <summary>Minute by minute, so that what looks at the clock from time to time does so.</summary>
    private void Pass(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            host.Time.Advance(Minute);
        }
    }

    private async Task<TestPerson> SignInAsync()
    {
        var person = await host.AddWithAuthenticatorAsync();
        await page.SignInAsync(person, host.Time);
        await page.OpenCircuitAsync(() => page.ReloadAsync());
        return person;
    }

    private Task<DateTime> LastSeenAsync(TestPerson person) =>
        host.QueryAsync(database => database.Sessions.Where(s => s.UserId == person.Id).Select(s => s.LastSeenAt).SingleAsync());

    private static string EndsAt(DateTime seen) =>
        $"{TimeZoneInfo.ConvertTimeFromUtc(seen.AddHours(1), TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels")):HH:mm}";
}
