using System.Diagnostics;
using System.Globalization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// From an agent's click on 'reset' to the caller's circuit, which goes on to the wizard by itself, and to the new QR code there:
/// one portal on SQLite, then two portals on one PostgreSQL with the agent on the one and the caller on the other. First without
/// browsers, from the form that is sent to the message of the circuit, as where each has a machine of its own; then with two
/// browsers on this machine, whose pages themselves note the moments, so that the tool that drives them counts for nothing.
/// </summary>
internal static class ResetLatency
{
    private const int WarmUp = 40;

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
        report.Add($"agent's form to the event at the caller's circuit, no browsers, {name}", aim, (await MeasureAsync(database, desk, door)).ToString());
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

        report.Add($"agent's click to the event at the caller's circuit, two browsers beside it, {name}", "", new Latencies(told).ToString());
        report.Add($"agent's click to the new QR code in the caller's browser, {name}", "p95 250 ms", new Latencies(shown).ToString());
    }

    private static async Task<Latencies> MeasureAsync(SeededDatabase database, RunningPortal desk, RunningPortal door)
    {
        using var http = Visitor.Connect(door.Address);
        using var office = Visitor.Connect(desk.Address);
        var agent = await AgentAsync(office, database);
        var told = new List<double>();
        for (var i = 0; i < WarmUp + Calls; i++)
        {
            var (person, caller) = (database.Next(), new Visitor(http, i));
            await caller.GivePasswordAsync(person);
            await caller.GetAsync("/sign-in/help");
            await caller.PostAsync("/sign-in/help", ("_handler", "cause"), ("Input.Cause", nameof(Cause.NewPhone)));
            await using var circuit = await LiveCircuit.OpenAsync(door, caller, "/sign-in/help", await caller.GetAsync("/sign-in/help"));
            await circuit.RenderedAsync();
            await ProveAsync(database, person.Id);
            var reset = $"/support/people/{person.Id}/reset";
            await agent.GetAsync(reset);
            circuit.Forget();
            var start = Stopwatch.GetTimestamp();
            var posted = agent.PostAsync(reset, ("_handler", "act"), ("Input.Cause", nameof(Cause.NewPhone)), ("Input.Note", "benchmark"), ("Input.Do", "confirm"));
            await circuit.RenderedAsync();
            told.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await posted;
        }

        return new(told.Skip(WarmUp));
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
        await ProveAsync(database, person.Id);
        return (page, person.Id);
    }

    /// <summary>The caller has proven everything, and the agent has typed a code of his own just now, which counts for five minutes.</summary>
    private static async Task ProveAsync(SeededDatabase database, string personId)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var (context, now) = (scope.ServiceProvider.GetRequiredService<PortalDbContext>(), TimeProvider.System.Now());
        await context.HelpRequests.Where(r => r.UserId == personId).ExecuteUpdateAsync(r => r.SetProperty(x => x.SupportCodeAt, now).SetProperty(x => x.MailCodeAt, now));
        await context.Sessions.Where(s => s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.ProofAt, now));
    }

    private static async Task<IPage> AgentAsync(IBrowser browser, RunningPortal desk, SeededDatabase database)
    {
        using var http = Visitor.Connect(desk.Address);
        return await OpenAsync(browser, desk, await AgentAsync(http, database));
    }

    private static async Task<Visitor> AgentAsync(HttpClient http, SeededDatabase database)
    {
        var agent = database.Next();
        await using var scope = database.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.Where(u => u.Id == agent.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.Agent));
        var visitor = new Visitor(http, 0);
        await visitor.SignInAsync(agent);
        return visitor;
    }

    private static async Task<IPage> OpenAsync(IBrowser browser, RunningPortal portal, Visitor visitor)
    {
        var context = await browser.NewContextAsync(new() { Locale = "nl" });
        await context.AddCookiesAsync(visitor.Cookies.Select(cookie => new Cookie { Name = cookie.Key, Value = cookie.Value, Url = portal.Address.ToString() }));
        await context.AddInitScriptAsync(Moments);
        return await context.NewPageAsync();
    }
}
