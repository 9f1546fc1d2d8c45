using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Upkeep;

/// <summary>Portals, databases and backups of one test, with the commands of an operator.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");
    private readonly List<PortalHost> hosts = [];

    private Site()
    {
    }

    public string Backup => File("backup");

    public static Site Open() => new();

    public string File(string name) => Path.Combine(folder.FullName, name);

    /// <summary>A database that is not there yet, or has no tables.</summary>
    public async Task<(DatabaseProvider Provider, string Connection)> DatabaseAsync(string provider, string name = "portal") => provider == nameof(DatabaseProvider.Sqlite)
        ? (DatabaseProvider.Sqlite, $"Data Source={File(name)}.db")
        : (DatabaseProvider.PostgreSql, await (await PostgreSqlCluster.GetAsync()).CreateDatabaseAsync());

    public PortalHost Start((DatabaseProvider Provider, string Connection) database, params (string, string)[] settings)
    {
        var host = PortalHost.StartOn(database.Provider, database.Connection, new(), settings);
        hosts.Add(host);
        return host;
    }

    public async Task StopAsync(PortalHost host)
    {
        hosts.Remove(host);
        var database = host.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString;
        await host.DisposeAsync();
        PortalProgram.CloseFile(database); // or the next host of this process would go on with the file that was moved away
    }

    /// <summary>Makes a backup of what a portal serves, and says what it found.</summary>
    public static Task<BackupReport> BackUpAsync(PortalHost host, string file) => host.RunAsync(async (IServiceProvider services) =>
    {
        var (report, refusal) = await ActivatorUtilities.CreateInstance<Backup>(services).RunAsync(file, force: false, CancellationToken.None);
        Assert.Null(refusal);
        return report!;
    });

    /// <summary>The program itself, on a database.</summary>
    public Task<(int ExitCode, string Output, string Errors)> ProgramAsync(
        (DatabaseProvider Provider, string Connection) database, (string, string)[] settings, params string[] arguments) =>
        PortalProgram.RunAsync(Settings(database, settings), arguments);

    /// <summary>The same as a process of its own, as an operator has it.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> ProcessAsync(
        (DatabaseProvider Provider, string Connection) database, (string, string)[] settings, params string[] arguments)
    {
        await using var process = PortalProcess.Start(AppContext.BaseDirectory, folder.FullName, Settings(database, settings), arguments);
        return await process.EndAsync();
    }

    private (string, string)[] Settings((DatabaseProvider Provider, string Connection) database, (string, string)[] settings) =>
        [("Database__Provider", $"{database.Provider}"), ("Database__ConnectionString", database.Connection), ("Mail__PickupDirectory", File("mail")), .. settings];

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
