using Epatra.Portal.Shell;

namespace Epatra.Portal.People;

/// <summary>A password that expires.</summary>
/// <param name="Id">Of the person.</param>
/// <param name="End">When, in UTC.</param>
/// <param name="Latest">When it reaches the maximum age; null where there is none.</param>
public sealed record ExpiringPassword(string Id, DateTime End, DateTime? Latest);

/// <summary>A new end of a password.</summary>
/// <param name="Beyond">Days above the maximum age; 0 within it.</param>
public sealed record MovedExpiry(string Id, DateTime From, DateTime To, int Beyond);

/// <summary>How expiries are spread.</summary>
/// <param name="Moves">Who gets another day; whoever is not in it stays.</param>
/// <param name="Before">Passwords that expire, by the Monday of the week.</param>
/// <param name="After">The same when it is done.</param>
public sealed record ExpiryPlan(IReadOnlyDictionary<string, MovedExpiry> Moves, IReadOnlyDictionary<DateOnly, int> Before, IReadOnlyDictionary<DateOnly, int> After)
{
    public int Beyond => Moves.Values.Count(move => move.Beyond > 0);
    public int MostBeyond => Moves.Values.Select(move => move.Beyond).DefaultIfEmpty().Max();

    public PersonOutcome Judge(string id, PersonOutcome otherwise) => otherwise == PersonOutcome.Done && !Moves.ContainsKey(id) ? PersonOutcome.NothingToDo : otherwise;

    /// <summary>
    /// Gives each password in turn to the week within the bound that has the fewest, its own first: the weeks become as even as the
    /// bound allows. A day of the week and a time of the day stay what they were.
    /// </summary>
    /// <param name="passwords">Which may be moved.</param>
    /// <param name="load">All that expire, by the Monday of the week; those that may be moved are among them.</param>
    /// <param name="weeks">How far.</param>
    /// <param name="later">Whether also to later weeks, which may be beyond the maximum age.</param>
    /// <param name="earliest">No new end lies before this moment: people have to be reminded.</param>
    /// <param name="zone">Of the portal.</param>
    public static ExpiryPlan Of(IReadOnlyList<ExpiringPassword> passwords, IReadOnlyDictionary<DateOnly, int> load, int weeks, bool later, DateTime earliest, TimeZoneInfo zone)
    {
        var after = new Dictionary<DateOnly, int>(load);
        var moves = new Dictionary<string, MovedExpiry>();
        foreach (var password in passwords)
        {
            after[LocalTime.Monday(password.End, zone)]--;
        }

        foreach (var password in passwords.OrderBy(p => p.End).ThenBy(p => p.Id, StringComparer.Ordinal))
        {
            var best = Enumerable.Range(-weeks, weeks + 1 + (later ? weeks : 0)).Select(week => (Week: week, End: Moved(password.End, week, zone)))
                .Where(to => to.Week == 0 || to.End >= earliest)
                .OrderBy(to => after.GetValueOrDefault(LocalTime.Monday(to.End, zone))).ThenBy(to => Math.Abs(to.Week)).First();
            var monday = LocalTime.Monday(best.End, zone);
            after[monday] = after.GetValueOrDefault(monday) + 1;
            if (best.Week != 0)
            {
                moves[password.Id] = new(password.Id, password.End, best.End, best.End > password.Latest ? (int)Math.Ceiling((best.End - password.Latest.Value).TotalDays) : 0);
            }
        }

        return new(moves, load, after);
    }

    private static DateTime Moved(DateTime end, int weeks, TimeZoneInfo zone) => weeks == 0 ? end : LocalTime.Utc(TimeZoneInfo.ConvertTimeFromUtc(end, zone).AddDays(7 * weeks), zone);
}
