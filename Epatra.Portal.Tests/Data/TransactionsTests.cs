using Epatra.Portal.Audit;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Data;

[Collection(PortalFixture.Collection)]
public sealed class TransactionsTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_is_committed_is_there_with_its_audit_entry_and_its_message(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        using var ear = new Ear(host.Services, person.Id);

        await WriteAsync(host, person, _ => { });
        Assert.Equal(["told"], await ear.UntilAsync("told"));
        Assert.Equal((1, 1, 1), await LeftAsync(host, person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_exception_leaves_no_row_no_audit_entry_and_no_message(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        using var ear = new Ear(host.Services, person.Id);

        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(host, person, _ => throw new InvalidOperationException("broken")));
        await NothingIsLeftAsync(host, person, ear);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_row_that_the_database_refuses_takes_everything_else_with_it(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        using var ear = new Ear(host.Services, person.Id);

        await Assert.ThrowsAsync<DbUpdateException>(() => WriteAsync(host, person, services => services.GetRequiredService<PortalDbContext>()
            .EnrollmentGrants.Add(new EnrollmentGrant { UserId = "nobody", Kind = GrantKind.First, CreatedAt = host.Time.Now() })));
        await NothingIsLeftAsync(host, person, ear);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_undo_leaves_no_row_no_audit_entry_and_no_message(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        using var ear = new Ear(host.Services, person.Id);

        await WriteAsync(host, person, _ => { }, undo: true);
        await NothingIsLeftAsync(host, person, ear);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Messages_are_published_after_the_commit(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        var live = host.Services.GetRequiredService<LiveBus>();
        using var ear = new Ear(host.Services, person.Id);
        var seen = new TaskCompletionSource<(int, int, int)>();
        using var reader = live.Subscribe(person.Id, async id =>
        {
            if (id == "told")
            {
                seen.TrySetResult(await LeftAsync(host, person));
            }
        });

        IReadOnlyList<string> heardInside = [];
        await WriteAsync(host, person, _ => { }, async () =>
        {
            live.Publish([(person.Id, "inside")]); // had the message gone out before, it would be heard before this one
            heardInside = [.. await ear.UntilAsync("inside")];
        });

        Assert.Equal(["inside"], heardInside);
        Assert.Equal((1, 1, 1), await seen.Task.WaitAsync(Ear.Guard));
    }

    [Fact]
    public async Task Writers_of_sqlite_in_parallel_lose_nothing()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => host.RunAsync(async (IServiceProvider services) =>
        {
            var data = services.GetRequiredService<PortalDbContext>();
            await services.GetRequiredService<Transactions>().RunAsync(async _ => (await data.Authenticators.SingleAsync(a => a.UserId == person.Id)).LastStep++);
            return true;
        }))));

        Assert.Equal(32, await host.QueryAsync(data => data.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.LastStep).SingleAsync()));
    }

    [Fact]
    public async Task Writers_of_sqlite_pass_one_at_a_time_and_readers_and_postgresql_do_not_wait()
    {
        using var gate = new WriteGate();
        var pass = await portal.Sqlite.QueryAsync(async data => await gate.EnterAsync(data));
        var next = portal.Sqlite.QueryAsync(async data => await gate.EnterAsync(data));

        Assert.Null(await portal.PostgreSql.QueryAsync(async data => await gate.EnterAsync(data)));
        Assert.False(next.IsCompleted);
        pass!.Dispose();
        Assert.NotNull(await next.WaitAsync(Ear.Guard));
    }

    /// <summary>A row saved by itself, a row of the context, an audit entry and a message; then what the test adds.</summary>
    private static Task<bool> WriteAsync(PortalHost host, TestPerson person, Action<IServiceProvider> more, Func<Task>? wait = null, bool undo = false) =>
        host.RunAsync(async (IServiceProvider services) =>
        {
            await services.GetRequiredService<Transactions>().RunAsync(async effects =>
            {
                await services.GetRequiredService<FailureCounts>().HoldAsync(person.Id);
                services.GetRequiredService<PortalDbContext>().EnrollmentGrants
                    .Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.First, CreatedAt = host.Time.Now() });
                effects.Audit(AuditKind.SessionEnded, person.Id);
                effects.Publish(person.Id, "told");
                if (undo)
                {
                    effects.Undo();
                }

                more(services);
                await (wait?.Invoke() ?? Task.CompletedTask);
            });
            return true;
        });

    private static async Task NothingIsLeftAsync(PortalHost host, TestPerson person, Ear ear)
    {
        host.Services.GetRequiredService<LiveBus>().Publish([(person.Id, "later")]);
        Assert.Equal(["later"], await ear.UntilAsync("later"));
        Assert.Equal((0, 0, 0), await LeftAsync(host, person));
    }

    private static async Task<(int Counts, int Grants, int Entries)> LeftAsync(PortalHost host, TestPerson person) => (
        await host.QueryAsync(data => data.FailureCounts.CountAsync(count => count.Subject == person.Id)),
        await host.QueryAsync(data => data.EnrollmentGrants.CountAsync(grant => grant.UserId == person.Id)),
        await host.QueryAsync(data => data.AuditEntries.CountAsync(entry => entry.SubjectId == person.Id)));
}
