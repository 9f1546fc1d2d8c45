using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Statistics;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>The statistics of a year in which a million codes were typed.</summary>
internal static class StatisticsOfMany
{
    private const int Count = 1_000_000;
    private static readonly string[] Columns = ["Week", "Kind", "App", "Outcome", "First", "OffsetSteps", "SecondsFromQr"];

    public static async Task RunAsync(Bench bench)
    {
        await using (var sqlite = await bench.SeedAsync(0, SeededDatabase.FewIterations))
        {
            await MeasureAsync(bench, sqlite, "SQLite");
        }

        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        await using var postgreSql = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), 0, SeededDatabase.FewIterations, authenticators: true);
        await MeasureAsync(bench, postgreSql, "PostgreSQL");
    }

    private static async Task MeasureAsync(Bench bench, SeededDatabase database, string name)
    {
        await using (var scope = database.Services.CreateAsyncScope())
        {
            await BulkInsert.RunAsync(scope.ServiceProvider.GetRequiredService<PortalDbContext>(), "CodeUses", Columns, Rows());
        }

        foreach (var weeks in StatisticsReading.Spans)
        {
            bench.Report.Add($"statistics of {weeks} weeks, of a million codes in 52, {name}", "", (await Latencies.MeasureAsync(2, 10, _ => ReadAsync(database, weeks))).ToString());
        }
    }

    private static async Task ReadAsync(SeededDatabase database, int weeks)
    {
        await using var scope = database.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().Session = new()
        {
            UserId = "agent",
            User = new() { Name = "Agent", Language = "nl", Role = Role.Agent },
            Factor = SecondFactor.Code,
            CreatedAt = default,
            ExpiresAt = default,
            LastSeenAt = default,
            ProofAt = default,
        };
        StatisticsTables.Of(await scope.ServiceProvider.GetRequiredService<StatisticsReading>().ReadAsync(weeks), "d MMM yyyy");
    }

    /// <summary>One enrolment in twenty codes, one refused in ten; clocks of the refused are anywhere in the hour around now.</summary>
    private static IEnumerable<object?[]> Rows()
    {
        var (last, apps) = (LocalTime.Monday(TimeProvider.System.Now(), TimeZoneInfo.Utc), Enum.GetValues<AuthenticatorApp>());
        for (var i = 0; i < Count; i++)
        {
            var (week, app, enrols, refused) = (last.AddDays(-7 * (51 - (int)(52L * i / Count))), apps[i % 7 % apps.Length], i % 20 == 0, i % 10 == 3);
            yield return
            [
                week, (enrols ? CodeUseKind.Enrollment : CodeUseKind.SignIn).ToString(), app.ToString(), (refused ? CodeOutcome.OtherTime : CodeOutcome.Accepted).ToString(), i % 9 != 0,
                refused ? i % 240 - 120 : i % 3 - 1, enrols ? 20 + i / 20 % 300 : null,
            ];
        }
    }
}
