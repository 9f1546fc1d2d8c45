using System.Globalization;
using Epatra.Portal.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Live;

[Collection(PortalFixture.Collection)]
public sealed class LiveBusTests(PortalFixture portal)
{
    private readonly string topic = Guid.NewGuid().ToString();

    private IServiceProvider Services => portal.Sqlite.Services;
    private LiveBus Live => Services.GetRequiredService<LiveBus>();

    [Fact]
    public async Task A_subscriber_hears_its_topic_and_no_other()
    {
        using var ear = new Ear(Services, topic);
        Live.Publish([(topic + "x", "elsewhere")]);
        Live.Publish([(topic, "here")]);

        Assert.Equal(["here"], await ear.UntilAsync("here"));
    }

    [Fact]
    public async Task A_subscriber_that_is_gone_hears_nothing_more_and_the_others_do()
    {
        var handled = 0;
        var gone = Live.Subscribe(topic, _ => Task.FromResult(Interlocked.Increment(ref handled)));
        gone.Dispose();
        using var ear = new Ear(Services, topic);
        Live.Publish([(topic, "1")]);
        await ear.UntilAsync("1");
        Live.Publish([(topic, "2")]);

        Assert.Equal(["1", "2"], await ear.UntilAsync("2"));
        Assert.Equal(0, handled);
        gone.Dispose(); // once more does no harm
    }

    [Fact]
    public async Task A_topic_whose_last_subscriber_left_can_be_subscribed_again()
    {
        new Ear(Services, topic).Dispose();
        using var ear = new Ear(Services, topic);
        Live.Publish([(topic, "1")]);

        Assert.Equal(["1"], await ear.UntilAsync("1"));
    }

    [Fact]
    public async Task What_waited_for_a_subscriber_that_left_meanwhile_is_not_handled()
    {
        var (busy, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var handled = new List<string>();
        var subscription = Live.Subscribe(topic, async id =>
        {
            handled.Add(id);
            busy.TrySetResult();
            await leave.Task;
        });
        using var ear = new Ear(Services, topic);
        Live.Publish([(topic, "1")]);
        await busy.Task.WaitAsync(Ear.Guard);
        Live.Publish([(topic, "2")]);
        subscription.Dispose();
        leave.SetResult();

        await ear.UntilAsync("2");
        Live.Publish([(topic, "3")]);
        await ear.UntilAsync("3");
        Assert.Equal(["1"], handled);
    }

    [Fact]
    public async Task A_handler_runs_in_the_language_of_its_subscriber_not_of_the_publisher()
    {
        var heard = new TaskCompletionSource<(string, string)>();
        using var subscription = await SubscribeInAsync("fr-BE", heard);
        await PublishInAsync("nl-BE");

        Assert.Equal(("fr-BE", "fr-BE"), await heard.Task.WaitAsync(Ear.Guard));
    }

    [Fact]
    public async Task A_publisher_does_not_wait_for_its_subscribers()
    {
        var blocked = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        using var subscription = Live.Subscribe(topic, _ =>
        {
            blocked.SetResult();
            release.Wait();
            return Task.CompletedTask;
        });

        Live.Publish([(topic, "1")]); // comes back, though the handler is not done
        await blocked.Task.WaitAsync(Ear.Guard);
        release.Set();
    }

    [Fact]
    public async Task A_burst_of_the_same_id_is_handled_once_more_and_not_a_hundred_times()
    {
        var (busy, go, end) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var handled = new List<string>();
        using var subscription = Live.Subscribe(topic, async id =>
        {
            handled.Add(id);
            busy.TrySetResult();
            await go.Task;
            if (id == "end")
            {
                end.SetResult();
            }
        });

        Live.Publish([(topic, "same")]);
        await busy.Task.WaitAsync(Ear.Guard);
        for (var i = 0; i < 100; i++)
        {
            Live.Publish([(topic, "same")]);
        }

        Live.Publish([(topic, "end")]);
        go.SetResult();
        await end.Task.WaitAsync(Ear.Guard);
        Assert.Equal(["same", "same", "end"], handled);
    }

    [Fact]
    public async Task A_handler_that_throws_silences_neither_others_nor_itself()
    {
        var heard = new List<string>();
        var second = new TaskCompletionSource();
        using var broken = Live.Subscribe(topic, id =>
        {
            heard.Add(id);
            if (id == "2")
            {
                second.SetResult();
            }

            throw id == "0" ? new OperationCanceledException() : new InvalidOperationException("broken");
        });
        using var ear = new Ear(Services, topic);
        foreach (var id in (string[])["0", "1", "2"])
        {
            Live.Publish([(topic, id)]);
            await ear.UntilAsync(id);
        }

        await second.Task.WaitAsync(Ear.Guard);
        Assert.Equal(["0", "1", "2"], heard);
    }

    [Fact]
    public async Task When_messages_may_have_been_lost_everybody_is_told_to_read_again()
    {
        var told = new[] { new TaskCompletionSource<string>(), new TaskCompletionSource<string>() };
        using var one = Live.Subscribe(topic, id => Task.FromResult(told[0].TrySetResult(id)));
        using var other = Live.Subscribe(topic + "x", id => Task.FromResult(told[1].TrySetResult(id)));
        Live.DeliverToAll();

        Assert.Equal(["", ""], await Task.WhenAll(told.Select(one => one.Task)).WaitAsync(Ear.Guard));
    }

    // In methods of their own: what an async method does to the culture ends with it.
    private async Task<IDisposable> SubscribeInAsync(string culture, TaskCompletionSource<(string, string)> heard)
    {
        Use(culture);
        await Task.CompletedTask;
        return Live.Subscribe(topic, _ => Task.FromResult(heard.TrySetResult((CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name))));
    }

    private async Task PublishInAsync(string culture)
    {
        Use(culture);
        await Task.CompletedTask;
        Live.Publish([(topic, "1")]);
    }

    private static void Use(string culture) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
}
