using System.Security.Cryptography;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Audit;

/// <summary>The write side of the audit log.</summary>
internal sealed class AuditLog(PortalDbContext database, Actor actor, TimeProvider time)
{
    /// <summary>Key of the advisory lock that makes one writer at a time on PostgreSQL, over all nodes.</summary>
    private const long LockKey = 0x4550_4154_5241;

    /// <summary>The topic on which it is told that something was added.</summary>
    public const string Topic = "audit";

    /// <summary>The topic on which it is told that something happened to a person.</summary>
    public static string TopicOf(string userId) => $"person/{userId}";

    /// <summary>What is told after entries were added.</summary>
    public static IEnumerable<(string Topic, string Id)> Messages(IReadOnlyList<AuditEvent> events) => events.Count == 0
        ? []
        : events.Select(e => e.SubjectId).OfType<string>().Distinct().Select(id => (TopicOf(id), "")).Append((Topic, ""));

    /// <summary>
    /// Adds entries at the end of the chain. The last act of a transaction: the lock on the end of the log is held until
    /// the commit, and whoever held it while waiting for another row would stop everybody.
    /// </summary>
    public async Task AppendAsync(IReadOnlyList<AuditEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        if (database.Database.IsNpgsql())
        {
            await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockKey})");
        }

        var last = await database.AuditEntries.OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync();
        var (sequence, hash) = (last?.Sequence ?? 0, last?.Hash ?? AuditChain.Start);
        foreach (var happened in events)
        {
            var entry = Entry(happened, ++sequence, hash);
            hash = entry.Hash;
            database.AuditEntries.Add(entry);
        }

        await database.SaveChangesAsync();
    }

    private AuditEntry Entry(AuditEvent happened, long sequence, string previousHash)
    {
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var entry = new AuditEntry
        {
            Sequence = sequence,
            At = time.Now(),
            Kind = happened.Kind,
            ActorId = actor.UserId,
            SubjectId = happened.SubjectId,
            Details = happened.Details,
            Address = actor.Address,
            AddressSalt = salt,
            AddressDigest = AuditChain.AddressDigest(actor.Address, salt),
            PreviousHash = previousHash,
        };
        entry.Hash = AuditChain.Hash(entry);
        return entry;
    }
}
