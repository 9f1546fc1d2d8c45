using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>A person in the list of what was found.</summary>
/// <param name="Number">Of the entry: the next page goes on after it.</param>
public sealed record FoundPerson(long Number, string Id, string Name, string Email, string? Company, bool Disabled);

/// <summary>Found people, in order of arrival.</summary>
/// <param name="More">Whether there are more after the last one.</param>
public sealed record FoundPeople(IReadOnlyList<FoundPerson> People, bool More);

/// <summary>
/// Finds people by words of their name, mail address and company: by the first two letters of a word, or by three and
/// more anywhere in it. There is no order to pay for; whoever looks for one person types on.
/// </summary>
internal sealed class PersonSearch(PortalDbContext database, DeskReach reach)
{
    public const int Page = 20;

    /// <summary>Signs of an entry of the index.</summary>
    private const int Piece = 3;

    /// <summary>Of one term: more of them cost more than they exclude.</summary>
    private const int MostPieces = 8;

    /// <summary>Entries that are read in a millisecond or two.</summary>
    private const int ReadOn = 2_000;

    /// <param name="question">As it is typed.</param>
    /// <param name="after">The number of the last one of the page before; 0 for the first page.</param>
    /// <param name="which">Only some of them; null for all.</param>
    /// <param name="count">At most so many.</param>
    public async Task<FoundPeople> FindAsync(string question, long after = 0, Expression<Func<PortalUser, bool>>? which = null, int count = Page)
    {
        var people = await reach.CompaniesAsync() is null ? null : database.Users.Where(await reach.PeopleAsync());
        people = which is null ? people : (people ?? database.Users).Where(which);
        var terms = SearchText.Terms(question);
        if (terms.Count == 0)
        {
            return new([], More: false);
        }

        var found = database.Database.IsNpgsql() ? await FindPostgreSqlAsync(terms, after, people, count) : await FindSqliteAsync(terms, after, people, count);
        return new([.. found.OrderBy(p => p.Number).Take(count)], found.Count > count);
    }

    /// <summary>The index is a table, in which pieces of the terms are looked up.</summary>
    private Task<List<FoundPerson>> FindSqliteAsync(IReadOnlyList<string> terms, long after, IQueryable<PortalUser>? people, int count)
    {
        var pieces = string.Join(" AND ", terms.SelectMany(Pieces).Distinct().Select(piece => $"\"{piece.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        var entries = database.SearchEntries.FromSql(
            $"""
            SELECT i.rowid AS "Number", e."UserId", e."Text" FROM "SearchIndex" i JOIN "SearchEntries" e ON e."Number" = i.rowid
            WHERE "SearchIndex" MATCH {pieces}
            """);
        return ListAsync(Of(people, terms.Aggregate(entries.Where(e => e.Number > after), (rest, term) => rest.Where(e => e.Text.Contains(term)))).OrderBy(e => e.Number), count);
    }

    /// <summary>
    /// What is frequent is met soon by reading on, what is rare is looked up in the index; the planner takes the wrong way too
    /// often, and is told by the sum which one it is.
    /// </summary>
    private async Task<List<FoundPerson>> FindPostgreSqlAsync(IReadOnlyList<string> terms, long after, IQueryable<PortalUser>? people, int count)
    {
        var near = database.SearchEntries.Where(e => e.Number > after).OrderBy(e => e.Number).Take(ReadOn);
        var found = await ListAsync(Of(people, terms.Aggregate(near, Like)).OrderBy(e => e.Number), count);
        return found.Count > count ? found : await ListAsync(Of(people, terms.Aggregate(database.SearchEntries.Where(e => e.Number + 0 > after), Like)).OrderBy(e => e.Number + 0), count);
    }

    private static IQueryable<SearchEntry> Of(IQueryable<PortalUser>? people, IQueryable<SearchEntry> entries) =>
        people is null ? entries : entries.Where(e => people.Any(u => u.Id == e.UserId));

    private static Task<List<FoundPerson>> ListAsync(IQueryable<SearchEntry> entries, int count) => entries.Take(count + 1).AsNoTracking()
        .Select(e => new FoundPerson(e.Number, e.UserId, e.User!.Name, e.User.Email!, e.User.Company, e.User.DisabledAt != null)).ToListAsync();

    private static IQueryable<SearchEntry> Like(IQueryable<SearchEntry> entries, string term)
    {
        var pattern = $"%{term.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
        return entries.Where(e => EF.Functions.Like(e.Text, pattern, @"\"));
    }

    /// <summary>Pieces of three signs that cover a term; of a long one those with digits, which tell most, and every other one.</summary>
    private static IEnumerable<string> Pieces(string term)
    {
        var runes = term.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        return Enumerable.Range(0, (runes.Length + Piece - 1) / Piece)
            .Select(i => (Number: i, Text: string.Concat(runes.Skip(Math.Min(i * Piece, runes.Length - Piece)).Take(Piece))))
            .OrderByDescending(piece => piece.Text.Count(char.IsDigit)).ThenBy(piece => piece.Number % 2).Take(MostPieces).Select(piece => piece.Text);
    }
}
