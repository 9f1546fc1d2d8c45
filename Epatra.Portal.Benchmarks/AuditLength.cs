using System.Globalization;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>A log of a million entries: how long `audit verify` looks at it, with how much memory, and how long a page of it takes.</summary>
internal static class AuditLength
{
    private const int Count = 1_000_000;
    private const int People = 5_000;
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Columns =
        ["Sequence", "At", "Kind", "ActorId", "SubjectId", "Details", "Address", "AddressSalt", "AddressDigest", "PreviousHash", "Hash"];

    public static async Task RunAsync(Bench bench)
    {
        await using (var sqlite = await bench.SeedAsync(0, SeededDatabase.FewIterations, authenticators: false))
        {
            await MeasureAsync(bench, sqlite, "SQLite");
        }

        await using var cluster = await PostgreSqlCluster.StartAsync(durable: true);
        await using var postgreSql = await SeededDatabase.CreateAsync(DatabaseProvider.PostgreSql, await cluster.CreateDatabaseAsync(), 0, SeededDatabase.FewIterations, authenticators: false);
        await MeasureAsync(bench, postgreSql, "PostgreSQL");
    }

    private static async Task MeasureAsync(Bench bench, SeededDatabase database, string name)
    {
        await using var scope = database.Services.CreateAsyncScope();
        await BulkInsert.RunAsync(scope.ServiceProvider.GetRequiredService<PortalDbContext>(), "AuditEntries", Columns, Entries().Select(Values));
        await VerifyAsync(database); // for the compiler
        var (best, memory) = (double.MaxValue, 0.0);
        for (var round = 0; round < Bench.Rounds; round++)
        {
            var (seconds, more) = await VerifyAsync(database);
            (best, memory) = (Math.Min(best, seconds), Math.Max(memory, more));
        }

        bench.Report.Add($"audit verify, a million entries, {name}", "10 s", string.Create(CultureInfo.InvariantCulture, $"{best:0.0} s, {memory:0} MB more memory"));
        var person = Id(17);
        await PageAsync(bench, database, $"a page of that log, {name}", AuditFilter.All);
        await PageAsync(bench, database, $"the same about one person, {name}", new(People: [person]));
        await PageAsync(bench, database, $"the same of a day long ago, {name}", new(From: At(Count / 4), Until: At(Count / 4).AddDays(1)));
        await PageAsync(bench, database, $"the same with a text that is nowhere, {name}", new(Text: "nowhere"));
    }

    private static async Task PageAsync(Bench bench, SeededDatabase database, string name, AuditFilter filter) => bench.Report.Add(name, "", (await Latencies.MeasureAsync(3, 10, async _ =>
    {
        await using var scope = database.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AuditRows>().ListAsync(filter, before: null, 51);
    })).ToString());

    private static async Task<(double Seconds, double Memory)> VerifyAsync(SeededDatabase database)
    {
        GC.Collect();
        var (before, most) = (Environment.WorkingSet, 0L);
        using var sampler = new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, Sample, Sample);
        var start = TimeProvider.System.GetTimestamp();
        await using var scope = database.Services.CreateAsyncScope();
        var verdict = await scope.ServiceProvider.GetRequiredService<AuditVerification>().RunAsync(expected: null);
        return verdict is { IsIntact: true, Entries: Count }
            ? (TimeProvider.System.GetElapsedTime(start).TotalSeconds, Math.Max(0, most - before) / 1e6)
            : throw new InvalidOperationException($"The log is not as it was written: {string.Join("; ", verdict.Breaks)}");
    }

    private static DateTime At(int number) => new DateTime(2025, 11, 22, 0, 0, 0, DateTimeKind.Utc).AddSeconds(30.0 * number);

    private static string Id(int person) => $"{person:00000000}-0000-0000-0000-000000000000";

    private static IEnumerable<AuditEntry> Entries()
    {
        var (kinds, previous) = (Enum.GetValues<AuditKind>(), AuditChain.Start);
        for (var i = 1; i <= Count; i++)
        {
            var (person, address, salt) = (Id(i * 7 % People), $"192.0.2.{i % 256}", $"{i:x32}");
            var entry = new AuditEntry
            {
                Sequence = i,
                At = At(i),
                Kind = kinds[i % kinds.Length],
                ActorId = person,
                SubjectId = person,
                Details = $"session {Id(i)}",
                Address = address,
                AddressSalt = salt,
                AddressDigest = AuditChain.AddressDigest(address, salt),
                PreviousHash = previous,
            };
            previous = entry.Hash = AuditChain.Hash(entry);
            yield return entry;
        }
    }

    private static object?[] Values(AuditEntry entry) =>
    [
        entry.Sequence, entry.At, entry.Kind.ToString(), entry.ActorId, entry.SubjectId, entry.Details,
        entry.Address, entry.AddressSalt, entry.AddressDigest, entry.PreviousHash, entry.Hash,
    ];
}
