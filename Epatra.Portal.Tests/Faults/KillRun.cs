using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Epatra.Portal.Faults;

/// <summary>
/// The real program under load, killed at random moments (kill -9) and started again. Between the kills nothing else has
/// its database open.
/// </summary>
internal sealed class KillRun(DatabaseProvider provider, int kills, Action<string> print)
{
    private const int PeopleARound = 20;
    private const int EnrolARound = 3;

    /// <summary>Lines of the log: a sign-in writes some hundred, since each statement of the database is one of several.</summary>
    private const int OfLoad = 3000, OfAnEnrollment = 1500, OfAStart = 200;

    private static readonly Uri Address = new("http://127.0.0.1:5249");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");
    private readonly ConcurrentQueue<TestPerson> withAuthenticator = [];
    private readonly ConcurrentQueue<TestPerson> withGrant = [];
    private string connectionString = "";

    public async Task RunAsync()
    {
        connectionString = provider == DatabaseProvider.Sqlite
            ? $"Data Source={folder.FullName}/portal.db;Pooling=False"
            : await (await PostgreSqlCluster.GetAsync()).CreateDatabaseAsync();
        await AddPeopleAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        var (check, clock, startKills) = (new KillCheck(Address, Open), Stopwatch.StartNew(), 0);
        var portal = await StartAsync();
        for (var kill = 1; kill <= kills; kill++)
        {
            var (load, enrollment) = (new KillLoad(Address, withAuthenticator), new KillEnrollment(browser, Address, withGrant));
            await LoadAndKillAsync(portal, load, enrollment, enrols: kill % 2 == 0);
            if (kill % 10 == 0)
            {
                await KillAStartAsync();
                startKills++;
            }

            portal = await StartAsync();
            await check.SignInsAsync(load);
            await check.EnrollmentsAsync(enrollment);
            await check.AuditAsync();
            if (kill % 10 == 0 || kill == kills)
            {
                print($"{provider} after {kill} kills under load and {startKills} while starting, {clock.Elapsed.TotalSeconds:0} s: {Figures(check)}");
            }
        }

        await portal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static string Figures(KillCheck check) =>
        $"{check.Sessions} answered sessions live, {check.Refused} answered codes refused again, {check.Unanswered} codes without an answer used at most once, "
        + $"{check.WrongCodes} wrong codes counted, {check.Authenticators} confirmed authenticators active, {check.RecoveryCodes} shown recovery codes stored, "
        + $"chain of {check.AuditEntries} audit entries valid";

    /// <summary>Between any two lines that the portal logs under the load, or while somebody confirms an authenticator.</summary>
    private static async Task LoadAndKillAsync(PortalProcess portal, KillLoad load, KillEnrollment enrollment, bool enrols)
    {
        var killed = new TaskCompletionSource();
        var (loading, enrolling) = (load.RunAsync(), enrollment.RunAsync(killed.Task));
        if (enrols)
        {
            await Task.WhenAny(enrollment.AtCode, enrolling);
        }

        var lines = RandomNumberGenerator.GetInt32(1, enrols ? OfAnEnrollment : OfLoad);
        await Task.WhenAny(portal.LinesAsync(lines), enrols ? enrolling : loading);
        await portal.DisposeAsync();
        killed.SetResult();
        await Task.WhenAll(loading, enrolling);
    }

    private async Task KillAStartAsync()
    {
        var portal = Start();
        await portal.LinesAsync(RandomNumberGenerator.GetInt32(1, OfAStart), until: "Now listening on: ");
        await portal.DisposeAsync();
    }

    private async Task<PortalProcess> StartAsync()
    {
        var portal = Start();
        await portal.AddressAsync();
        return portal;
    }

    private PortalProcess Start() => PortalProcess.Start(
        AppContext.BaseDirectory,
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_URLS", Address.ToString()), ("Database__Provider", provider.ToString()), ("Database__ConnectionString", connectionString.Replace(";Pooling=False", "", StringComparison.Ordinal)),
            ("Passwords__Iterations", "1000"), ("Portal__Demo", "false"), ("Mail__PickupDirectory", Path.Combine(folder.FullName, "mail")),
            ("Logging__LogLevel__Microsoft.EntityFrameworkCore", "Information"),
        ]);

    private async Task AddPeopleAsync()
    {
        await using var host = PortalHost.StartOn(provider, connectionString, new());
        for (var i = 0; i < kills * PeopleARound; i++)
        {
            withAuthenticator.Enqueue(await host.AddWithAuthenticatorAsync());
        }

        for (var i = 0; i < kills * EnrolARound; i++)
        {
            withGrant.Enqueue(await host.AddWithGrantAsync());
        }
    }

    private PortalDbContext Open() => provider switch
    {
        DatabaseProvider.Sqlite => new SqlitePortalDbContext(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite(connectionString).Options),
        DatabaseProvider.PostgreSql => new PostgreSqlPortalDbContext(new DbContextOptionsBuilder<PostgreSqlPortalDbContext>().UseNpgsql(connectionString).Options),
    };
}
