using System.Globalization;
using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// Fifty agents with the dashboard open, each in a browser of its own, while five hundred people walk through the wizard, so
/// many steps a second. The steps are written by another node, as where the load is shared.
/// </summary>
internal static class DashboardLoad
{
    private const int Agents = 50;
    private const int Wizards = 500;
    private const int StepsPerSecond = 5;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Bench bench)
    {
        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        await using var database = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), Agents, SeededDatabase.FewIterations, authenticators: true);
        await AgentPage.EmployAsync(database);
        var runs = await AddWizardsAsync(database);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-background-networking"] });
        var before = portal.Memory;
        var pages = new List<IPage>();
        for (var i = 0; i < Agents; i++)
        {
            pages.Add(await AgentPage.OpenAsync(browser, portal, http, database.Next(), i));
        }

        bench.Report.Add($"{Agents} agents at the dashboard with {Wizards} open wizards, memory", "", Text($"{portal.Memory:0} MB, {(portal.Memory - before) / Agents:0.0} MB an agent"));
        await MeasureAsync(bench, database, portal, pages, runs);
    }

    private static async Task MeasureAsync(Bench bench, SeededDatabase database, RunningPortal portal, List<IPage> pages, List<Guid> runs)
    {
        var (idle, idleFor) = (portal.Work, TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(5));
        idle = (portal.Work - idle) / TimeProvider.System.GetElapsedTime(idleFor).TotalMilliseconds;
        await Task.WhenAll(pages.Select(page => page.EvaluateAsync(
            """
            () => {
              window.heard = {};
              new MutationObserver(() => document.querySelectorAll('[data-testid=live-item]').forEach(item => {
                const step = /stap-\d+/.exec(item.textContent)?.[0];
                if (step && !heard[step]) heard[step] = Date.now();
              })).observe(document.querySelector('.dashboard'), { subtree: true, childList: true, characterData: true });
            }
            """)));
        var (work, start) = (portal.Work, TimeProvider.System.GetTimestamp());
        var told = await WalkAsync(database, runs);
        work = (portal.Work - work) / TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        await Task.Delay(TimeSpan.FromSeconds(3));
        var delays = new List<double>();
        foreach (var page in pages)
        {
            var heard = JsonSerializer.Deserialize<Dictionary<string, double>>(await page.EvaluateAsync<string>("JSON.stringify(window.heard)"))!;
            delays.AddRange(heard.Where(step => told.ContainsKey(step.Key)).Select(step => step.Value - told[step.Key]));
        }

        bench.Report.Add($"the same, part of one core with {StepsPerSecond} steps a second; while nothing happens", "", Text($"{work:0 %}; {idle:0 %}"));
        if (delays.Count == 0)
        {
            throw new InvalidOperationException("No agent has seen a step.");
        }

        bench.Report.Add("the same, from the commit to the screen of every agent", "", new Latencies(delays).ToString() + $" ({delays.Count} of {told.Count * pages.Count} seen)");
    }

    /// <returns>When each step was committed, in milliseconds since 1970.</returns>
    private static async Task<Dictionary<string, double>> WalkAsync(SeededDatabase database, List<Guid> runs)
    {
        var told = new Dictionary<string, double>();
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; TimeProvider.System.GetElapsedTime(start) < Long; i++)
        {
            await using var scope = database.Services.CreateAsyncScope();
            var (context, steps) = (scope.ServiceProvider.GetRequiredService<PortalDbContext>(), scope.ServiceProvider.GetRequiredService<WizardSteps>());
            var person = await scope.ServiceProvider.GetRequiredService<Transactions>().RunAsync(async effects =>
            {
                var run = await context.WizardRuns.Include(r => r.User).SingleAsync(r => r.Id == runs[i % runs.Count]);
                run.User!.Name = $"stap-{i}";
                steps.MoveTo(run, (WizardStep)(i % 3));
                WizardSteps.Tell(run, effects);
                effects.Audit(AuditKind.AuthenticatorPrepared, run.UserId);
                return run.User.Name;
            });
            told[person] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var next = TimeSpan.FromSeconds((i + 1.0) / StepsPerSecond) - TimeProvider.System.GetElapsedTime(start);
            await Task.Delay(next > TimeSpan.Zero ? next : TimeSpan.Zero);
        }

        return told;
    }

    private static async Task<List<Guid>> AddWizardsAsync(SeededDatabase database)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var (context, now) = (scope.ServiceProvider.GetRequiredService<PortalDbContext>(), TimeProvider.System.Now());
        for (var i = 0; i < Wizards; i++)
        {
            var user = ManyPeople.Person(i);
            var grant = new EnrollmentGrant { UserId = user.Id, Kind = GrantKind.First, CreatedAt = now };
            context.AddRange(user, grant, new WizardRun
            {
                UserId = user.Id,
                GrantId = grant.Id,
                BrowserHash = $"browser {i}",
                Step = (WizardStep)(i % 4),
                App = AuthenticatorApp.Google,
                StartedAt = now,
                StepAt = now,
                Attempts = i % 3,
            });
        }

        await context.SaveChangesAsync();
        return await context.WizardRuns.Select(r => r.Id).ToListAsync();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
