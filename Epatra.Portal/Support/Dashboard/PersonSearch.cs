using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Support.Person;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>A person in the list of what was found.</summary>
/// <param name="Number">Of the entry: the next page goes on after it.</param>
/// <param name="Email">Null, as the company, where whoever searches sees only name and role.</param>
public sealed record FoundPerson(long Number, string Id, string Name, Role Role, string? Email, string? Company, bool Disabled);

/// <summary>Found people, in order of arrival.</summary>
/// <param name="More">Whether there are more after the last one.</param>
public sealed record FoundPeople(IReadOnlyList<FoundPerson> People, bool More);

/// <summary>
/// Finds people by words of their name, mail address and company: by the first two letters of a word, or by three and
/// more anywhere in it. There is no order to pay for; whoever looks for one person types on. An agent finds those who work
/// at the desk by their names alone: the rest is none of his business, and is not to be guessed by searching for it.
/// </summary>
internal sealed class PersonSearch(PortalDbContext database, Desk desk, DeskReach reach)
{
    public const int Page = 20;

    /// <summary>Signs of an entry of the index.</summary>
    private const int Piece = 3;

    /// <summary>Of one term: more of them cost more than they exclude.</summary>
    private const int MostPieces = 8;

    /// <summary>Entries that are read in a millisecond.</summary>
    private const int Near = 2_000;

    /// <summary>Entries that are read in eight; mostly enough are met long before.</summary>
    private const int Far = 20_000;

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

        var shown = new List<FoundPerson>();
        for (var more = true; more && shown.Count <= count;)
        {
            var found = database.Database.IsNpgsql() ? await FindPostgreSqlAsync(terms, after, people, count) : await FindSqliteAsync(terms, after, people, count);
            shown.AddRange(found.Select(person => Shown(person, terms)).OfType<FoundPerson>());
            (more, after) = (found.Count > count, found.Select(person => person.Number).DefaultIfEmpty(after).Max());
        }

        return new([.. shown.OrderBy(p => p.Number).Take(count)], shown.Count > count);
    }

    /// <summary>As much of a person as the actor may see; null where not even the name was asked for. Of so few people this is cheaper here than in the query.</summary>
    private FoundPerson? Shown(FoundPerson person, IReadOnlyList<string> terms)
    {
        if (PersonAccess.SeesAll(desk.Agent.Role, person.Role))
        {
            return person;
        }

        var name = SearchText.Of(person.Name);
        return terms.All(term => name.Contains(term, StringComparison.Ordinal)) ? person with { Email = null, Company = null } : null;
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
    /// What is frequent is met soon by reading on, what is rare is looked up in the index, and what is met now and then is read
    /// on for further: the index would name thousands, most of them in vain where signs that are no letters divide the term.
    /// The planner takes the wrong way too often, and is told by the sum which one it is.
    /// </summary>
    private async Task<List<FoundPerson>> FindPostgreSqlAsync(IReadOnlyList<string> terms, long after, IQueryable<PortalUser>? people, int count)
    {
        Task<List<FoundPerson>> ReadOnAsync(int entries) =>
            ListAsync(Of(people, terms.Aggregate(database.SearchEntries.Where(e => e.Number > after).OrderBy(e => e.Number).Take(entries), Like)).OrderBy(e => e.Number), count);

        var found = await ReadOnAsync(Near);
        if (found.Count <= count && found.Count * Far > count * Near)
        {
            found = await ReadOnAsync(Far);
        }

        return found.Count > count ? found : await ListAsync(Of(people, terms.Aggregate(database.SearchEntries.Where(e => e.Number + 0 > after), Like)).OrderBy(e => e.Number + 0), count);
    }

    private static IQueryable<SearchEntry> Of(IQueryable<PortalUser>? people, IQueryable<SearchEntry> entries) =>
        people is null ? entries : entries.Where(e => people.Any(u => u.Id == e.UserId));

    private static Task<List<FoundPerson>> ListAsync(IQueryable<SearchEntry> entries, int count) => entries.Take(count + 1).AsNoTracking()
        .Select(e => new FoundPerson(e.Number, e.UserId, e.User!.Name, e.User.Role, e.User.Email, e.User.Company, e.User.DisabledAt != null)).ToListAsync();

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
