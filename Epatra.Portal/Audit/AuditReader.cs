using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Dashboard;
using Epatra.Portal.Support.Person;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Audit;

/// <summary>The log for an administrator. Looking at people, and taking the log away as a file, are entries themselves.</summary>
internal sealed class AuditReader(PortalDbContext database, AuditRows rows, PersonSearch search, Transactions transactions, Actor actor, TimeProvider time, IOptions<PortalOptions> portal)
{
    private const int PageSize = 50;

    /// <returns>Entries, the newest first, and the position of the last of them where there are more.</returns>
    public async Task<(IReadOnlyList<AuditRow> Rows, long? Older)> ReadAsync(AuditQuery query)
    {
        DemandAdministrator();
        var filter = await FilterAsync(query);
        var found = await rows.ListAsync(filter, query.BeforeAsked, PageSize + 1);
        var shown = found.Count > PageSize ? found[..PageSize] : found;
        string[] people = [.. (filter.People ?? []).Union(filter.Actors ?? [])];
        await SeeAsync(people is [_] ? people : [.. people.Where(id => shown.Any(row => row.Entry.SubjectId == id || row.Entry.ActorId == id))]);
        return (shown, found.Count > PageSize ? shown[^1].Entry.Sequence : null);
    }

    /// <summary>The same entries all at once, the oldest first.</summary>
    public async Task<IAsyncEnumerable<AuditRow>> ExportAsync(AuditQuery query, CancellationToken stopping)
    {
        DemandAdministrator();
        var filter = await FilterAsync(query);
        await NoteExportAsync((filter.People ?? filter.Actors) is [var person] ? person : null, filter == AuditFilter.All ? "all" : $"part, kind {filter.Kind?.ToString() ?? "any"}");
        return rows.AllAsync(filter, stopping);
    }

    private void DemandAdministrator()
    {
        if (!Desk.IsAdministrator(actor))
        {
            throw new InvalidOperationException("Only for administrators.");
        }
    }

    /// <summary>Once a minute for each of them, or the pages of one look would fill the log that they show.</summary>
    private async Task SeeAsync(string[] people)
    {
        var (viewer, since) = (actor.Session!.UserId, time.Now() - PersonAccess.OneLook);
        if (people.Length > 0)
        {
            await transactions.RunAsync(async effects =>
            {
                var recent = await database.AuditEntries.Where(e => people.Contains(e.SubjectId) && e.ActorId == viewer && e.Kind == AuditKind.PersonSeen && e.At > since)
                    .Select(e => e.SubjectId!).Distinct().ToListAsync();
                foreach (var id in people.Except(recent))
                {
                    effects.Audit(AuditKind.PersonSeen, id, "audit log");
                }
            });
        }
    }

    private Task NoteExportAsync(string? subjectId, string details) => transactions.RunAsync(effects =>
    {
        effects.Audit(AuditKind.AuditExported, subjectId, details);
        return Task.CompletedTask;
    });

    private async Task<AuditFilter> FilterAsync(AuditQuery query) => new(
        query.KindAsked,
        await PeopleAsync(query.Person),
        await PeopleAsync(query.Actor),
        query.FromAsked is { } from ? Midnight(from) : null,
        query.ToAsked is { } to && to < DateOnly.MaxValue ? Midnight(to.AddDays(1)) : null,
        AuditQuery.Typed(query.Text));

    private DateTime Midnight(DateOnly day) => LocalTime.Utc(day.ToDateTime(TimeOnly.MinValue), portal.Value.Zone);

    /// <summary>Ids of whom was typed, of the first that are found; an id also of somebody who is not there any more.</summary>
    private async Task<IReadOnlyList<string>?> PeopleAsync(string? typed)
    {
        if (AuditQuery.Typed(typed) is not { } text)
        {
            return null;
        }

        return Guid.TryParse(text, out _) ? [text] : [.. (await search.FindAsync(text)).People.Select(person => person.Id)];
    }
}
