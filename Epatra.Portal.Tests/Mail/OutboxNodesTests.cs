using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Mail;

/// <summary>Two nodes on one database, which is real on PostgreSQL and the harder case on SQLite.</summary>
public sealed class OutboxNodesTests : IAsyncLifetime
{
    private const int People = 6;
    private const int Rounds = 5;

    private MailServer server = null!;

    public static TheoryData<string> Databases => PortalFixture.Databases;

    public async Task InitializeAsync() => server = await MailServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory, MemberData(nameof(Databases))]
    public async Task Two_nodes_send_each_mail_once_and_to_each_person_in_order_and_take_over_from_a_dead_one(string database)
    {
        await using var one = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), server.Settings);
        await using var other = one.StartNode();
        await OnceAndInOrderAsync(one, other);
        await TakesOverAsync(one);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_many_who_claim_at_once_each_gets_another_mail(string database)
    {
        await using var one = await PortalHost.StartWithoutAsync(typeof(OutboxService), Enum.Parse<DatabaseProvider>(database), server.Settings);
        await using var other = one.StartNode();
        await one.WriteAsync((services, effects) =>
        {
            var outbox = services.GetRequiredService<Outbox>();
            Enumerable.Range(0, 20).ToList().ForEach(i => outbox.AddForSupport(() => Post.Letter($"{i}"), replyTo: null, effects));
            return Task.CompletedTask;
        });

        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2 == 0 ? one : other).ClaimAsync(most: 1 + i % 3))));
        var claimed = claims.SelectMany(mails => mails).Select(mail => mail.Id).ToList();
        Assert.Equal(claimed.Distinct(), claimed);
        for (var left = 20 - claimed.Count; left > 0; left--) // a row that somebody else was at may have been passed over
        {
            claimed.Add(Assert.Single(await one.ClaimAsync()).Id);
        }

        Assert.Equal(20, claimed.Distinct().Count());
        Assert.Empty(await other.ClaimAsync());
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task What_somebody_waits_for_goes_before_what_can_wait(string database)
    {
        await using var host = await PortalHost.StartWithoutAsync(typeof(OutboxService), Enum.Parse<DatabaseProvider>(database), server.Settings);
        foreach (var subject in new[] { "reminder", "invitation" })
        {
            await host.WriteAsync(await host.AddWithNeitherAsync(), Post.Letter(subject) with { CanWait = true });
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var person = await host.AddWithNeitherAsync();
        await host.WriteAsync(person, Post.Letter("the person's own reminder") with { CanWait = true });
        await host.WriteAsync(person, Post.Letter("code"));
        Assert.Equal("code", Assert.Single(await host.ClaimAsync()).Subject);
        Assert.Empty(await host.ClaimAsync(most: 4, withBulk: false));
        Assert.Equal("reminder", Assert.Single(await host.ClaimAsync()).Subject);
        Assert.Equal("invitation", Assert.Single(await host.ClaimAsync()).Subject);
        Assert.Equal("the person's own reminder", Assert.Single(await host.ClaimAsync(most: 4)).Subject);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_mail_to_an_address_that_is_not_confirmed_holds_up_none_to_the_address_of_the_person(string database)
    {
        await using var host = await PortalHost.StartWithoutAsync(typeof(OutboxService), Enum.Parse<DatabaseProvider>(database), server.Settings);
        var person = await host.AddWithNeitherAsync();
        await host.WriteAsync(async (services, effects) => services.GetRequiredService<Outbox>().AddTo(
            "typed@wrong.example", await services.GetRequiredService<PortalDbContext>().Users.SingleAsync(u => u.Id == person.Id), () => Post.Letter("confirm"), effects));
        Assert.Equal("confirm", Assert.Single(await host.ClaimAsync()).Subject);

        await host.WriteAsync(person, Post.Letter("told"), Post.Letter("later"));
        Assert.Equal("told", Assert.Single(await host.ClaimAsync(most: 4)).Subject);
    }

    private async Task OnceAndInOrderAsync(PortalHost one, PortalHost other)
    {
        var people = new List<TestPerson>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await one.AddWithNeitherAsync());
        }

        for (var round = 0; round < Rounds; round++)
        {
            one.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(people.Select((person, i) => ((i + round) % 2 == 0 ? one : other).WriteAsync(person, Post.Letter($"{round}"))));
        }

        var received = new List<ReceivedMail>();
        while (received.Count < People * Rounds)
        {
            received.Add(await server.NextMailAsync());
        }

        Assert.Equal(received.Count, received.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.All(received.GroupBy(mail => mail.To), mails => Assert.Equal(Enumerable.Range(0, Rounds).Select(round => $"{round}"), mails.Select(mail => mail.Subject)));
        await one.AllSentAsync();
        Assert.Equal([1], await one.QueryAsync(data => data.OutboxMails.Select(mail => mail.Attempts).Distinct().ToListAsync()));
    }

    private async Task TakesOverAsync(PortalHost one)
    {
        await one.QueryAsync(async data =>
        {
            var mail = Mail(one);
            (mail.ClaimedBy, mail.ClaimedUntil, mail.Attempts) = ("a node that died", one.Time.Now() + OutboxQueue.ClaimLife, 1);
            data.OutboxMails.Add(mail);
            return await data.SaveChangesAsync();
        });
        one.Time.Advance(OutboxQueue.ClaimLife - TimeSpan.FromSeconds(1));
        await one.WriteAsync(await one.AddWithNeitherAsync(), Post.Letter("another"));
        Assert.Equal("another", (await server.NextMailAsync()).Subject);
        await one.SentAsync("another");

        one.Time.Advance(OutboxService.LookEvery);
        Assert.Equal("left behind", (await server.NextMailAsync()).Subject);
        Assert.Equal(2, (await one.SentAsync("left behind")).Attempts);
    }

    private static OutboxMail Mail(PortalHost host)
    {
        var body = host.Services.GetRequiredService<MailBodies>().Protect("text");
        return new()
        {
            Recipient = "somebody@test.example",
            Language = "nl",
            Subject = "left behind",
            ProtectedText = body,
            ProtectedHtml = body,
            CreatedAt = host.Time.Now(),
            DueAt = host.Time.Now(),
        };
    }
}
