using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// From an agent's click on 'reset' to the caller's page, which leaves for the wizard by itself, and to the new QR code on it:
/// two browsers, one portal on SQLite, then two portals on one PostgreSQL with the agent on the one and the caller on the other.
/// </summary>
internal static class ResetLatency
{
    private const int WarmUp = 5;

    /// <summary>Below the limit of one agent's hour, which is set high here.</summary>
    private const int Calls = 40;

    public static async Task RunAsync(Bench bench)
    {
        await using (var sqlite = await bench.SeedAsync(people: 1, SeededDatabase.FewIterations))
        {
            await using var portal = await bench.StartPortalAsync(sqlite, ("Support:ResetsPerAgentHour", "1000"));
            await MeasureAsync(bench.Report, sqlite, portal, portal, "one instance", "p99 50 ms");
        }

        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        await using var shared = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), 1, SeededDatabase.FewIterations, authenticators: true);
        await using var one = await bench.StartPortalAsync(shared, ("Support:ResetsPerAgentHour", "1000"));
        await using var other = await bench.StartPortalAsync(shared);
        await MeasureAsync(bench.Report, shared, one, other, "two instances", "p99 100 ms");
    }

    private static async Task MeasureAsync(Report report, SeededDatabase database, RunningPortal desk, RunningPortal door, string name, string aim)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-background-networking"] });
        using var http = Visitor.Connect(door.Address);
        var agent = await AgentAsync(browser, desk, database);
        var (told, shown) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmUp + Calls; i++)
        {
            var (toPage, toCode) = await CallAsync(agent, desk, await CallerAsync(browser, door, http, database, i));
            if (i >= WarmUp)
            {
                told.Add(toPage);
                shown.Add(toCode);
            }
        }

        report.Add($"agent's click to what the caller's page asks for by itself, {name}", $"{aim} to its circuit", new Latencies(told).ToString());
        report.Add($"agent's click to the new QR code in the caller's browser, {name}", "p95 250 ms", new Latencies(shown).ToString());
    }

    private static async Task<(double ToPage, double ToCode)> CallAsync(IPage agent, RunningPortal desk, (IPage Page, string PersonId) caller)
    {
        await agent.GotoAsync(new Uri(desk.Address, $"/support/people/{caller.PersonId}/reset").ToString());
        await agent.GetByTestId("cause-new-phone").CheckAsync();
        await agent.GetByTestId("note").FillAsync("benchmark");
        var left = new TaskCompletionSource<long>();
        caller.Page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/enroll", StringComparison.Ordinal))
            {
                left.TrySetResult(TimeProvider.System.GetTimestamp());
            }
        };
        var start = TimeProvider.System.GetTimestamp();
        await agent.GetByTestId("confirm").ClickAsync();
        await caller.Page.GetByTestId("qr").WaitForAsync();
        var shown = TimeProvider.System.GetTimestamp();
        await caller.Page.Context.CloseAsync();
        return (TimeProvider.System.GetElapsedTime(start, await left.Task).TotalMilliseconds, TimeProvider.System.GetElapsedTime(start, shown).TotalMilliseconds);
    }

    /// <summary>Somebody who waits, and has proven everything.</summary>
    private static async Task<(IPage Page, string PersonId)> CallerAsync(IBrowser browser, RunningPortal door, HttpClient http, SeededDatabase database, int number)
    {
        var person = database.Next();
        var visitor = new Visitor(http, number);
        await visitor.GivePasswordAsync(person);
        var page = await OpenAsync(browser, door, visitor);
        await page.GotoAsync(new Uri(door.Address, "/sign-in/help").ToString());
        await page.GetByTestId("cause-new-phone").ClickAsync();
        await page.GetByTestId("support-code").WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await using var scope = database.Services.CreateAsyncScope();
        var now = TimeProvider.System.Now();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().HelpRequests.Where(r => r.UserId == person.Id)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.SupportCodeAt, now).SetProperty(x => x.MailCodeAt, now));
        return (page, person.Id);
    }

    private static async Task<IPage> AgentAsync(IBrowser browser, RunningPortal desk, SeededDatabase database)
    {
        var agent = database.Next();
        await using var scope = database.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.Where(u => u.Id == agent.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.Agent));
        using var http = Visitor.Connect(desk.Address);
        var visitor = new Visitor(http, 0);
        await visitor.SignInAsync(agent);
        return await OpenAsync(browser, desk, visitor);
    }

    private static async Task<IPage> OpenAsync(IBrowser browser, RunningPortal portal, Visitor visitor)
    {
        var context = await browser.NewContextAsync(new() { Locale = "nl" });
        await context.AddCookiesAsync(visitor.Cookies.Select(cookie => new Cookie { Name = cookie.Key, Value = cookie.Value, Url = portal.Address.ToString() }));
        return await context.NewPageAsync();
    }
}
