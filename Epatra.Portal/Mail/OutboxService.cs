using System.Threading.Channels;
using Epatra.Portal.Live;

namespace Epatra.Portal.Mail;

/// <summary>Sends what waits in the outbox: at once after a commit, and by looking every few seconds. Every node has one.</summary>
internal sealed partial class OutboxService(IServiceScopeFactory scopes, MailSender sender, LiveBus live, TimeProvider time, ILogger<OutboxService> logger) : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>For what is under way when the portal stops; the host waits for half a minute.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan DatabaseRest = TimeSpan.FromSeconds(1);

    /// <summary>Messages that a node sends at the same time.</summary>
    private const int AtOnce = 4;

    /// <summary>At most so many of them are mail that can wait: no server that is slow with a thousand invitations keeps a code from leaving.</summary>
    private const int BulkAtOnce = 2;

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim free = new(AtOnce);
    private int bulk, away;

    public override void Dispose()
    {
        free.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var giveUp = new CancellationTokenSource();
        using var committed = live.Subscribe(Outbox.Topic, _ =>
        {
            Wake();
            return Task.CompletedTask;
        });
        await using var timer = time.CreateTimer(_ => Wake(), null, LookEvery, LookEvery);
        Wake(); // what another life of this portal has left
        try
        {
            while (true)
            {
                await wake.Reader.ReadAsync(stoppingToken);
                await StartDueAsync(stoppingToken, giveUp.Token);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await EndAsync(giveUp);
        }
    }

    private void Wake() => wake.Writer.TryWrite(true);

    private async Task StartDueAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        while (true)
        {
            await free.WaitAsync(stopping);
            var places = 1;
            while (places < AtOnce && await free.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            {
                places++;
            }

            var forBulk = BulkAtOnce - Volatile.Read(ref bulk);
            var most = forBulk > 0 ? Math.Min(places, forBulk) : places;
            var mails = await ClaimAsync(most, withBulk: forBulk > 0);
            Interlocked.Add(ref bulk, mails.Count(mail => mail.CanWait));
            mails.ForEach(mail => _ = Task.Run(() => SendAsync(mail, giveUp), CancellationToken.None));
            if (places > mails.Count)
            {
                free.Release(places - mails.Count);
            }

            if (mails.Count < most || mails.Exists(mail => mail.CanWait))
            {
                return; // nothing that somebody waits for is left
            }
        }
    }

    /// <summary>Waits a while for what is under way, and then hands it to whoever comes after.</summary>
    private async Task EndAsync(CancellationTokenSource giveUp)
    {
        var done = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => free.WaitAsync()));
        await Task.WhenAny(done, Task.Delay(Grace, time));
        await giveUp.CancelAsync();
        await done;
    }

    private async Task<List<OutboxMail>> ClaimAsync(int most, bool withBulk)
    {
        List<OutboxMail> claimed = [];
        await TryAsync(async queue => claimed = await queue.ClaimAsync(most, withBulk)); // where it fails, the next look tries again
        return claimed;
    }

    private async Task SendAsync(OutboxMail mail, CancellationToken giveUp)
    {
        var (outcome, error) = await sender.SendAsync(mail, giveUp);
        while (!await TryAsync(queue => queue.RecordAsync(mail, outcome, error)) && !giveUp.IsCancellationRequested)
        {
            // What is sent and not recorded would be sent twice.
            await Task.Delay(DatabaseRest, time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (mail.CanWait)
        {
            Interlocked.Decrement(ref bulk);
        }

        free.Release();
        Wake(); // the next one to the same person
    }

    /// <summary>Whether the database did it. What it says is logged once, until it is back.</summary>
    private async Task<bool> TryAsync(Func<OutboxQueue, Task> work)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await work(scope.ServiceProvider.GetRequiredService<OutboxQueue>());
            if (Interlocked.Exchange(ref away, 0) == 1)
            {
                Log.Back(logger);
            }

            return true;
        }
        catch (Exception e) // and whatever it is: mail goes on when it has passed
        {
            if (Interlocked.Exchange(ref away, 1) == 0)
            {
                Log.Away(logger, e);
            }

            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The outbox cannot be read or written; mail waits until it can")]
        public static partial void Away(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Information, "The outbox can be read and written again")]
        public static partial void Back(ILogger logger);
    }
}
