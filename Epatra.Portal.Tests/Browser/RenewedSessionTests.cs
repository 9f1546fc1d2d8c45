using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Pages that were opened before a change of the password gave their session another id.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class RenewedSessionTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task A_page_with_the_old_cookie_does_nothing_more_and_leaves_at_the_next_input()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        var codes = await Host.AddRecoveryCodesAsync(person);
        using var visitor = await Host.HalfWayAsync(person);
        await visitor.GoAsync("/sign-in/recovery");
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]));
        await using var context = await CopyAsync(visitor);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/enroll");
        await page.Id("app-google").CheckAsync();

        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, ChangeTests.NewPassword);
        await page.Id("next").ClickAsync();

        await page.AtAsync("/sign-in");
        Assert.Equal(1, await Host.QueryAsync(db => db.Authenticators.CountAsync(a => a.UserId == person.Id))); // no secret was made
    }

    [Fact]
    public async Task A_page_with_the_old_cookie_leaves_at_its_next_look()
    {
        using var visitor = await SignedInAsync();
        await using var context = await CopyAsync(visitor);
        var page = await context.NewPageAsync();
        await page.OpenCircuitAsync(() => page.GotoAsync("/"));

        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, ChangeTests.NewPassword);
        Host.Time.Advance(TimeSpan.FromSeconds(30));

        await page.AtAsync("/sign-in");
        await Expect(page.Id("sign-in-form")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_tab_of_the_same_browser_goes_on_in_the_new_session()
    {
        using var visitor = await SignedInAsync();
        await using var context = await CopyAsync(visitor);
        var page = await context.NewPageAsync();
        await page.OpenCircuitAsync(() => page.GotoAsync("/"));
        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, ChangeTests.NewPassword);
        await TakeCookieAsync(context, visitor);

        await page.OpenCircuitAsync(() =>
        {
            Host.Time.Advance(TimeSpan.FromSeconds(30)); // the page loads itself again, and has a new circuit
            return Task.CompletedTask;
        });

        await page.AtAsync("/");
        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync(), Host);
        return visitor;
    }

    /// <summary>A browser with a copy of the cookie of the session.</summary>
    private async Task<IBrowserContext> CopyAsync(Visitor visitor)
    {
        var context = await browser.OpenAsync();
        await TakeCookieAsync(context, visitor);
        return context;
    }

    private Task TakeCookieAsync(IBrowserContext context, Visitor visitor) =>
        context.AddCookiesAsync([new() { Name = "epatra-session", Value = visitor.Cookie("session")!, Url = Host.Address.ToString() }]);
}
