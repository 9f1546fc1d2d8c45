using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
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

        await host.PassAsync(61);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("sign-in-form")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_half_way_sign_in_that_took_too_long_leaves_the_code_page()
    {
        var person = await host.AddWithAuthenticatorAsync();
        await page.OpenCircuitAsync(() => page.SignInWithPasswordAsync(person));

        await host.PassAsync(14);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        await page.AtAsync("/sign-in/code");
        await host.PassAsync(2);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("notice")).ToContainTextAsync("It took a little too long");
    }

    [Fact]
    public async Task An_open_wizard_keeps_its_half_way_sign_in_for_two_hours_and_no_longer()
    {
        var person = await host.AddWithGrantAsync();
        var shown = await page.SignInToScanAsync(person);

        await host.PassAsync(40);
        await page.ReloadAsync();
        Assert.Equal(shown, await page.ScanAgainAsync());
        await host.PassAsync(79);
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        await host.PassAsync(2);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("notice")).ToContainTextAsync("It took a little too long");
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("code");
        await page.Id("back").ClickAsync();
        Assert.Equal(shown, await page.ScanAgainAsync());
    }

    [Fact]
    public async Task Somebody_who_is_signed_in_may_take_twenty_minutes_in_the_wizard()
    {
        var person = await OpenOwnWizardAsync();

        await host.PassAsync(20);
        await page.ConfirmFromScanAsync(host.Time);

        await page.StepAsync("recovery");
        Assert.Equal(2, await host.QueryAsync(database => database.Authenticators.CountAsync(a => a.UserId == person.Id && a.State == AuthenticatorState.Active)));
    }

    [Fact]
    public async Task The_right_to_one_more_authenticator_ends_soon_after_its_wizard_was_left()
    {
        await OpenOwnWizardAsync();
        await host.PassAsync(20);

        await page.OpenCircuitAsync(() => page.GotoAsync("/account"));
        await host.PassAsync(15);
        await page.GotoAsync("/enroll");

        await page.AtAsync("/");
    }

    [Fact]
    public async Task The_open_page_for_a_new_password_keeps_its_half_way_sign_in_for_nearly_two_hours()
    {
        await SignInToNewPasswordAsync();

        await host.PassAsync(119);
        await page.Locator("#current-password").FillAsync(TestPerson.Password);
        await page.Locator("#new-password").FillAsync(ChangeTests.NewPassword);
        await page.Locator("#confirm-password").FillAsync(ChangeTests.NewPassword);
        await page.Id("submit").ClickAsync();

        await page.AtAsync("/");
        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_open_page_for_a_new_password_leaves_after_two_hours()
    {
        await SignInToNewPasswordAsync();

        await host.PassAsync(119);
        await page.OpenCircuitAsync(() => page.ReloadAsync());
        await page.AtAsync("/password/change");
        await host.PassAsync(2);

        await page.AtAsync("/sign-in");
        await Expect(page.Id("notice")).ToContainTextAsync("It took a little too long");
    }

    private async Task<TestPerson> SignInAsync()
    {
        var person = await host.AddWithAuthenticatorAsync();
        await page.SignInAsync(person, host.Time);
        await page.OpenCircuitAsync(() => page.ReloadAsync());
        return person;
    }

    private async Task<TestPerson> OpenOwnWizardAsync()
    {
        var person = await host.AddWithAuthenticatorAsync();
        await page.SignInAsync(person, host.Time);
        await page.GotoAsync("/account/add-authenticator");
        await page.Id("confirm").ClickAsync();
        await page.StepAsync("app");
        await page.ChooseAsync();
        return person;
    }

    private async Task SignInToNewPasswordAsync()
    {
        var person = await host.AddWithAuthenticatorAsync();
        var now = host.Time.Now();
        await host.QueryAsync(database => database.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, now)));
        await page.SignInWithPasswordAsync(person);
        await (await page.CodeFieldAsync()).FillAsync(await host.CodeAsync(person));
        await page.Id("strength").WaitForAsync(); // or the circuit of this page could be taken for that of the next
        await page.OpenCircuitAsync(() => page.ReloadAsync());
    }

    private Task<DateTime> LastSeenAsync(TestPerson person) =>
        host.QueryAsync(database => database.Sessions.Where(s => s.UserId == person.Id).Select(s => s.LastSeenAt).SingleAsync());

    private static string EndsAt(DateTime seen) =>
        $"{TimeZoneInfo.ConvertTimeFromUtc(seen.AddHours(1), TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels")):HH:mm}";
}
