using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.People;

/// <summary>When passwords expire, week by week; and moves them where too many expire at once.</summary>
internal sealed class ExpirySpread(PortalDbContext database, PeopleGate gate, PasswordExpiry expiry, Desk desk, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>The longest look ahead, in weeks: a year.</summary>
    private const int Longest = 53;

    private TimeZoneInfo Zone => portal.Value.Zone;

    /// <summary>Passwords that expire in each of the coming weeks, this one first, by its Monday; a year of them.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, int>> ForecastAsync()
    {
        _ = desk.Administrator;
        var first = LocalTime.Monday(time.Now(), Zone);
        return await CountAsync(first, first.AddDays(7 * Longest));
    }

    /// <summary>Passwords that are over already: their people choose a new one on their way in.</summary>
    public Task<int> OverdueAsync()
    {
        _ = desk.Administrator;
        var now = time.Now();
        return Expiring.CountAsync(u => u.PasswordExpiresAt <= now);
    }

    /// <summary>Whose password expires in a week.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(DateOnly week, int most)
    {
        _ = desk.Administrator;
        var (from, until, now) = (Start(week), Start(week.AddDays(7)), time.Now());
        return await Expiring.Where(u => u.PasswordExpiresAt >= from && u.PasswordExpiresAt < until && u.PasswordExpiresAt > now)
            .OrderBy(u => u.PasswordExpiresAt).ThenBy(u => u.Id).Take(most).Select(u => u.Id).ToListAsync();
    }

    /// <summary>Where the expiries of these people would go.</summary>
    public async Task<ExpiryPlan> PlanAsync(IReadOnlyList<PortalUser> people, BulkQuery query)
    {
        _ = desk.Administrator;
        var now = time.Now();
        var passwords = people.Where(u => u.PasswordExpiresAt > now).Select(u => new ExpiringPassword(u.Id, u.PasswordExpiresAt!.Value, expiry.After(u.PasswordChangedAt))).ToList();
        var mondays = passwords.Select(p => LocalTime.Monday(p.End, Zone)).DefaultIfEmpty(LocalTime.Monday(now, Zone)).ToList();
        var load = await CountAsync(mondays.Min().AddDays(-7 * query.Weeks), mondays.Max().AddDays(7 * (query.Weeks + 1)));
        return ExpiryPlan.Of(passwords, load, query.Weeks, query.Later, expiry.End(PasswordExpiry.Reminders[0]), Zone);
    }

    /// <summary>Moves them. Whoever has chosen a new password since the preview stays.</summary>
    public async Task<IReadOnlyDictionary<string, PersonOutcome>> RunAsync(IReadOnlyList<string> ids, BulkQuery query)
    {
        var people = new List<PortalUser>();
        foreach (var piece in ids.Chunk(500))
        {
            people.AddRange(await database.Users.AsNoTracking().Where(u => piece.Contains(u.Id) && u.DisabledAt == null && u.PasswordHash != null).ToListAsync());
        }

        var plan = await PlanAsync(people, query);
        return await gate.RunAsync(ids, PersonAction.Expiry, async (person, effects) =>
        {
            if (!plan.Moves.TryGetValue(person.Id, out var move) || await database.Users.Where(u => u.Id == person.Id && u.PasswordExpiresAt == move.From)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, move.To)) == 0)
            {
                return PersonOutcome.NothingToDo;
            }

            effects.Audit(AuditKind.ExpiryMoved, person.Id, $"from {move.From:yyyy-MM-dd} to {move.To:yyyy-MM-dd}");
            return PersonOutcome.Done;
        });
    }

    private IQueryable<PortalUser> Expiring => database.Users.Where(u => u.DisabledAt == null && u.PasswordExpiresAt != null);

    /// <param name="first">A Monday.</param>
    /// <param name="end">The Monday after the last week.</param>
    private async Task<IReadOnlyDictionary<DateOnly, int>> CountAsync(DateOnly first, DateOnly end)
    {
        var (weeks, now) = (new SortedDictionary<DateOnly, int>(), time.Now());
        for (var week = first; week < end; week = week.AddDays(7))
        {
            var (start, next) = (Start(week), Start(week.AddDays(7)));
            weeks[week] = await Expiring.CountAsync(u => u.PasswordExpiresAt >= start && u.PasswordExpiresAt < next && u.PasswordExpiresAt > now);
        }

        return weeks;
    }

    private DateTime Start(DateOnly monday) => LocalTime.Utc(monday.ToDateTime(TimeOnly.MinValue), Zone);
}
