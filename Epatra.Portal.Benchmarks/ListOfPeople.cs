using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
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
        .. Enum.GetValues<PersonState>().Select(state => ($"in the state {state}", (Func<PortalUser, (PeopleFilter, string?)>)(_ => (new(State: state.ToString()), null)))),
        ("by a name", person => (new(Search: person.Name), null)),
    ];

    /// <summary>In each of these are a thousand of a million, by the last three digits of their numbers; nobody is frozen, and all the others are active.</summary>
    private static readonly PersonState[] Rare = [PersonState.Invited, PersonState.Opened, PersonState.InvitationOver, PersonState.Withdrawn, PersonState.PasswordSet, PersonState.Locked];

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
        await SpreadAsync(database, bench.People);
        foreach (var (what, asked) in Questions)
        {
            var took = await Latencies.MeasureAsync(WarmUp, Calls, call => ReadAsync(database, asked(ManyPeople.Person((int)((long)bench.People * call / (WarmUp + Calls))))));
            bench.Report.Add($"list of {bench.People:N0} people, {what}, {name}", "", took.ToString());
        }
    }

    private static async Task SpreadAsync(SeededDatabase database, int people)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var (context, now) = (scope.ServiceProvider.GetRequiredService<PortalDbContext>(), TimeProvider.System.Now());
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await context.Users.Where(u => u.Id.EndsWith("-many-people")).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, "none"));
        foreach (var (number, state) in Rare.Index())
        {
            var those = context.Users.Where(u => u.Id.EndsWith($"{number:D3}-many-people"));
            DateTime? disabled = state is PersonState.Withdrawn or PersonState.Locked ? now : null;
            var hash = state is PersonState.PasswordSet or PersonState.Locked ? "none" : null;
            await those.ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, disabled).SetProperty(x => x.PasswordHash, hash));
        }

        var all = Enumerable.Range(0, people).Select(i => (Number: i, State: i % 1000 < Rare.Length ? Rare[i % 1000] : PersonState.Active)).ToLookup(one => one.State, one => ManyPeople.Person(one.Number).Id);
        await BulkInsert.RunAsync(
            context, "Authenticators", ["Id", "UserId", "Number", "App", "State", "ProtectedSecret", "LastStep", "Offsets", "CreatedAt"],
            all[PersonState.Active].Select(id => new object?[] { Guid.NewGuid(), id, 1, nameof(AuthenticatorApp.Google), nameof(AuthenticatorState.Active), "none", 0L, "", now }));
        await BulkInsert.RunAsync(
            context, "Invitations", ["Id", "UserId", "TokenHash", "CreatedAt", "ExpiresAt", "OpenedAt"],
            new[] { PersonState.Invited, PersonState.Opened }.SelectMany(state => all[state].Select(id => new object?[] { Guid.NewGuid(), id, id, now, now.AddDays(7), state == PersonState.Opened ? now : null })));
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
