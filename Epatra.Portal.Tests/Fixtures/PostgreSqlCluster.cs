using System.Diagnostics;
using Npgsql;

namespace Epatra.Portal.Fixtures;

/// <summary>
/// A real PostgreSQL for the whole test run: a cluster in a temporary folder, reached by a socket in it. It does not run
/// as root, so it belongs to the user postgres there.
/// </summary>
internal sealed class PostgreSqlCluster : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgreSqlCluster>> Started = new(() => StartAsync(durable: false));
    private readonly string folder;
    private readonly string control;
    private readonly Process server;

    private PostgreSqlCluster(string folder, string control, Process server) => (this.folder, this.control, this.server) = (folder, control, server);

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

    /// <summary>The server is gone from one moment to the next.</summary>
    public Task CrashAsync() => Tool.RunAsync("sh", "-c", $"{control} -m immediate stop");

    /// <summary>The server is there again, with what was committed.</summary>
    public Task ComeBackAsync() => Tool.RunAsync("sh", "-c", $"{control} -w start >{folder}/start");

    /// <summary>One question over a connection of its own.</summary>
    public async Task AskAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=False");
        await connection.OpenAsync();
    }

    /// <summary>Stops the server, which deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        server.Dispose();
    }

    /// <param name="durable">Whether a commit waits for the disk; tests need not.</param>
    public static async Task<PostgreSqlCluster> StartAsync(bool durable)
    {
        var folder = Directory.CreateTempSubdirectory("portal-pg-").FullName;
        if (Environment.UserName == "root")
        {
            await Tool.RunAsync("chown", "postgres", folder);
        }

        var bin = Path.GetDirectoryName(Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin", "initdb")).Last(File.Exists))!;
        string[] postgres = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];
        await Tool.RunAsync("env", [.. postgres, $"{bin}/initdb", "-D", $"{folder}/data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);

        // The server ends with the pipe to this process, also when a test run is killed.
        var options = $"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={(durable ? "on" : "off")} -c max_connections=1000";
        var control = $"{string.Join(' ', postgres)} {bin}/pg_ctl -s -D {folder}/data -l {folder}/log -o \"{options}\"";
        var server = Process.Start(new ProcessStartInfo("sh", ["-c", $"{control} -w start && echo ready; cat; {control} -m immediate stop; rm -rf {folder}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return await server.StandardOutput.ReadLineAsync() == "ready" ? new PostgreSqlCluster(folder, control, server) : throw new InvalidOperationException("PostgreSQL does not start.");
    }

    private string ConnectionString(string database) => server.HasExited ? throw new InvalidOperationException("PostgreSQL has ended.") : $"Host={folder};Username=postgres;Database={database};Maximum Pool Size=40;Connection Idle Lifetime=10;Connection Pruning Interval=5;Timeout=5";
}
