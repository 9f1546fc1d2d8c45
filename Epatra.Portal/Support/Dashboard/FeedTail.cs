using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>
/// The end of the audit log, and counts of the day. It reads on where it stopped: what happened once is not read again by
/// every look. One at a time.
/// </summary>
internal sealed class FeedTail
{
    /// <summary>Of each group, so that a busy one does not push the others out.</summary>
    private const int Kept = 50;

    private const int ReadBack = 2_000;

    private readonly Dictionary<AuditGroup, Queue<FeedItem>> kept = [];
    private readonly Dictionary<AuditKind, int> counts = [];
    private DateTime day;
    private long counted;
    private long read;

    /// <summary>The newest entry first, with the names of now.</summary>
    public async Task<IReadOnlyList<FeedItem>> ReadAsync(PortalDbContext database, DateTime dayStart)
    {
        var newest = await database.AuditEntries.MaxAsync(e => (long?)e.Sequence) ?? 0;
        if (newest < read || dayStart != day)
        {
            if (newest < read)
            {
                kept.Clear(); // another database than before, such as a backup
            }

            (day, counted, read) = (dayStart, await LastBeforeAsync(database, dayStart, newest), newest < read ? 0 : read);
            counts.Clear();
        }

        await CountAsync(database, newest);
        await KeepAsync(database, newest);
        return await WithNamesAsync(database, [.. kept.Values.SelectMany(items => items).OrderByDescending(item => item.Sequence)]);
    }

    public int Today(AuditKind kind) => counts.GetValueOrDefault(kind);

    /// <summary>The last entry before a moment. Entries follow each other in time and without gaps, so that halving finds it.</summary>
    private static async Task<long> LastBeforeAsync(PortalDbContext database, DateTime moment, long newest)
    {
        var (low, high) = ((await database.AuditEntries.MinAsync(e => (long?)e.Sequence) ?? 1) - 1, newest);
        while (low < high)
        {
            var middle = high - (high - low) / 2;
            var at = await database.AuditEntries.Where(e => e.Sequence == middle).Select(e => (DateTime?)e.At).SingleOrDefaultAsync();
            (low, high) = at < moment ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private async Task CountAsync(PortalDbContext database, long newest)
    {
        var more = await database.AuditEntries.Where(e => e.Sequence > counted && e.Sequence <= newest)
            .GroupBy(e => e.Kind).Select(kind => new { kind.Key, Count = kind.Count() }).ToListAsync();
        more.ForEach(kind => counts[kind.Key] = Today(kind.Key) + kind.Count);
        counted = newest;
    }

    private async Task KeepAsync(PortalDbContext database, long newest)
    {
        var from = Math.Max(read, newest - ReadBack);
        var items = await database.AuditEntries.Where(e => e.Sequence > from && e.Sequence <= newest)
            .Where(e => e.ActorId != null || e.SubjectId == null || (e.Kind != AuditKind.PersonInvited && e.Kind != AuditKind.PeopleImported)) // an import has lines of its own
            .OrderBy(e => e.Sequence)
            .Select(e => new FeedItem(e.Sequence, e.At, e.Kind, e.SubjectId, null, e.ActorId, null, e.Details)).ToListAsync();
        foreach (var item in items)
        {
            var group = AuditGroups.Of(item.Kind);
            kept.TryAdd(group, new());
            kept[group].Enqueue(item);
            if (kept[group].Count > Kept)
            {
                kept[group].Dequeue();
            }
        }

        read = newest;
    }

    /// <summary>Looked up anew each time: a person may have been erased.</summary>
    private static async Task<IReadOnlyList<FeedItem>> WithNamesAsync(PortalDbContext database, IReadOnlyList<FeedItem> items)
    {
        var ids = items.SelectMany(item => (string?[])[item.SubjectId, item.ActorId]).OfType<string>().Distinct().ToList();
        var names = await database.Users.Where(u => ids.Contains(u.Id)).Select(u => new PersonOfNow(u.Id, u.Name, u.Company, u.Role)).ToDictionaryAsync(u => u.Id);
        return [.. items.Select(item => (item, subject: Of(item.SubjectId)))
            .Select(one => one.item with { Subject = one.subject?.Name, Actor = Of(one.item.ActorId)?.Name, Company = one.subject?.Company, Role = one.subject?.Role })];

        PersonOfNow? Of(string? id) => id is null ? null : names.GetValueOrDefault(id);
    }

    private sealed record PersonOfNow(string Id, string Name, string? Company, Role Role);
}
