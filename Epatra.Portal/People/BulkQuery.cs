using System.Globalization;

namespace Epatra.Portal.People;

/// <summary>What is to be done to many people, as it stands in the address of the preview.</summary>
/// <param name="Action">One of <see cref="PeopleBulk.Actions"/>; null where it names none.</param>
/// <param name="Ids">The people who were chosen; null for all whom the filter finds.</param>
/// <param name="Filter">Of the list.</param>
/// <param name="Week">The Monday of the week in which passwords expire, in place of a filter.</param>
/// <param name="Weeks">How many weeks an expiry may be moved.</param>
/// <param name="Later">Whether also to a later week.</param>
public sealed record BulkQuery(PersonAction? Action, IReadOnlyList<string>? Ids, PeopleFilter Filter, DateOnly? Week = null, int Weeks = BulkQuery.UsualWeeks, bool Later = false)
{
    public const int UsualWeeks = 4;
    public const int MostWeeks = 12;

    public static BulkQuery Of(string? act, string? all, string[]? ids, PeopleFilter filter, string? week, string? weeks, string? later) => new(
        PeopleWords.Action(act) is { } action && PeopleBulk.Actions.Contains(action) ? action : null,
        all == "true" ? null : [.. (ids ?? []).Distinct().Take(PeopleList.Page)],
        filter,
        DateOnly.TryParseExact(week, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var monday) ? monday : null,
        int.TryParse(weeks, NumberStyles.None, CultureInfo.InvariantCulture, out var bound) && bound is > 0 and <= MostWeeks ? bound : UsualWeeks,
        later == "true");
}
