using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>The list of very many people, as an administrator leafs through it and filters it.</summary>
internal static class ListOfPeople
{
    private const int WarmUp = 20;
    private const int Calls = 200;

    private static readonly (string What, Func<PortalUser, (PeopleFilter Filter, string? After)> Asked)[] Questions =
    [
        ("first page", _ => (new(), null)),
        ("a page anywhere in it", person => (new(), $"{person.CreatedAt.Ticks}.{person.Id}")),
        ("of a company", person => (new(Company: person.Company), null)),
        ("in a state that one in a hundred is in", _ => (new(State: nameof(PersonState.Locked)), null)),
        ("in a state that nobody is in", _ => (new(State: nameof(PersonState.Frozen)), null)),
        ("by a name", person => (new(Search: person.Name), null)),
    ];

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
        await ManyPeople.AddAsync(database, bench.People);
        await LockAsync(database);
        foreach (var (what, asked) in Questions)
        {
            var took = await Latencies.MeasureAsync(WarmUp, Calls, call => ReadAsync(database, asked(ManyPeople.Person((int)((long)bench.People * call / (WarmUp + Calls))))));
            bench.Report.Add($"list of {bench.People:N0} people, {what}, {name}", "", took.ToString());
        }
    }

    /// <summary>One in a hundred.</summary>
    private static async Task LockAsync(SeededDatabase database)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var now = TimeProvider.System.Now();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.Where(u => u.Id.EndsWith("00-many-people"))
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now).SetProperty(x => x.PasswordHash, "none"));
    }

    private static async Task ReadAsync(SeededDatabase database, (PeopleFilter Filter, string? After) asked)
    {
        await using var scope = database.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().Session = new()
        {
            UserId = "administrator",
            User = new() { Name = "Administrator", Language = "nl", Role = Role.Administrator },
            Factor = SecondFactor.Code,
            CreatedAt = default,
            ExpiresAt = default,
            LastSeenAt = default,
            ProofAt = default,
        };
        await scope.ServiceProvider.GetRequiredService<PeopleList>().ReadAsync(asked.Filter, asked.After);
    }
}
