using Npgsql;

namespace Epatra.Portal.Fixtures;

/// <summary>
/// A real PostgreSQL for the whole test run: a cluster in a temporary folder, reached by a socket in it. It does not run
/// as root, so it belongs to the user postgres there.
/// </summary>
internal sealed class PostgreSqlCluster
{
    private static readonly Lazy<Task<PostgreSqlCluster>> Started = new(StartAsync);
    private readonly string folder;

    private PostgreSqlCluster(string folder) => this.folder = folder;

    public static Task<PostgreSqlCluster> GetAsync() => Started.Value;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"portal_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public Task StopAsync() => ControlAsync("stop", "-m", "immediate");

    public Task ContinueAsync() => ControlAsync("start", "-w", "-o", Options);

    private string Options => $"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=200";

    private static async Task<PostgreSqlCluster> StartAsync()
    {
        var cluster = new PostgreSqlCluster(Directory.CreateTempSubdirectory("portal-pg-").FullName);
        if (Environment.UserName == "root")
        {
            await Tool.RunAsync("chown", "postgres", cluster.folder);
        }

        await AsPostgresAsync("initdb", "-D", cluster.Data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await cluster.ContinueAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            cluster.StopAsync().GetAwaiter().GetResult();
            Directory.Delete(cluster.folder, recursive: true);
        };
        return cluster;
    }

    private string Data => Path.Combine(folder, "data");

    private string ConnectionString(string database) => $"Host={folder};Username=postgres;Database={database};Maximum Pool Size=40;Timeout=5";

    private Task<string> ControlAsync(params string[] arguments) => AsPostgresAsync("pg_ctl", ["-D", Data, "-s", "-l", Path.Combine(folder, "log"), .. arguments]);

    private static Task<string> AsPostgresAsync(string program, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin", program)).Last(File.Exists);
        return Environment.UserName == "root"
            ? Tool.RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : Tool.RunAsync(path, arguments);
    }
}
