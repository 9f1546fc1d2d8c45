using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Without a grant there is no wizard.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class GrantTests(BrowserFixture browser)
{
    [Fact]
    public async Task Somebody_with_neither_authenticator_nor_grant_ends_at_the_help_page()
    {
        var person = await browser.Host.AddWithNeitherAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();

        await page.SignInWithPasswordAsync(person);
        await page.AtAsync("/sign-in/help");
        await page.GotoAsync("/enroll");

        await page.AtAsync("/sign-in/help");
        await Expect(page.Locator("h1")).ToHaveTextAsync("I cannot get in");
        Assert.Equal(0, await AuthenticatorsAsync(person));
    }

    [Fact]
    public async Task Somebody_with_an_authenticator_who_goes_to_the_wizard_ends_at_the_code()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await page.AtAsync("/sign-in/code");

        await page.GotoAsync("/enroll");

        await page.AtAsync("/sign-in/code");
        await Expect(page.Id("code-form")).ToBeVisibleAsync();
        Assert.Equal(1, await AuthenticatorsAsync(person));
    }

    [Fact]
    public async Task A_grant_that_is_taken_away_closes_the_open_wizard_before_a_secret_is_shown()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("app");
        await page.Id("app-google").CheckAsync();

        await TakeGrantAwayAsync(person);
        await page.Id("next").ClickAsync();

        await page.AtAsync("/sign-in/help");
        Assert.Equal(0, await AuthenticatorsAsync(person));
    }

    [Fact]
    public async Task A_grant_that_is_taken_away_lets_no_code_confirm_a_secret_that_was_shown()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var secret = Phone.Secret(await page.SignInToScanAsync(person));
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");

        await TakeGrantAwayAsync(person);
        await page.Id("code").FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));

        await page.AtAsync("/sign-in/help");
        Assert.Equal(0, await AuthenticatorsAsync(person, AuthenticatorState.Active));
    }

    private Task<int> TakeGrantAwayAsync(TestPerson person) => browser.Host.QueryAsync(database => database.EnrollmentGrants
        .Where(grant => grant.UserId == person.Id).ExecuteUpdateAsync(grant => grant.SetProperty(g => g.UsedAt, DateTime.UnixEpoch)));

    private Task<int> AuthenticatorsAsync(TestPerson person, AuthenticatorState? state = null) => browser.Host.QueryAsync(database =>
        database.Authenticators.CountAsync(a => a.UserId == person.Id && (state == null || a.State == state)));
}
