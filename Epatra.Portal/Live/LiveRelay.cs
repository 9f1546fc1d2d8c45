using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Live;

/// <summary>Carries live messages to the other nodes, over NOTIFY of PostgreSQL; with SQLite there is one node only.</summary>
internal sealed class LiveRelay(IOptions<DatabaseOptions> options)
{
    public const string Channel = "portal_live";
    private const char Separator = '\n';

    private readonly string node = Guid.NewGuid().ToString("N");

    public bool Enabled => options.Value.Provider == DatabaseProvider.PostgreSql;

    /// <summary>
    /// Part of the transaction of what is announced: the other nodes hear it with the commit, or not at all. On a line of its
    /// own a message could get lost after the commit, and nobody would know.
    /// </summary>
    public async Task SendAsync(PortalDbContext database, IReadOnlyCollection<(string Topic, string Id)> messages)
    {
        if (Enabled && messages.Count > 0)
        {
            var payloads = messages.Select(message => string.Join(Separator, node, message.Topic, message.Id)).ToArray();
            await database.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, message) FROM unnest({payloads}) AS message");
        }
    }

    /// <summary>The topic and id of a message of another node; null for one of this node.</summary>
    public (string Topic, string Id)? Read(string payload) =>
        payload.Split(Separator) is [var sender, var topic, var id] && sender != node ? (topic, id) : null;
}
