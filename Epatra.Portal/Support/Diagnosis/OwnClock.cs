using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>So many of those whose codes were of another time agree on which.</summary>
/// <param name="Steps">By how much in the middle, in time steps; negative when their clocks seem behind.</param>
/// <param name="People">How many agree.</param>
/// <param name="All">Of how many.</param>
internal sealed record SharedDrift(int Steps, int People, int All);

/// <summary>Many phones are not wrong the same way at once: then it is the portal's own clock.</summary>
internal sealed class OwnClock(PortalDbContext database, Desk desk, TimeProvider time)
{
    private const int Enough = 5;

    /// <summary>Steps between those who are said to agree: people type at different speeds.</summary>
    private const int Apart = 2;

    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Looks at the codes of the last hour. Null when they say nothing about the portal's own clock.</summary>
    public async Task<SharedDrift?> LookAsync()
    {
        _ = desk.Agent;
        var since = time.Now() - Recent;
        var readings = await database.CodeDiagnoses.Where(d => d.At >= since && d.OffsetSteps != null && (d.Certain || d.OffsetSteps < ClockTexts.ReadBefore || d.OffsetSteps > 0))
            .OrderBy(d => d.At).Select(d => new { d.UserId, Steps = d.OffsetSteps!.Value }).ToListAsync();
        return Of(readings.GroupBy(reading => reading.UserId).Select(person => person.Last().Steps)); // one that has set a clock right counts as it is now
    }

    /// <summary>At least five people, and two thirds of those whose codes were of another time, off the same way by about as much.</summary>
    /// <param name="steps">One reading a person.</param>
    public static SharedDrift? Of(IEnumerable<int> steps)
    {
        List<KeyValuePair<int, int>> counts = [.. steps.CountBy(step => step).OrderBy(one => one.Key)];
        var (all, agreeing) = (counts.Sum(one => one.Value), counts.Select(first => From(first.Key)).MaxBy(People) ?? []);
        var people = People(agreeing);
        return people >= Enough && people * 3 >= all * 2
            ? new SharedDrift(agreeing.SelectMany(one => Enumerable.Repeat(one.Key, one.Value)).ElementAt(people / 2), people, all)
            : null;

        List<KeyValuePair<int, int>> From(int first) => counts.FindAll(one => one.Key >= first && one.Key <= first + Apart && Math.Sign(one.Key) == Math.Sign(first));
        static int People(List<KeyValuePair<int, int>> some) => some.Sum(one => one.Value);
    }
}
