using System.Globalization;
using Epatra.Portal.Data;
using Epatra.Portal.Health;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>This machine's clock against the clock of PostgreSQL, and against what the audit log has seen.</summary>
internal sealed class ClockExamination(PortalDbContext database, TimeProvider time) : IDatabaseExamination
{
    private const string Advice = "Let the clock be set by NTP (timedatectl set-ntp true), on every machine: with a wrong clock no code fits.";

    /// <summary>Seconds that two machines may differ without anybody noticing.</summary>
    private const double Tolerance = 5;

    public string Of => "clock";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        var seen = await new ClockCheck(database, time).CheckHealthAsync(new HealthCheckContext());
        yield return seen.Status == HealthStatus.Healthy
            ? new(Of, Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"It is {time.Now():u}, and nothing in the audit log is later."))
            : new(Of, Verdict.Wrong, string.Create(CultureInfo.InvariantCulture, $"It is {time.Now():u}, and the audit log has later entries: this clock is behind, or another was ahead."), Advice);
        if (database.Database.IsNpgsql())
        {
            var theirs = await database.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync();
            yield return Judge((time.GetUtcNow().UtcDateTime - theirs).TotalSeconds);
        }
    }

    /// <param name="ahead">Seconds by which this machine is ahead of that of PostgreSQL.</param>
    public static Finding Judge(double ahead) => new(
        "clock",
        Math.Abs(ahead) > Tolerance ? Verdict.Warning : Verdict.Ok,
        Math.Abs(ahead) > Tolerance ? string.Create(CultureInfo.InvariantCulture, $"This machine is {Math.Abs(ahead):F0} seconds {(ahead > 0 ? "ahead of" : "behind")} the one of PostgreSQL.") : "It agrees with that of PostgreSQL.",
        Math.Abs(ahead) > Tolerance ? Advice : null);
}
