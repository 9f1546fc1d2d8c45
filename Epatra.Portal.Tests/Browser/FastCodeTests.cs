using System.Text;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Browser;

/// <summary>Password managers and extensions fill in a code faster than a page gets its live part.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class FastCodeTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_code_that_is_sent_before_the_live_part_stands_leads_to_the_page_that_was_asked_for()
    {
        await using var host = await PortalHost.StartAsync();
        host.Time.Short = TimeSpan.FromMilliseconds(500); // so that the live part waits for the answer however long it takes
        var person = await host.AddWithAuthenticatorAsync();
        await using var context = await browser.OpenAsync(host: host);
        var page = await context.NewPageAsync();
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stands = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (Encoding.Latin1.GetString(frame.Binary ?? []).Contains("JS.AttachComponent", StringComparison.Ordinal))
            {
                stands.TrySetResult(); // whatever the live part then finds out
            }
        };
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await accepted.Task;
            await route.ContinueAsync();
        });
        await page.RouteAsync(new System.Text.RegularExpressions.Regex("/sign-in/code$"), async route =>
        {
            if (route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            accepted.TrySetResult();
            await stands.Task; // the live part finds that the half-way sign-in is over, while the answer is on its way
            await route.FulfillAsync(new() { Response = answer });
        });

        await page.SignInWithPasswordAsync(person, "/sign-in?returnUrl=%2Fprivacy");
        await (await page.CodeFieldAsync()).FillAsync(await host.CodeAsync(person));

        await page.AtAsync("/privacy");
    }
}
