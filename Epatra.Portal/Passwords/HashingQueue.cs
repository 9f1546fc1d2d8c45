using System.Collections.Concurrent;
using Epatra.Portal.Telemetry;

namespace Epatra.Portal.Passwords;

/// <summary>
/// Slow hashes on threads of their own, one a core, fed by a bounded queue. On the thread pool they would make every
/// other request wait; without a bound a flood of sign-ins would make every sign-in wait.
/// </summary>
internal sealed class HashingQueue : IDisposable
{
    public const int Capacity = 64;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly BlockingCollection<Action> queue = new(Capacity);
    private readonly TimeProvider time;

    public HashingQueue(TimeProvider time)
    {
        this.time = time;
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            new Thread(WorkOn) { IsBackground = true, Name = $"hashing {i}" }.Start();
        }
    }

    /// <summary>How many wait for a thread.</summary>
    public int Waiting => queue.Count;

    /// <exception cref="HashingBusyException">The queue is full, or its turn did not come within 15 seconds.</exception>
    public async Task<T> RunAsync<T>(Func<T> work)
    {
        var (result, asked) = (new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), time.GetTimestamp());
        if (!queue.TryAdd(() => Work(work, result, asked)))
        {
            throw new HashingBusyException();
        }

        try
        {
            return await result.Task.WaitAsync(LongestWait, time);
        }
        catch (TimeoutException)
        {
            result.TrySetCanceled();
            throw new HashingBusyException();
        }
    }

    public void Dispose() => queue.CompleteAdding();

    private void Work<T>(Func<T> work, TaskCompletionSource<T> result, long asked)
    {
        PortalMeter.HashingWait.Record(time.GetElapsedTime(asked).TotalSeconds);
        if (result.Task.IsCompleted)
        {
            return; // nobody waits for it any more
        }

        try
        {
            result.TrySetResult(work());
        }
        catch (Exception e)
        {
            result.TrySetException(e);
        }
    }

    private void WorkOn()
    {
        foreach (var job in queue.GetConsumingEnumerable())
        {
            job();
        }
    }
}

/// <summary>Too many sign-ins at once: answered with 503 and Retry-After.</summary>
internal sealed class HashingBusyException() : Exception("The hashing queue is full.");
