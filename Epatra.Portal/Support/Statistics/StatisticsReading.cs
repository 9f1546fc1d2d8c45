using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Statistics;

/// <summary>Counts what codes, authenticators and resets came to; the database adds up, and only sums come out of it.</summary>
internal sealed class StatisticsReading(PortalDbContext database, Desk desk, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>How many weeks can be looked at, this one included.</summary>
    public static readonly IReadOnlyList<int> Spans = [4, 12, 52];

    private const int UsualSpan = 12;

    /// <param name="weeks">One of <see cref="Spans"/>; anything else stands for the usual.</param>
    public async Task<WeeklyFigures> ReadAsync(int? weeks)
    {
        _ = desk.Agent;
        var span = weeks is { } asked && Spans.Contains(asked) ? asked : UsualSpan;
        var zone = portal.Value.Zone;
        var last = LocalTime.Monday(time.Now(), zone);
        var first = last.AddDays(-7 * (span - 1));
        var since = LocalTime.Utc(first.ToDateTime(TimeOnly.MinValue), zone);
        return new(
            [.. Enumerable.Range(0, span).Select(week => first.AddDays(7 * week))],
            await PeopleAsync(),
            await CodesAsync(first),
            await EnrollmentsAsync(first),
            await ResetsAsync(since, zone));
    }

    private async Task<IReadOnlyDictionary<AuthenticatorApp, int>> PeopleAsync() =>
        await database.Authenticators.Where(a => a.State == AuthenticatorState.Active)
            .GroupBy(a => a.App, (app, all) => new { App = app, People = all.Select(a => a.UserId).Distinct().Count() })
            .ToDictionaryAsync(group => group.App, group => group.People);

    private Task<List<CodeCount>> CodesAsync(DateOnly first) => database.CodeUses.Where(u => u.Week >= first)
        .GroupBy(u => new { u.Week, u.Kind, u.App, u.Outcome, u.First, u.OffsetSteps })
        .Select(group => new CodeCount(
            group.Key.Week, group.Key.Kind, group.Key.App, group.Key.Outcome == CodeOutcome.Accepted, group.Key.First, group.Key.OffsetSteps, group.Count()))
        .ToListAsync();

    private Task<List<EnrollmentCount>> EnrollmentsAsync(DateOnly first) => database.CodeUses.Where(u => u.Week >= first && u.Kind == CodeUseKind.Enrollment && u.SecondsFromQr != null)
        .GroupBy(u => new { u.Week, u.App, u.SecondsFromQr })
        .Select(group => new EnrollmentCount(group.Key.Week, group.Key.App, group.Key.SecondsFromQr!.Value, group.Count()))
        .ToListAsync();

    /// <summary>There are few: agents do each of them by hand.</summary>
    private async Task<IReadOnlyList<ResetCase>> ResetsAsync(DateTime since, TimeZoneInfo zone)
    {
        var resets = await database.Resets.Where(r => r.State == ResetState.Done && r.DoneAt >= since)
            .Select(r => new { r.DoneAt, r.Cause, r.App }).ToListAsync();
        return resets.ConvertAll(r => new ResetCase(LocalTime.Monday(r.DoneAt!.Value, zone), r.Cause, r.App));
    }
}
