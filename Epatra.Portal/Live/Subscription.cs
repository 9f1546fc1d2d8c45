namespace Epatra.Portal.Live;

/// <summary>One subscriber's queue: an id that is already waiting is not queued again, and a burst is handled in rounds.</summary>
internal sealed partial class Subscription(Func<string, Task> handler, TimeProvider time, ILogger logger, Action<Subscription> remove) : IDisposable
{
    /// <summary>Rest between two rounds: a burst costs a circuit at most twenty updates a second.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private readonly HashSet<string> waiting = [];
    private bool running;
    private bool disposed;

    public void Push(string id)
    {
        lock (waiting)
        {
            if (!disposed && waiting.Add(id) && !running)
            {
                running = true;
                ThreadPool.UnsafeQueueUserWorkItem(_ => Start(), null);
            }
        }
    }

    public void Dispose()
    {
        lock (waiting)
        {
            disposed = true;
            waiting.Clear();
        }

        remove(this);
    }

    private void Start()
    {
        if (context is null)
        {
            _ = RunAsync();
        }
        else
        {
            ExecutionContext.Run(context, _ => { _ = RunAsync(); }, null);
        }
    }

    private async Task RunAsync()
    {
        while (TakeRound() is { Length: > 0 } round)
        {
            foreach (var id in round)
            {
                await HandleAsync(id);
            }

            await Task.Delay(Rest, time);
        }
    }

    private string[] TakeRound()
    {
        lock (waiting)
        {
            string[] round = [.. waiting];
            waiting.Clear();
            running = round.Length > 0;
            return round;
        }
    }

    private async Task HandleAsync(string id)
    {
        try
        {
            await handler(id);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // the circuit is gone
        }
        catch (Exception e)
        {
            Log.HandlerFailed(logger, e); // one broken subscriber does not silence itself or others
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A subscriber of live messages failed")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);
    }
}
