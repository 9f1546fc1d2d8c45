using Epatra.Portal.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Epatra.Portal.Live;

/// <summary>Carries live messages to the other nodes, over NOTIFY of PostgreSQL; with SQLite there is one node only.</summary>
internal sealed partial class LiveRelay(IOptions<DatabaseOptions> options, ILogger<LiveRelay> logger)
{
    public const string Channel = "portal_live";
    private const char Separator = '\n';

    private readonly string node = Guid.NewGuid().ToString("N");

    public bool Enabled => options.Value.Provider == DatabaseProvider.PostgreSql;

    public async Task SendAsync(string topic, string id)
    {
        if (!Enabled)
        {
            return;
        }

        try
        {
            await using var connection = new NpgsqlConnection(options.Value.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection);
            command.Parameters.Add(new() { Value = Channel });
            command.Parameters.Add(new() { Value = string.Join(Separator, node, topic, id) });
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e.IsDatabaseAway() || e is TimeoutException or IOException or InvalidOperationException)
        {
            // What is announced is committed; the other nodes read again when their listeners are back.
            Log.NotSent(logger, e);
        }
    }

    /// <summary>The topic and id of a message of another node; null for one of this node.</summary>
    public (string Topic, string Id)? Read(string payload) =>
        payload.Split(Separator) is [var sender, var topic, var id] && sender != node ? (topic, id) : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A live message did not reach the other nodes")]
        public static partial void NotSent(ILogger logger, Exception exception);
    }
}
