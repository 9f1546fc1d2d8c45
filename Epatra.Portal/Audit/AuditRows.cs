using System.Runtime.CompilerServices;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Audit;

/// <summary>An entry with the names that its ids have now; a name is null for nobody, and for somebody who was erased.</summary>
public sealed record AuditRow(AuditEntry Entry, string? Actor, string? Subject);

/// <summary>Reads the log, by position: a page of it costs the same at its end and in its middle.</summary>
internal sealed class AuditRows(PortalDbContext database)
{
    /// <summary>Entries that are read at a time for a file: no read of a slow reader holds the database up.</summary>
    private const int Batch = 2_000;

    /// <summary>More than the clocks of two nodes may differ by: within it times need not rise with positions.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    /// <summary>Newest first.</summary>
    /// <param name="filter">Which entries.</param>
    /// <param name="before">Position that they lie before; null for the newest.</param>
    /// <param name="count">At most so many.</param>
    public async Task<List<AuditRow>> ListAsync(AuditFilter filter, long? before, int count)
    {
        var entries = await FindAsync(filter);
        var rows = await Named((before is null ? entries : entries.Where(e => e.Sequence < before)).OrderByDescending(e => e.Sequence).Take(count)).ToListAsync();
        rows.Reverse();
        return rows;
    }

    /// <summary>All, the oldest first, up to what is the newest now.</summary>
    public async IAsyncEnumerable<AuditRow> AllAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken stopping)
    {
        var (last, end) = (0L, await database.AuditEntries.MaxAsync(e => (long?)e.Sequence, stopping) ?? 0);
        var entries = await FindAsync(filter);
        while (last < end)
        {
            var from = last;
            var rows = await Named(entries.Where(e => e.Sequence > from && e.Sequence <= end).OrderBy(e => e.Sequence).Take(Batch)).ToListAsync(stopping);
            foreach (var row in rows)
            {
                yield return row;
            }

            last = rows.Count < Batch ? end : rows[^1].Entry.Sequence;
        }
    }

    private async Task<IQueryable<AuditEntry>> FindAsync(AuditFilter filter)
    {
        var entries = database.AuditEntries.AsNoTracking();
        entries = filter.Kind is { } kind ? entries.Where(e => e.Kind == kind) : entries;
        if (filter.People is { } people)
        {
            entries = entries.Where(e => people.Contains(e.SubjectId!) || people.Contains(e.ActorId!));
        }

        if (filter.Actors is { } actors)
        {
            entries = entries.Where(e => actors.Contains(e.ActorId!));
        }

        if (filter.Text is { } text)
        {
#pragma warning disable CA1862 // a comparison that the databases do not know
            entries = entries.Where(e => e.Details!.ToLower().Contains(text.ToLower()) || e.Address == text);
#pragma warning restore CA1862
        }

        return await DuringAsync(entries, filter);
    }

    private async Task<IQueryable<AuditEntry>> DuringAsync(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (filter.From is { } from)
        {
            var first = await PositionAsync(from - Skew);
            entries = entries.Where(e => e.Sequence >= first && e.At >= from);
        }

        if (filter.Until is { } until)
        {
            var end = await PositionAsync(until + Skew);
            entries = entries.Where(e => e.Sequence <= end && e.At < until);
        }

        return entries;
    }

    /// <summary>The position of the first entry since a moment, by halving: times rise with positions, so they need no index.</summary>
    private async Task<long> PositionAsync(DateTime at)
    {
        var (low, high) = (0L, (await database.AuditEntries.MaxAsync(e => (long?)e.Sequence) ?? 0) + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var entry = await database.AuditEntries.Where(e => e.Sequence >= middle).OrderBy(e => e.Sequence).Select(e => new { e.Sequence, e.At }).FirstOrDefaultAsync();
            (low, high) = entry is not null && entry.At < at ? (entry.Sequence + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The oldest first.</summary>
    private IQueryable<AuditRow> Named(IQueryable<AuditEntry> entries) =>
        from entry in entries
        join actor in database.Users on entry.ActorId equals actor.Id into actors
        from actor in actors.DefaultIfEmpty()
        join subject in database.Users on entry.SubjectId equals subject.Id into subjects
        from subject in subjects.DefaultIfEmpty()
        orderby entry.Sequence
        select new AuditRow(entry, actor == null ? null : actor.Name, subject == null ? null : subject.Name);
}
