using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Dashboard;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Audit;

/// <summary>The log for an administrator. Looking at people, and taking the log away as a file, are entries themselves.</summary>
internal sealed class AuditReader(AuditRows rows, PersonSearch search, Transactions transactions, Actor actor, IOptions<PortalOptions> portal)
{
    private const int PageSize = 50;

    /// <returns>Entries, the newest first, and the position of the last of them where there are more.</returns>
    public async Task<(IReadOnlyList<AuditRow> Rows, long? Older)> ReadAsync(AuditQuery query)
    {
        DemandAdministrator();
        var filter = await FilterAsync(query);
        var found = await rows.ListAsync(filter, query.BeforeAsked, PageSize + 1);
        if ((filter.People ?? []).Union(filter.Actors ?? []).ToList() is [_, ..] seen)
        {
            await NoteAsync(AuditKind.PersonSeen, seen, "audit log");
        }

        return found.Count > PageSize ? (found[..PageSize], found[PageSize - 1].Entry.Sequence) : (found, null);
    }

    /// <summary>The same entries all at once, the oldest first.</summary>
    public async Task<IAsyncEnumerable<AuditRow>> ExportAsync(AuditQuery query, CancellationToken stopping)
    {
        DemandAdministrator();
        var filter = await FilterAsync(query);
        await NoteAsync(AuditKind.AuditExported, [filter.People is [var person] ? person : null], filter == AuditFilter.All ? "all" : $"part, kind {filter.Kind?.ToString() ?? "any"}");
        return rows.AllAsync(filter, stopping);
    }

    private void DemandAdministrator()
    {
        if (!Desk.IsAdministrator(actor))
        {
            throw new InvalidOperationException("Only for administrators.");
        }
    }

    private Task NoteAsync(AuditKind kind, IReadOnlyList<string?> subjectIds, string details) => transactions.RunAsync(effects =>
    {
        foreach (var subjectId in subjectIds)
        {
            effects.Audit(kind, subjectId, details);
        }

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
