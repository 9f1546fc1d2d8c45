using Epatra.Portal.Accounts;
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

        await nodes.One.Services.GetRequiredService<LiveBus>().PublishAsync(topic, "from one");
        Assert.Equal(["from one"], await there.UntilAsync("from one"));
        await nodes.Other.Services.GetRequiredService<LiveBus>().PublishAsync(topic, "from the other");

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

        using var guard = new CancellationTokenSource(Ear.Guard);

        // Each look at the database gives the listeners time to notice, each second lets them try again.
        while (told.Any(node => !node.Task.IsCompleted))
        {
            guard.Token.ThrowIfCancellationRequested();
            await nodes.CountAsync();
            nodes.One.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Two_nodes_hear_each_other_and_each_its_own_messages_once();
    }

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
