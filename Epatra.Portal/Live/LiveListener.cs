using Epatra.Portal.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Epatra.Portal.Live;

/// <summary>Listens for the messages of other nodes, one connection a node. After a lost connection everybody reads again.</summary>
internal sealed partial class LiveListener(LiveBus live, LiveRelay relay, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<LiveListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource stands = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing is served before the line stands: until then a restore could not tell that a portal is there.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (relay.Enabled)
        {
            await (await Task.WhenAny(stands.Task, ExecuteTask!)).WaitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (relay.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                Log.Lost(logger, e);
                ClearPool();
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        await using var connection = new NpgsqlConnection(ConnectionString());
        connection.Notification += (_, message) =>
        {
            if (relay.Read(message.Payload) is var (topic, id))
            {
                live.Deliver(topic, id);
            }
        };
        await connection.OpenAsync(stopping);
        await RunAsync(connection, $"SELECT pg_advisory_lock_shared({ServingLock.PostgreSqlKey})", stopping);
        await RunAsync(connection, "LISTEN " + LiveRelay.Channel, stopping);
        live.DeliverToAll();
        stands.TrySetResult();
        while (true)
        {
            await connection.WaitAsync(stopping);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement, CancellationToken stopping)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(stopping);
    }

    /// <summary>A connection of its own that notices a dead line by itself.</summary>
    private string ConnectionString() => new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { Pooling = false, KeepAlive = 10 }.ConnectionString;

    /// <summary>What lies in the pool of the requests is as dead as this line, and the first of them would fail by it.</summary>
    private void ClearPool()
    {
        using var connection = new NpgsqlConnection(options.Value.ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The line to the other nodes is lost and will be tried again")]
        public static partial void Lost(ILogger logger, Exception exception);
    }
}
