using Epatra.Portal.Audit;
using Epatra.Portal.Live;
using Epatra.Portal.Security;
using Epatra.Portal.Telemetry;

namespace Epatra.Portal.Data;

/// <summary>
/// The one way to write: rows, audit entries and mail in one transaction, messages to circuits with its commit.
/// </summary>
internal sealed class Transactions(PortalDbContext database, WriteGate gate, AuditLog audit, LiveBus live, LiveRelay relay, KeyRing keys)
{
    /// <summary>Runs <paramref name="work"/>, saves, seals the audit log and commits; an exception or an undo leaves nothing.</summary>
    public async Task<T> RunAsync<T>(Func<Effects, Task<T>> work)
    {
        var effects = new Effects();
        List<(string Topic, string Id)> messages;
        T result;
        keys.Renew();
        using (await gate.EnterAsync(database))
        {
            await using var transaction = await database.Database.BeginTransactionAsync();
            result = await work(effects);
            if (effects.Undone)
            {
                database.ChangeTracker.Clear(); // or the next transaction of this scope would save what was undone
                return result;
            }

            await database.SaveChangesAsync();
            messages = [.. effects.Messages, .. AuditLog.Messages(effects.AuditEvents)];
            await relay.SendAsync(database, messages);
            await audit.AppendAsync(effects.AuditEvents);
            await transaction.CommitAsync();
        }

        live.Publish(messages);
        PortalMeter.Count(effects.AuditEvents);
        return result;
    }

    public Task RunAsync(Func<Effects, Task> work) => RunAsync(async effects =>
    {
        await work(effects);
        return true;
    });
}
