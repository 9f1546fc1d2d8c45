using System.Globalization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// From an agent's click on 'reset' to the caller's circuit, which goes on to the wizard by itself, and to the new QR code there:
/// two browsers, one portal on SQLite, then two portals on one PostgreSQL with the agent on the one and the caller on the other.
/// The pages themselves note the moments, so that the tool that drives them counts for nothing.
/// </summary>
internal static class ResetLatency
{
    private const int WarmUp = 60;

    /// <summary>Below the limit of one agent's hour, which is set high here.</summary>
    private const int Calls = 100;

    /// <summary>In milliseconds since 1970, as every page on a machine reads them: the last click, each message of the circuit, and the frame after a QR code.</summary>
    private const string Moments = """
        const now = () => performance.timeOrigin + performance.now();
        addEventListener('click', () => { sessionStorage.clicked = now(); }, true);
        const Socket = window.WebSocket;
        window.WebSocket = class extends Socket {
          constructor(...how) {
            super(...how);
            this.addEventListener('message', () => { sessionStorage.told = JSON.stringify([...JSON.parse(sessionStorage.told ?? '[]'), now()]); });
          }
        };
        new MutationObserver(() => {
          if (!sessionStorage.shown && document.querySelector('[data-testid=qr]')) requestAnimationFrame(() => { sessionStorage.shown ??= now(); });
        }).observe(document, { subtree: true, childList: true });
        """;

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
            var (toCircuit, toCode) = await CallAsync(agent, desk, await CallerAsync(browser, door, http, database, i));
            if (i >= WarmUp)
            {
                told.Add(toCircuit);
                shown.Add(toCode);
            }
        }

        report.Add($"agent's click to the event at the caller's circuit, {name}", aim, new Latencies(told).ToString());
        report.Add($"agent's click to the new QR code in the caller's browser, {name}", "p95 250 ms", new Latencies(shown).ToString());
    }

    private static async Task<(double ToCircuit, double ToCode)> CallAsync(IPage agent, RunningPortal desk, (IPage Page, string PersonId) caller)
    {
        await agent.GotoAsync(new Uri(desk.Address, $"/support/people/{caller.PersonId}/reset").ToString());
        await agent.GetByTestId("cause-new-phone").CheckAsync();
        await agent.GetByTestId("note").FillAsync("benchmark");
        await agent.GetByTestId("confirm").ClickAsync();
        await caller.Page.GetByTestId("qr").WaitForAsync();
        var shown = await MomentAsync(caller.Page, "await new Promise(then => requestAnimationFrame(() => then(sessionStorage.shown)))");
        var clicked = await MomentAsync(agent, "sessionStorage.clicked");
        var told = await MomentAsync(caller.Page, $"JSON.parse(sessionStorage.told).find(at => at > {clicked.ToString("R", CultureInfo.InvariantCulture)})");
        await caller.Page.Context.CloseAsync();
        return (told - clicked, shown - clicked);
    }

    private static Task<double> MomentAsync(IPage page, string expression) => page.EvaluateAsync<double>($"async () => Number({expression})");

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
        await context.AddInitScriptAsync(Moments);
        return await context.NewPageAsync();
    }
}
