using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Epatra.Portal.Mail;

/// <summary>Against a real mail server, in every mood that one can be in.</summary>
public sealed class SendingTests(MailPortal portal) : IClassFixture<MailPortal>
{
    private readonly string first = $"first {Guid.NewGuid()}";
    private readonly string second = $"second {Guid.NewGuid()}";

    private PortalHost Host => portal.Host;
    private MailServer Server => portal.Server;

    [Fact]
    public async Task A_mail_leaves_as_soon_as_it_is_committed()
    {
        var person = await Host.AddWithNeitherAsync();
        await Host.WriteAsync(person, Post.Letter(first));

        var mail = await Server.NextMailAsync();
        var row = await Host.SentAsync(first);
        Assert.Equal((first, person.Email, $"<{row.Id}@localhost>"), (mail.Subject, mail.To, mail.Header("Message-ID")));
        Assert.Equal((Host.Time.Now(), 1, null, null), (row.SentAt, row.Attempts, row.ClaimedBy, row.LastError));
    }

    [Fact]
    public async Task What_was_undone_is_never_sent()
    {
        var person = await Host.AddWithNeitherAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Host.WriteAsync(async (services, effects) =>
        {
            services.GetRequiredService<Outbox>().Add(await services.GetRequiredService<PortalDbContext>().Users.SingleAsync(u => u.Id == person.Id), () => Post.Letter(first), effects);
            throw new InvalidOperationException("The transaction fails after the mail was written.");
        }));
        await Host.WriteAsync(person, Post.Letter(second));
        Assert.Equal(second, (await Server.NextMailAsync()).Subject);
        await Host.SentAsync(second);
    }

    [Theory]
    [InlineData("refuse-4", "4.3.0|come back later")]
    [InlineData("refuse-5", "5.1.1|is not known here")]
    [InlineData("drop", "")]
    [InlineData("away", "refused")]
    public async Task A_mail_that_could_not_be_sent_waits_and_the_next_one_to_the_same_person_waits_behind_it(string mood, string words)
    {
        var (person, somebodyElse) = (await Host.AddWithNeitherAsync(), await Host.AddWithNeitherAsync());
        await Server.BeAsync(mood);
        await Host.WriteAsync(person, Post.Letter(first));
        var row = await Host.UntilAsync(first, mail => mail.LastError is not null && mail.ClaimedBy is null);
        Assert.Equal((null, null, 1, Host.Time.Now() + OutboxQueue.FirstWait), (row.SentAt, row.FailedAt, row.Attempts, row.DueAt));
        Assert.All(words.Split('|'), word => Assert.Contains(word, row.LastError));
        Assert.DoesNotContain("@", row.LastError);

        await Server.BeAsync("accept");
        await Host.WriteAsync(person, Post.Letter(second));
        await Host.WriteAsync(somebodyElse, Post.Letter("meanwhile"));
        Assert.Equal("meanwhile", (await Server.NextMailAsync()).Subject);
        await Host.SentAsync("meanwhile");

        Host.Time.Advance(OutboxService.LookEvery);
        Assert.Equal((first, second), ((await Server.NextMailAsync()).Subject, (await Server.NextMailAsync()).Subject));
        Assert.Null((await Host.SentAsync(first)).LastError);
        await Host.SentAsync(second);
    }

    [Fact]
    public async Task What_the_server_has_taken_is_not_sent_again_when_it_drops_the_line_then()
    {
        await Server.BeAsync("drop-after");
        await Host.WriteAsync(await Host.AddWithNeitherAsync(), Post.Letter(first));
        Assert.Equal(1, (await Host.SentAsync(first)).Attempts);
        Assert.Equal(first, (await Server.NextMailAsync()).Subject);
        await Server.BeAsync("accept");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_holds_nobody_else_up_and_is_given_up_before_the_claim_ends()
    {
        Assert.True(MailSender.Patience < MailSender.Abandon && MailSender.Abandon < OutboxQueue.ClaimLife);
        await Server.BeAsync("hold");
        await HoldAsync(first);
        await Server.BeAsync("accept");
        await Host.WriteAsync(await Host.AddWithNeitherAsync(), Post.Letter(second));
        Assert.Equal(second, (await Server.NextMailAsync()).Subject);
        await Host.SentAsync(second); // or its own patience would end as well

        Host.Time.Advance(MailSender.Patience);
        Assert.Equal("No answer within 60 seconds.", (await Host.UntilAsync(first, mail => mail.ClaimedBy is null)).LastError);
        await Server.BeAsync("release");
        Host.Time.Advance(OutboxService.LookEvery);
        Assert.Equal(first, (await Server.NextMailAsync()).Subject);
        await Host.SentAsync(first);
    }

    [Fact]
    public async Task A_server_that_is_slow_with_what_can_wait_keeps_nobody_waiting_for_a_code()
    {
        await Server.BeAsync("hold");
        await HoldAsync($"a {first}", canWait: true);
        await HoldAsync($"b {first}", canWait: true);
        await Server.BeAsync("accept");
        await Host.WriteAsync(await Host.AddWithNeitherAsync(), Post.Letter($"c {first}") with { CanWait = true });
        await Host.WriteAsync(await Host.AddWithNeitherAsync(), Post.Letter(second));
        Assert.Equal(second, (await Server.NextMailAsync()).Subject);

        await Server.BeAsync("release");
        var late = new[] { await Server.NextMailAsync(), await Server.NextMailAsync(), await Server.NextMailAsync() };
        Assert.Equal([$"a {first}", $"b {first}", $"c {first}"], late.Select(mail => mail.Subject).Order());
        foreach (var mail in late)
        {
            await Host.SentAsync(mail.Subject);
        }
    }

    [Fact]
    public async Task After_three_days_it_is_given_up_for_everybody_to_see_and_the_next_one_goes()
    {
        var person = await Host.AddWithNeitherAsync();
        var log = LogLines.Of(Host);
        await Server.BeAsync("refuse-5");
        await Host.WriteAsync(person, Post.Letter(first));
        await Host.UntilAsync(first, mail => mail.LastError is not null && mail.ClaimedBy is null);

        Host.Time.Advance(OutboxQueue.GiveUpAfter - TimeSpan.FromSeconds(1));
        var last = await Host.UntilAsync(first, mail => mail.Attempts == 2 && mail.ClaimedBy is null);
        Assert.Equal((null, last.CreatedAt + OutboxQueue.GiveUpAfter), (last.FailedAt, last.DueAt));
        await Host.WriteAsync(person, Post.Letter(second)); // waits behind it
        Host.Time.Advance(OutboxService.LookEvery);

        var failed = await Host.UntilAsync(first, mail => mail.FailedAt is not null);
        Assert.Equal((Host.Time.Now(), 3, null), (failed.FailedAt, failed.Attempts, failed.ClaimedBy));
        Assert.Contains("is not known here", failed.LastError);
        Assert.Equal($"{failed.Id} after 3 attempts", await Host.QueryAsync(data => data.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.MailFailed).Select(e => e.Details).SingleAsync()));
        await Host.UntilAsync(second, mail => mail.LastError is not null && mail.ClaimedBy is null);
        Assert.StartsWith("Warning", log.Line($"Mail {failed.Id} has failed for good, after 3 attempts"));
        Assert.DoesNotContain(log.All, line => line.Contains(person.Email, StringComparison.OrdinalIgnoreCase));

        await Server.BeAsync("accept");
        Host.Time.Advance(OutboxService.LookEvery);
        Assert.Equal(second, (await Server.NextMailAsync()).Subject);
        await Host.SentAsync(second);
    }

    [Fact]
    public async Task A_portal_that_stops_ends_what_is_under_way_and_begins_nothing()
    {
        await using var host = await PortalHost.StartAsync(DatabaseProvider.Sqlite, Server.Settings);
        var person = await host.AddWithNeitherAsync();
        await Server.BeAsync("hold");
        await host.WriteAsync(person, Post.Letter(first), Post.Letter(second));
        await Server.AskedAsync(first);
        var stop = host.Services.GetServices<IHostedService>().OfType<OutboxService>().Single().StopAsync(CancellationToken.None);
        await Server.BeAsync("release");
        await stop;
        Assert.Equal(first, (await Server.NextMailAsync()).Subject);

        Assert.NotNull((await host.UntilAsync(first, _ => true)).SentAt);
        Assert.Equal((null, 0), await host.UntilAsync(second, _ => true) is var row ? (row.SentAt, row.Attempts) : default);
    }

    [Fact]
    public async Task What_could_not_be_ended_in_time_is_free_for_another_node_at_once()
    {
        await using var host = await PortalHost.StartWithoutAsync(typeof(OutboxService), DatabaseProvider.Sqlite, Server.Settings);
        await host.WriteAsync(await host.AddWithNeitherAsync(), Post.Letter(first));
        var mail = Assert.Single(await host.ClaimAsync());
        Assert.Empty(await host.ClaimAsync());

        await Server.BeAsync("hold");
        using var stopping = new CancellationTokenSource();
        var attempt = host.Services.GetRequiredService<MailSender>().SendAsync(mail, stopping.Token);
        await Server.AskedAsync(first);
        await stopping.CancelAsync();
        Assert.Equal((SendOutcome.Stopped, null), await attempt);
        await Server.BeAsync("accept");

        await host.RunAsync(async (OutboxQueue queue) =>
        {
            await queue.RecordAsync(mail, SendOutcome.Stopped, error: null);
            return true;
        });
        Assert.Equal(mail.Id, Assert.Single(await host.ClaimAsync()).Id);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(12, 10_240)]
    [InlineData(13, 14_400)]
    [InlineData(5_000, 14_400)]
    public void Each_wait_is_twice_the_last_from_seconds_to_hours(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), OutboxQueue.Wait(attempts));

    /// <summary>A message that the server holds in its hands.</summary>
    private async Task HoldAsync(string subject, bool canWait = false)
    {
        await Host.WriteAsync(await Host.AddWithNeitherAsync(), Post.Letter(subject) with { CanWait = canWait });
        await Server.AskedAsync(subject);
    }
}
