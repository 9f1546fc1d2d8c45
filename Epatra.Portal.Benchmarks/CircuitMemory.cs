using System.Diagnostics;
using System.Globalization;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// A thousand people with the wizard open on one instance: the memory of each while nothing happens, and after the wizard of
/// each has shown its QR code, told by another node; and how long that took, from the commit to what the browser would get.
/// </summary>
internal static class CircuitMemory
{
    private const int Circuits = 1_000;
    private const int Rounds = 2;
    private const int PerSecond = 40;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>As the portal is shipped, and as the framework comes.</summary>
    private static readonly (string Name, (string, string)[] Settings)[] Collectors =
    [
        ("", []),
        (", with the framework's collector", [("DOTNET_GCConserveMemory", "0"), ("DOTNET_gcServer", "1"), ("DOTNET_gcConcurrent", "1")]),
    ];

    public static async Task RunAsync(Bench bench)
    {
        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        foreach (var (name, settings) in Collectors)
        {
            await using var database = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), Circuits, SeededDatabase.FewIterations, authenticators: false);
            await using var portal = await bench.StartPortalAsync(database, settings);
            using var http = Visitor.Connect(portal.Address);
            await MeasureAsync(bench, database, portal, http, name);
        }
    }

    private static async Task MeasureAsync(Bench bench, SeededDatabase database, RunningPortal portal, HttpClient http, string name)
    {
        var pages = new List<(Visitor Visitor, Person Person, string Page)>();
        for (var i = 0; i < Circuits; i++)
        {
            var (visitor, person) = (new Visitor(http, i), database.Next());
            await visitor.GivePasswordAsync(person);
            pages.Add((visitor, person, await visitor.GetAsync("/enroll")));
        }

        await Task.Delay(Settling);
        var before = portal.Memory;
        var circuits = new Dictionary<string, LiveCircuit>();
        using var over = new CancellationTokenSource();
        foreach (var (visitor, person, page) in pages)
        {
            var circuit = await LiveCircuit.OpenAsync(portal, visitor, "/enroll", page);
            circuits.Add(person.Id, circuit);
            await circuit.RenderedAsync();
        }

        var pinging = PingAsync([.. circuits.Values], over.Token);
        await Task.Delay(Settling);
        var idle = Each(portal.Memory - before);
        var (delays, work) = await WalkAsync(database, portal, circuits);
        await Task.Delay(Settling);
        bench.Report.Add($"memory of a circuit, idle, active; {Circuits} on one instance{name}", "120, 200 kB", $"{idle}, {Each(portal.Memory - before)} kB ({portal.Memory:0} MB in all)");
        bench.Report.Add($"the same, {PerSecond} updates a second, from the commit to the circuit; part of one core", "", string.Create(CultureInfo.InvariantCulture, $"{delays}; {work:0 %}"));
        await over.CancelAsync();
        await pinging;
        foreach (var circuit in circuits.Values)
        {
            await circuit.DisposeAsync();
        }
    }

    /// <summary>Lets everybody's wizard go on to the QR code, then to the code.</summary>
    private static async Task<(Latencies Delays, double Work)> WalkAsync(SeededDatabase database, RunningPortal portal, Dictionary<string, LiveCircuit> circuits)
    {
        var (delays, work, start) = (new List<Task<double>>(), portal.Work, Stopwatch.GetTimestamp());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (person, circuit) in circuits)
            {
                circuit.Forget();
                var committed = await StepAsync(database, person, round == 0 ? WizardStep.Scan : WizardStep.Code);
                delays.Add(HeardAsync(circuit, committed));
                var next = TimeSpan.FromSeconds((double)delays.Count / PerSecond) - Stopwatch.GetElapsedTime(start);
                await Task.Delay(next > TimeSpan.Zero ? next : TimeSpan.Zero);
            }
        }

        var heard = await Task.WhenAll(delays);
        return (new(heard), (portal.Work - work) / Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static async Task<double> HeardAsync(LiveCircuit circuit, long committed)
    {
        await circuit.RenderedAsync();
        return Stopwatch.GetElapsedTime(committed).TotalMilliseconds;
    }

    /// <returns>When it was committed.</returns>
    private static async Task<long> StepAsync(SeededDatabase database, string person, WizardStep step)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<Transactions>().RunAsync(async effects =>
        {
            var context = services.GetRequiredService<PortalDbContext>();
            var run = await context.WizardRuns.SingleAsync(r => r.UserId == person);
            if (step == WizardStep.Scan)
            {
                run.App = AuthenticatorApp.Google;
                context.Authenticators.Add(new Authenticator
                {
                    UserId = person,
                    Number = 1,
                    App = AuthenticatorApp.Google,
                    State = AuthenticatorState.Pending,
                    ProtectedSecret = services.GetRequiredService<AuthenticatorSecrets>().Protect(Totp.NewSecret()),
                    BrowserHash = run.BrowserHash,
                    CreatedAt = TimeProvider.System.Now(),
                });
            }

            services.GetRequiredService<WizardSteps>().MoveTo(run, step);
            WizardSteps.Tell(run, effects);
        });
        return Stopwatch.GetTimestamp();
    }

    private static async Task PingAsync(List<LiveCircuit> circuits, CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                await Task.WhenAll(circuits.Select(circuit => circuit.PingAsync()));
            }
        }
        catch (OperationCanceledException)
        {
            // measured
        }
    }

    private static string Each(double megabytes) => (megabytes * 1_000 / Circuits).ToString("0", CultureInfo.InvariantCulture);
}
