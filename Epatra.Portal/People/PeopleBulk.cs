using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Support;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>People to whom the same happens.</summary>
/// <param name="Outcome">What, or why nothing.</param>
/// <param name="Count">How many.</param>
/// <param name="Names">The first of them.</param>
public sealed record BulkGroup(PersonOutcome Outcome, int Count, IReadOnlyList<string> Names);

/// <summary>What would be done, or was.</summary>
/// <param name="Groups">The people, by outcome; those to whom it happens first.</param>
/// <param name="IsCut">There are more people than are done at a time.</param>
/// <param name="Spread">Where expiries would go; null for another act.</param>
public sealed record BulkPreview(IReadOnlyList<BulkGroup> Groups, bool IsCut, ExpiryPlan? Spread = null)
{
    public int Done => Groups.Where(group => group.Outcome == PersonOutcome.Done).Sum(group => group.Count);
}

/// <summary>The same for many people: first what would happen to whom, by the rules of each act, and then the act.</summary>
internal sealed class PeopleBulk(PortalDbContext database, PeopleList list, PersonChanges changes, ExpirySpread spread, Desk desk, TimeProvider time)
{
    /// <summary>People at a time: what takes longer than a page may belongs to the command line.</summary>
    public const int Most = 10_000;

    /// <summary>Names that are shown of each group.</summary>
    private const int Shown = 5;

    public static readonly IReadOnlyList<PersonAction> Actions = [PersonAction.Resend, PersonAction.Lock, PersonAction.Unlock, PersonAction.Details, PersonAction.Expiry];

    /// <summary>An act as the list of acts for many calls it.</summary>
    public static string Name(PersonAction action) => action == PersonAction.Details ? PeopleTexts.BulkCompany : PeopleWords.Name(action);

    public async Task<BulkPreview> PreviewAsync(BulkQuery query)
    {
        var (administrator, all) = (desk.Administrator.Id, await WhoAsync(query));
        var judged = new List<(PersonOutcome Outcome, PortalUser Person)>();
        foreach (var piece in all.Take(Most).Chunk(500))
        {
            var people = await database.Users.AsNoTracking().Where(u => piece.Contains(u.Id)).ToListAsync();
            var invited = await database.Invitations.Where(i => piece.Contains(i.UserId) && i.EndedAt == null).GroupBy(i => i.UserId)
                .Select(of => new { of.Key, At = (DateTime?)of.Max(i => i.CreatedAt) }).ToDictionaryAsync(of => of.Key, of => of.At);
            judged.AddRange(people.Select(person => (PeopleRules.JudgeOfMany(administrator, person, query.Action!.Value, invited.GetValueOrDefault(person.Id), time.Now()), person)));
        }

        var plan = query.Action == PersonAction.Expiry ? await spread.PlanAsync([.. judged.Where(one => one.Outcome == PersonOutcome.Done).Select(one => one.Person)], query) : null;
        return new(Groups(judged.Select(one => (plan?.Judge(one.Person.Id, one.Outcome) ?? one.Outcome, (string?)one.Person.Name))), all.Count > Most, plan);
    }

    public async Task<BulkPreview> RunAsync(BulkQuery query, string? company)
    {
        var all = await WhoAsync(query);
        IReadOnlyList<string> ids = [.. all.Take(Most)];
        var outcomes = query.Action switch
        {
            PersonAction.Details => await changes.SetCompanyAsync(ids, company),
            PersonAction.Expiry => await spread.RunAsync(ids, query),
            { } action => await changes.RunAsync(ids, action),
            null => new Dictionary<string, PersonOutcome>(),
        };
        var left = outcomes.Where(one => one.Value != PersonOutcome.Done).Select(one => one.Key).Take(Shown * Shown).ToList();
        var names = await database.Users.Where(u => left.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Name);
        return new(Groups(outcomes.Select(one => (one.Value, names.GetValueOrDefault(one.Key)))), all.Count > Most);
    }

    private Task<IReadOnlyList<string>> WhoAsync(BulkQuery query) =>
        query.Week is { } week ? spread.IdsAsync(week, Most + 1)
        : query.Ids is { } ids ? Task.FromResult(ids)
        : list.IdsAsync(query.Filter, Most + 1);

    private static List<BulkGroup> Groups(IEnumerable<(PersonOutcome Outcome, string? Name)> people) =>
        [.. people.GroupBy(one => one.Outcome).OrderBy(group => group.Key).Select(group => new BulkGroup(group.Key, group.Count(), [.. group.Select(one => one.Name).OfType<string>().Take(Shown)]))];
}
