using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Live;

public sealed class LiveNodesTests(LiveNodesTests.TwoNodes nodes) : IClassFixture<LiveNodesTests.TwoNodes>
{
    private readonly string topic = Guid.NewGuid().ToString();

    [Fact]
    public async Task Two_nodes_hear_each_other_and_each_its_own_messages_once()
    {
        await nodes.ListenAsync();
        using var here = new Ear(nodes.One.Services, topic);
        using var there = new Ear(nodes.Other.Services, topic);

        await PublishAsync(nodes.One, "from one");
        Assert.Equal(["from one"], await there.UntilAsync("from one"));
        await PublishAsync(nodes.Other, "from the other");

        Assert.Equal(["from one", "from the other"], await here.UntilAsync("from the other"));
        Assert.Equal(["from one", "from the other"], await there.UntilAsync("from the other"));
    }

    [Fact]
    public async Task After_a_lost_line_everybody_is_told_to_read_again_and_the_nodes_hear_each_other_again()
    {
        await nodes.ListenAsync();
        var told = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        using var one = Tell(nodes.One, told[0]);
        using var other = Tell(nodes.Other, told[1]);
        await nodes.CutAsync();

        await RetryUntilAsync(Task.WhenAll(told.Select(node => node.Task)));
        await Two_nodes_hear_each_other_and_each_its_own_messages_once();
    }

    [Fact]
    public async Task A_node_that_was_deaf_while_something_happened_is_told_to_read_again()
    {
        await nodes.ListenAsync();
        await nodes.CutAsync(); // nobody listens until a second has passed
        var heard = new TaskCompletionSource<string>();
        using var deaf = nodes.Other.Services.GetRequiredService<LiveBus>().Subscribe(topic, id => Task.FromResult(heard.TrySetResult(id)));
        await PublishAsync(nodes.One, "lost");

        await RetryUntilAsync(heard.Task);
        Assert.Equal("", await heard.Task);
    }

    [Fact]
    public async Task What_was_not_committed_is_not_told_to_the_other_nodes()
    {
        await nodes.ListenAsync();
        using var there = new Ear(nodes.Other.Services, topic);
        await nodes.One.RunAsync(async (Transactions transactions) =>
        {
            await transactions.RunAsync(effects =>
            {
                effects.Publish(topic, "undone");
                effects.Undo();
                return Task.CompletedTask;
            });
            return true;
        });
        await Assert.ThrowsAsync<DbUpdateException>(() => nodes.One.RunAsync(async (IServiceProvider services) =>
        {
            await services.GetRequiredService<Transactions>().RunAsync(effects =>
            {
                effects.Publish(topic, "failed");
                effects.Audit(AuditKind.SessionEnded, null, "\0"); // which PostgreSQL cannot store: it fails after the message was sent
                return Task.CompletedTask;
            });
            return true;
        }));

        await PublishAsync(nodes.One, "committed");
        Assert.Equal(["committed"], await there.UntilAsync("committed"));
    }

    [Fact]
    public async Task Thousands_of_messages_of_one_transaction_all_reach_the_other_node()
    {
        await nodes.ListenAsync();
        using var there = new Ear(nodes.Other.Services, topic);
        var ids = Enumerable.Range(0, 3_000).Select(i => $"{i} {new string('x', 300)}").ToArray();
        await PublishAsync(nodes.One, ids);

        Assert.Equal(ids, await there.UntilAsync(ids[^1]));
    }

    [Fact]
    public void A_message_that_is_more_than_an_id_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Effects().Publish(topic, new string('x', 8_000)));

    [Fact]
    public async Task A_revocation_on_one_node_reaches_the_sessions_on_the_other()
    {
        await nodes.ListenAsync();
        var person = await nodes.One.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(nodes.Other.Address);
        await visitor.SignInAsync(person, nodes.Other);
        var session = await nodes.One.QueryAsync(data => data.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync());
        using var there = new Ear(nodes.Other.Services, Sessions.Topic(session));

        await RevocationTests.RevokeAsync(nodes.One, person, RevocationReason.Lock);

        Assert.Equal([session.ToString()], await there.UntilAsync(session.ToString()));
        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
    }

    private Task<bool> PublishAsync(PortalHost node, params string[] ids) => node.RunAsync(async (Transactions transactions) =>
    {
        await transactions.RunAsync(effects =>
        {
            Array.ForEach(ids, id => effects.Publish(topic, id));
            return Task.CompletedTask;
        });
        return true;
    });

    /// <summary>Each look at the database gives the listeners time to notice, each second lets them try again.</summary>
    private async Task RetryUntilAsync(Task done)
    {
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (!done.IsCompleted)
        {
            guard.Token.ThrowIfCancellationRequested();
            await nodes.CountAsync();
            nodes.One.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private IDisposable Tell(PortalHost node, TaskCompletionSource told) => node.Services.GetRequiredService<LiveBus>().Subscribe(topic + "told", id =>
    {
        Assert.Equal("", id);
        told.TrySetResult();
        return Task.CompletedTask;
    });

    /// <summary>Two nodes on a PostgreSQL of their own, whose lines can be cut.</summary>
    public sealed class TwoNodes : IAsyncLifetime
    {
        internal PortalHost One { get; private set; } = null!;
        internal PortalHost Other { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            One = await PortalHost.StartAsync(DatabaseProvider.PostgreSql);
            Other = One.StartNode();
        }

        public async Task DisposeAsync()
        {
            await Other.DisposeAsync();
            await One.DisposeAsync();
        }

        /// <summary>Returns when both nodes listen.</summary>
        internal async Task ListenAsync()
        {
            using var guard = new CancellationTokenSource(Ear.Guard);
            while (await CountAsync() < 2)
            {
                guard.Token.ThrowIfCancellationRequested();
            }
        }

        internal Task<int> CountAsync() => One.QueryAsync(data => data.Database
            .SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN%'")
            .SingleAsync());

        internal Task<List<bool>> CutAsync() => One.QueryAsync(data => data.Database
            .SqlQuery<bool>($"SELECT pg_terminate_backend(pid, 10000) AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
            .ToListAsync());
    }
}
