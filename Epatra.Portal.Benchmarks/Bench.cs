using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;

namespace Epatra.Portal.Benchmarks;

/// <summary>What the benchmarks share: the report, a folder that goes away, and the published portal.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("portal-benchmarks-").FullName;
    private readonly Dictionary<string, string> published = [];
    private int databases;

    /// <summary>Of every figure there are several short rounds, and the best one counts: a machine is never quiet for long.</summary>
    public const int Rounds = 3;

    public Report Report { get; } = new();

    /// <summary>How many people there are in their list.</summary>
    public int People { get; init; } = 1_000_000;

    /// <summary>The folder of a project of this repository, published as for production: compiled ahead of time.</summary>
    public async Task<string> PublishAsync(string project)
    {
        if (!published.TryGetValue(project, out var program))
        {
            program = Path.Combine(folder, Path.GetFileName(project));
            await Tool.RunAsync(
                "dotnet", "publish", Path.Combine(Repository.Root, project), "--nologo", "-c", "Release", "-r", "linux-x64", "--self-contained", "false",
                "-p:PublishReadyToRun=true", $"-p:NuGetLockFilePath={program}.lock.json", "-p:RestoreLockedMode=false", "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", program, "-nodeReuse:false");
            published.Add(project, program);
        }

        return program;
    }

    /// <summary>A new database with people.</summary>
    /// <param name="iterations">Of their passwords' hash.</param>
    public Task<SeededDatabase> SeedAsync(int people, int iterations, bool authenticators = true) =>
        SeededDatabase.CreateAsync(DatabaseProvider.Sqlite, $"Data Source={folder}/{databases++}.db", people, iterations, authenticators);

    public async Task<RunningPortal> StartPortalAsync(SeededDatabase database, params (string Key, string Value)[] settings) =>
        await RunningPortal.StartAsync(Path.Combine(await PublishAsync("Epatra.Portal"), "Epatra.Portal.dll"), [.. database.Settings, .. settings]);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
