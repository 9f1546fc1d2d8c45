using System.Globalization;
using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Dashboard;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>A page of the list.</summary>
/// <param name="Rows">The people.</param>
/// <param name="Next">Where the page after it begins; null where there is none.</param>
public sealed record PeoplePart(IReadOnlyList<ListedPerson> Rows, string? Next);

/// <summary>
/// Finds people for administrators: the newest first, or where words are searched for in the order of the search. A page
/// costs the same wherever it lies in the list.
/// </summary>
internal sealed class PeopleList(PortalDbContext database, Desk desk, PersonSearch search, TimeProvider time)
{
    public const int Page = 50;

    /// <summary>Names of companies that are offered.</summary>
    private const int MostCompanies = 500;

    /// <param name="filter">Which people.</param>
    /// <param name="after">Where the page begins, from the page before; null for the first.</param>
    public async Task<PeoplePart> ReadAsync(PeopleFilter filter, string? after)
    {
        var (ids, next) = await FindAsync(filter, after, Page);
        var rows = await RowsAsync(ids);
        return new(rows, next);
    }

    /// <summary>The rows as they are now, in the order of their ids; without those who are gone.</summary>
    public async Task<IReadOnlyList<ListedPerson>> RowsAsync(IReadOnlyList<string> ids)
    {
        _ = desk.Administrator;
        var rows = await database.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).Select(ListedPerson.Of(database, time.Now())).ToDictionaryAsync(row => row.Id);
        return [.. ids.Select(rows.GetValueOrDefault).OfType<ListedPerson>()];
    }

    /// <summary>The ids of all whom a filter finds, or of the first of them.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(PeopleFilter filter, int most) => (await FindAsync(filter, after: null, most)).Ids;

    /// <summary>The companies of people, in their order: each is looked up from the one before, so that many people of few companies cost nothing.</summary>
    public async Task<IReadOnlyList<string>> CompaniesAsync()
    {
        _ = desk.Administrator;
        return await database.Database.SqlQuery<string>(
            $"""
            WITH RECURSIVE "c"("Value") AS (
              SELECT MIN("Company") FROM "Users"
              UNION ALL
              SELECT (SELECT MIN("Company") FROM "Users" WHERE "Company" > "c"."Value") FROM "c" WHERE "c"."Value" IS NOT NULL)
            SELECT "Value" FROM "c" WHERE "Value" IS NOT NULL LIMIT {MostCompanies}
            """).ToListAsync();
    }

    private async Task<(IReadOnlyList<string> Ids, string? Next)> FindAsync(PeopleFilter filter, string? after, int most)
    {
        _ = desk.Administrator;
        return PeopleFilter.Typed(filter.Search) is { } words ? await SearchAsync(words, filter, after, most) : await BrowseAsync(filter, after, most);
    }

    private async Task<(IReadOnlyList<string> Ids, string? Next)> SearchAsync(string words, PeopleFilter filter, string? after, int most)
    {
        var which = filter.Apply(database.Users, database, time.Now());
        var (number, isFiltered) = (long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : 0, filter with { Search = null } != new PeopleFilter());
        Expression<Func<PortalUser, bool>>? within = isFiltered ? u => which.Any(one => one.Id == u.Id) : null;
        var found = await search.FindAsync(words, number, within, most);
        return ([.. found.People.Select(p => p.Id)], found.More ? found.People[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    private async Task<(IReadOnlyList<string> Ids, string? Next)> BrowseAsync(PeopleFilter filter, string? after, int most)
    {
        var people = filter.Apply(database.Users, database, time.Now());
        if (After(after) is var (at, id))
        {
#pragma warning disable CA1309 // a comparison that the databases do not know
            people = people.Where(u => u.CreatedAt <= at && (u.CreatedAt < at || string.Compare(u.Id, id) < 0));
#pragma warning restore CA1309
        }

        var found = await people.OrderByDescending(u => u.CreatedAt).ThenByDescending(u => u.Id).Take(most + 1).Select(u => new { u.Id, u.CreatedAt }).ToListAsync();
        return ([.. found.Take(most).Select(p => p.Id)], found.Count <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{found[most - 1].CreatedAt.Ticks}.{found[most - 1].Id}"));
    }

    private static (DateTime At, string Id)? After(string? after) =>
        after?.Split('.', 2) is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks && !id.Contains('\0')
            ? (new DateTime(at, DateTimeKind.Utc), id)
            : null;
}
