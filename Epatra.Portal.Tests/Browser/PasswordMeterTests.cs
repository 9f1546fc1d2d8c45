using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class PasswordMeterTests(BrowserFixture browser)
{
    private const string Good = "Vier Fietsen onder 1 paraplu";

    [Fact]
    public async Task Rules_and_strength_follow_what_is_typed_and_end_with_the_newest_text()
    {
        await using var context = await browser.OpenAsync(width: 360);
        var page = await OpenAsync(context);
        var field = page.GetByLabel("New password", new() { Exact = true });
        await Expect(page.Id("strength")).ToHaveAttributeAsync("data-score", "0");
        await MetAsync(page, length: false, upper: false, digit: false);

        await field.PressSequentiallyAsync("Kajak");
        await MetAsync(page, length: false, upper: true, digit: false);
        await field.PressSequentiallyAsync("-7");
        await MetAsync(page, length: false, upper: true, digit: true);
        await field.FillAsync("Welkom-2026!");
        await MetAsync(page, length: true, upper: true, digit: true);
        await Expect(page.Id("rule-common")).ToHaveAttributeAsync("data-met", "false");
        await page.LooksRightAsync();

        await field.FillAsync("");
        await field.PressSequentiallyAsync(Good, new() { Delay = 20 }); // faster than the answers come
        await Expect(page.Id("strength")).ToHaveAttributeAsync("data-score", "4");
        await Expect(page.Locator("[data-met=false]")).ToHaveCountAsync(0);
        await page.LooksRightAsync();

        browser.Host.Time.Advance(TimeSpan.FromSeconds(1));
        await Expect(page.Locator("[data-password-said]")).ToHaveTextAsync("Strength: strong. Everything that can be checked while you type is met.");
        Assert.Equal(Good, await field.InputValueAsync());
        Assert.DoesNotContain("Fietsen", await page.ContentAsync());
    }

    [Fact]
    public async Task What_was_typed_before_the_page_came_to_life_counts()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var live = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await live.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(await LinkAsync());
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(Good);
        await Expect(page.Id("strength")).ToHaveCountAsync(0);
        live.SetResult();

        await Expect(page.Id("strength")).ToHaveAttributeAsync("data-score", "4");
        await MetAsync(page, length: true, upper: true, digit: true);
        await Expect(page.GetByLabel("New password", new() { Exact = true })).ToHaveValueAsync(Good);
    }

    [Fact]
    public async Task One_call_a_pause_tells_no_more_than_the_rules_need()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/set-up*", async route =>
        {
            // A page with the current password beside the new one.
            var page = (await (await route.FetchAsync()).TextAsync()).Replace("id=\"confirm-password\"", "id=\"confirm-password\" data-current-password=\"name\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Body = page, ContentType = "text/html; charset=utf-8" });
        });
        await page.GotoAsync(await LinkAsync());
        await Expect(page.Id("strength")).ToBeVisibleAsync();
        await page.EvaluateAsync("calls = []; passwordMeter.connect({ invokeMethodAsync: (...call) => { calls.push(call.slice(1)); return Promise.reject(); } })");

        await page.GetByLabel("Your name").FillAsync("Ze\u0301ro");
        await page.Locator("#new-password").PressSequentiallyAsync("Z\u00e9ro");
        await page.WaitForFunctionAsync("calls.length && calls.at(-1)[0] === 'Z\u00e9ro' && calls.at(-1)[1]");
        Assert.InRange(await page.EvaluateAsync<int>("calls.length"), 1, 4);
        await page.Locator("#new-password").FillAsync(string.Concat(Enumerable.Repeat("👍", 5000)));
        await page.WaitForFunctionAsync("calls.at(-1)[0] === '👍'.repeat(129) && !calls.at(-1)[1]");
    }

    [Fact]
    public async Task What_no_page_would_send_leaves_the_meter_alive()
    {
        await using var context = await browser.OpenAsync();
        await context.AddInitScriptAsync(
            "let own; Object.defineProperty(window, 'passwordMeter', { set: value => own = value, get: () => ({ connect: reference => { window.meter = reference; own.connect(reference); } }) });");
        var page = await OpenAsync(context);
        foreach (var call in (string[])["'Kajak-7\\ud83d', false", "null, false", "'x'.repeat(20000), true", "{}, 7", ""])
        {
            await page.EvaluateAsync($"meter.invokeMethodAsync('Look', {call}).catch(() => 'refused')");
        }

        await page.Locator("#new-password").FillAsync(Good);
        await Expect(page.Id("strength")).ToHaveAttributeAsync("data-score", "4");
    }

    [Fact]
    public async Task The_password_is_shown_and_hidden_and_caps_lock_is_told()
    {
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context);
        var (field, show) = (page.Locator("#new-password"), page.Locator("[data-show-password]"));
        await show.ClickAsync();
        await Expect(field).ToHaveAttributeAsync("type", "text");
        await Expect(page.Locator("#confirm-password")).ToHaveAttributeAsync("type", "text");
        await Expect(show).ToHaveTextAsync("Hide password");
        await show.ClickAsync();
        await Expect(field).ToHaveAttributeAsync("type", "password");
        await Expect(show).ToHaveTextAsync("Show password");

        // Chromium without a screen has no Caps Lock; the event is what a keyboard with it sends.
        await field.FocusAsync();
        await field.EvaluateAsync("field => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: true }))");
        await Expect(page.GetByText("Caps Lock is on.")).ToBeVisibleAsync();
        await field.EvaluateAsync("field => field.dispatchEvent(new KeyboardEvent('keyup', { key: 'a' }))");
        await Expect(page.GetByText("Caps Lock is on.")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_typed_is_not_in_the_log_even_if_it_is_to_tell_everything()
    {
        await using var host = await PortalHost.StartAsync(
            DatabaseProvider.Sqlite,
            ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", "Trace"));
        var log = LogLines.Of(host);
        await using var context = await browser.OpenAsync(host: host);
        var page = await OpenAsync(context, host);
        await page.Locator("#new-password").FillAsync(Good);
        await Expect(page.Id("strength")).ToHaveAttributeAsync("data-score", "4");

        Assert.Contains(log.All, line => line.Contains("'Look'", StringComparison.Ordinal));
        Assert.Equal([], log.All.Where(line => line.Contains("Fietsen", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_JavaScript_the_rules_are_a_list_and_all_that_is_wrong_is_told_at_once()
    {
        await using var context = await browser.OpenAsync(javaScript: false, width: 360);
        var page = await context.NewPageAsync();
        await page.GotoAsync(await LinkAsync());
        await Expect(page.Locator("[data-met=false]")).ToHaveCountAsync(6);
        await Expect(page.Locator("[data-show-password]")).ToBeHiddenAsync();

        await page.Locator("[name='Input.Name']").FillAsync("Ada Lovelace");
        await page.Locator("[name='Input.Email']").FillAsync("ada@test.example");
        await page.Locator("[name='Input.NewPassword']").FillAsync("lovelace");
        await page.Locator("[name='Input.ConfirmPassword']").FillAsync("Lovelace");
        await page.Id("set-up-form").Locator("button[type=submit]").ClickAsync();

        await Expect(page.Id("error").Locator("p")).ToHaveCountAsync(5); // capital, digit, special character, name, not the same
        await Expect(page.Locator("[data-met=false]")).ToHaveCountAsync(4);
        await Expect(page.Locator("#new-password")).ToBeFocusedAsync();
        await page.FitsAsync();
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, PortalHost? host = null)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(await LinkAsync(host));
        await Expect(page.Id("strength")).ToBeVisibleAsync();
        return page;
    }

    private async Task<string> LinkAsync(PortalHost? host = null) => await (host ?? browser.Host).SetUpLinkAsync();

    private static async Task MetAsync(IPage page, bool length, bool upper, bool digit)
    {
        foreach (var (rule, met) in new[] { ("length", length), ("upper", upper), ("digit", digit) })
        {
            await Expect(page.Id("rule-" + rule)).ToHaveAttributeAsync("data-met", met ? "true" : "false");
        }
    }
}
