using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Epatra.Portal.Benchmarks;

/// <summary>What a real Chromium with an empty cache receives for a page: responses with their headers, and WebSocket frames.</summary>
internal static class Wire
{
    private const string Chromium = "/usr/bin/chromium";

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(people: 1, SeededDatabase.FewIterations, authenticators: false);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        var newcomer = new Visitor(http, 1);
        await newcomer.GivePasswordAsync(database.Next());
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-background-networking"] });
        bench.Report.Add("/sign-in without JavaScript, received", "15 kB, 3 requests", await ReceivedAsync(browser, portal.Address, "/sign-in", shows: null, []));
        bench.Report.Add("/enroll, received", "120 kB (Blazor's script 45)", await ReceivedAsync(browser, portal.Address, "/enroll", shows: "wizard", newcomer.Cookies));
        await DashboardAsync(bench, browser);
    }

    private static async Task DashboardAsync(Bench bench, IBrowser browser)
    {
        await using var database = await bench.SeedAsync(people: 1, SeededDatabase.FewIterations);
        await AgentPage.EmployAsync(database);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        var agent = new Visitor(http, 1);
        await agent.SignInAsync(database.Next());
        bench.Report.Add("/support, received", "400 kB", await ReceivedAsync(browser, portal.Address, "/support", shows: "live-feed", agent.Cookies));
    }

    /// <param name="shows">What the page shows once it lives; null for a page without JavaScript.</param>
    private static async Task<string> ReceivedAsync(IBrowser browser, Uri address, string path, string? shows, IEnumerable<KeyValuePair<string, string>> cookies)
    {
        await using var context = await browser.NewContextAsync(new() { JavaScriptEnabled = shows is not null, Locale = "nl" });
        await context.AddCookiesAsync(cookies.Select(cookie => new Cookie { Name = cookie.Key, Value = cookie.Value, Url = address.ToString() }));
        var page = await context.NewPageAsync();
        var network = await context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        var (requests, bytes, frames) = (0, 0.0, 0.0);
        network.Event("Network.loadingFinished").OnEvent += (_, finished) =>
        {
            var length = finished!.Value.GetProperty("encodedDataLength").GetDouble();
            requests += length > 0 ? 1 : 0; // what the page uses twice comes out of memory the second time
            bytes += length;
        };
        network.Event("Network.webSocketFrameReceived").OnEvent += (_, received) => frames += Payload(received!.Value);
        await page.GotoAsync(new Uri(address, path).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        if (shows is not null)
        {
            await page.GetByTestId(shows).WaitForAsync();
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(bytes + frames) / 1000:0.0} kB, {requests} requests{(frames > 0 ? $", {frames / 1000:0.0} kB of it by WebSocket" : "")}");
    }

    /// <summary>Bytes of a frame; binary ones are told in base64.</summary>
    private static double Payload(JsonElement received)
    {
        var frame = received.GetProperty("response");
        var length = frame.GetProperty("payloadData").GetString()!.Length;
        return frame.GetProperty("opcode").GetDouble() == 2 ? length * 0.75 : length;
    }
}
