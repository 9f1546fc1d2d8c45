using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// A code held against the authenticator and used up, the session and the audit log written, in one transaction that is
/// on the disk when it ends (synchronous=FULL); beside what the disk alone takes for that.
/// </summary>
internal static class CodeRecord
{
    private const int Count = 300;
    private const int People = Count * Bench.Rounds;

    public static async Task RunAsync(Bench bench)
    {
        bench.Report.Add("writing 4 kB through to the disk (fsync)", "", (await DiskAsync()).ToString());
        await using (var sqlite = await bench.SeedAsync(People, SeededDatabase.FewIterations))
        {
            bench.Report.Add("code check with its record, SQLite", "p99 2 ms", (await MeasureAsync(sqlite)).ToString());
        }

        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        await using var postgreSql = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), People, SeededDatabase.FewIterations, authenticators: true);
        bench.Report.Add("code check with its record, PostgreSQL", "", (await MeasureAsync(postgreSql)).ToString());
    }

    private static async Task<Latencies> MeasureAsync(SeededDatabase database)
    {
        await RoundAsync(database, SeededDatabase.WarmUp);
        var rounds = new List<Latencies>();
        for (var round = 0; round < Bench.Rounds; round++)
        {
            rounds.Add(await RoundAsync(database, Count));
        }

        return rounds.MinBy(round => round.Percentile(0.99))!;
    }

    private static async Task<Latencies> RoundAsync(SeededDatabase database, int count)
    {
        var durations = new List<double>();
        for (var i = 0; i < count; i++)
        {
            await using var scope = database.Services.CreateAsyncScope();
            var person = database.Next();
            scope.ServiceProvider.GetRequiredService<Actor>().HalfWay = await BeginAsync(database, person);
            durations.Add((await Latencies.MeasureAsync(0, 1, _ => ProveAsync(scope.ServiceProvider, person.Code))).Percentile(1));
        }

        return new(durations);
    }

    private static async Task ProveAsync(IServiceProvider services, string code)
    {
        var (answer, _) = await services.GetRequiredService<CodeSignIn>().TryAsync(code, trust: false);
        if (answer.Outcome != CodeOutcome.Accepted)
        {
            throw new InvalidOperationException($"The right code was {answer.Outcome}.");
        }
    }

    /// <summary>The half-way sign-in that comes before a code, as a request of its own.</summary>
    private static async Task<HalfWaySignIn> BeginAsync(SeededDatabase database, Person person)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var halfWays = scope.ServiceProvider.GetRequiredService<HalfWaySignIns>();
        var user = await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.SingleAsync(user => user.Id == person.Id);
        var token = await scope.ServiceProvider.GetRequiredService<Transactions>().RunAsync(_ =>
            Task.FromResult(halfWays.Start(user, HalfWayPurpose.Code, Security.Token.New(), "/")));
        return (await halfWays.FindAsync(token))!;
    }

    private static async Task<Latencies> DiskAsync()
    {
        var file = Path.GetTempFileName();
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var block = new byte[4096];
        return await Latencies.MeasureAsync(20, 200, _ =>
        {
            stream.Write(block);
            stream.Flush(flushToDisk: true);
            return Task.CompletedTask;
        });
    }
}
