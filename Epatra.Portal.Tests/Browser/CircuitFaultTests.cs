using System.Text.RegularExpressions;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class CircuitFaultTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_fault_in_one_circuit_is_told_without_its_inside_and_does_not_touch_another()
    {
        await using var mine = await browser.OpenAsync("fr");
        await using var other = await browser.OpenAsync();
        var (broken, working) = (await mine.NewPageAsync(), await other.NewPageAsync());
        await broken.SignInToScanAsync(await browser.Host.AddWithGrantAsync("fr"));
        await working.SignInToScanAsync(await browser.Host.AddWithGrantAsync());
        await Expect(broken.Locator("#blazor-error-ui")).ToBeHiddenAsync();

        // As extensions that translate or block do: what the circuit takes away next is not there any more.
        await broken.Locator(".scan").EvaluateAsync("element => element.remove()");
        await broken.Id("next").ClickAsync();

        var message = broken.Locator("#blazor-error-ui");
        await Expect(message).ToBeVisibleAsync();
        await Expect(message).ToContainTextAsync("Un problème est survenu de notre côté.");
        Assert.DoesNotContain("Exception", await message.InnerTextAsync());
        await working.EnrollFromScanAsync(browser.Host.Time);

        await message.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(message).ToBeHiddenAsync();
        await broken.Id("wizard-step").WaitForAsync(); // the live part is back
    }

    [Fact]
    public async Task The_eleventh_page_of_a_person_stands_without_its_live_part_and_takes_the_code()
    {
        var person = await browser.Host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync();
        await using var full = await OpenAsManyAsAllowedAsync(person, "/sign-in/code");
        var page = await context.NewPageAsync();
        var refused = page.WaitForResponseAsync(answer => answer.Url.Contains("/_blazor", StringComparison.Ordinal) && answer.Status == 429);
        await page.SignInWithPasswordAsync(person);
        await refused;

        await Expect(page.Locator(".countdown")).ToHaveCountAsync(0);
        await page.Id("need-help").ClickAsync(new() { Trial = true }); // nothing lies over the form
        await (await page.CodeFieldAsync()).FillAsync(await Phone.CodeAsync(person.Secret!, browser.Host.Time.GetUtcNow()));
        await page.Id("sign-out").WaitForAsync();
    }

    [Fact]
    public async Task The_eleventh_wizard_of_a_person_says_what_to_do_and_opens_once_another_is_closed()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await using (await OpenAsManyAsAllowedAsync(person, "/enroll"))
        {
            await page.SignInWithPasswordAsync(person);
            await Expect(page.Id("error")).ToBeVisibleAsync();
            await Expect(page.Id("error")).ToContainTextAsync("Close other windows");
        }

        await page.Id("error").GetByRole(AriaRole.Link).ClickAsync();
        await page.StepAsync("app");
        await Expect(page.Id("error")).ToBeHiddenAsync();
    }

    [Theory, InlineData("negotiate"), InlineData("initializers")]
    public async Task Where_a_network_lets_no_connection_begin_the_wizard_says_what_to_do(string step)
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.RouteAsync(new Regex($"/_blazor/{step}"), request => request.AbortAsync());
        await page.SignInWithPasswordAsync(await browser.Host.AddWithGrantAsync());
        await Expect(page.Id("error")).ToContainTextAsync("Close other windows");
    }

    private async Task<IBrowserContext> OpenAsManyAsAllowedAsync(TestPerson person, string path)
    {
        var full = await browser.OpenAsync();
        for (var i = 0; i < CircuitCaps.PerPerson; i++)
        {
            var one = await full.NewPageAsync();
            await one.OpenCircuitAsync(() => i == 0 ? one.SignInWithPasswordAsync(person) : one.GotoAsync(path));
        }

        return full;
    }
}
