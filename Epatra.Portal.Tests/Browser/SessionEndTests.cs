using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>A session that is over takes its open pages along.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class SessionEndTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_revoked_session_leaves_its_open_page_by_itself()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, browser.Host.Time);
        await page.OpenCircuitAsync(() => page.ReloadAsync());

        Assert.True(await RevokeAsync(person));

        await page.AtAsync("/sign-in");
        await Expect(page.Id("sign-in-form")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_revoked_session_loses_its_connection_even_when_its_page_does_not_leave()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInAsync(person, browser.Host.Time);
        var closed = await page.OpenCircuitAsync(() => page.ReloadAsync());

        // An answer without content leaves the browser where it is.
        var left = false;
        page.DOMContentLoaded += (_, _) => left = true;
        await page.RouteAsync("**/*", route => route.Request.IsNavigationRequest ? route.FulfillAsync(new() { Status = 204 }) : route.ContinueAsync());
        Assert.True(await RevokeAsync(person));

        await closed;
        Assert.False(left);
    }

    [Fact]
    public async Task Signing_out_in_one_tab_takes_the_other_tab_out()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        var (page, tab) = (await context.NewPageAsync(), await context.NewPageAsync());
        await page.SignInAsync(person, browser.Host.Time);
        await tab.OpenCircuitAsync(() => tab.GotoAsync("/"));

        await page.Id("sign-out").ClickAsync();

        await tab.AtAsync("/sign-in");
        await Expect(tab.Id("notice")).ToHaveTextAsync("You are signed out.");
    }

    [Theory]
    [InlineData(nameof(PersonAction.Lock))]
    [InlineData(nameof(PersonAction.Role))]
    [InlineData(nameof(PersonAction.Delete))]
    public async Task What_an_administrator_does_to_somebody_ends_the_open_page_of_that_person_and_of_nobody_else(string action)
    {
        var (administrator, person, other) = (await browser.Host.AddAdministratorAsync(), await browser.Host.AddWithAuthenticatorAsync(), await browser.Host.AddWithAuthenticatorAsync());
        await using var context = await browser.OpenAsync();
        await using var elsewhere = await browser.OpenAsync();
        var (page, others) = (await context.NewPageAsync(), await elsewhere.NewPageAsync());
        await page.SignInAsync(person, browser.Host.Time);
        await others.SignInAsync(other, browser.Host.Time);
        await page.OpenCircuitAsync(() => page.ReloadAsync());

        Assert.Equal(PersonOutcome.Done, action == nameof(PersonAction.Role)
            ? await browser.Host.AsAsync(administrator, (PersonChanges changes) => changes.ChangeRoleAsync(person.Id, Role.Agent))
            : await browser.Host.ActAsync(administrator, person, Enum.Parse<PersonAction>(action)));

        await page.AtAsync("/sign-in");
        await Expect(page.Id("sign-in-form")).ToBeVisibleAsync();
        await others.ReloadAsync();
        await Expect(others.Id("sign-out")).ToBeVisibleAsync();
    }

    private async Task<bool> RevokeAsync(TestPerson person)
    {
        var id = await browser.Host.QueryAsync(database => database.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync());
        return await browser.Host.RunAsync<Sessions, bool>(sessions => sessions.EndAsync(id, SessionEnd.Revoked));
    }
}
