using System.Collections.Concurrent;

namespace Epatra.Portal.Benchmarks;

/// <summary>So many sign-ins in flight, each visitor with a new person as soon as the one before is in.</summary>
internal sealed class SignInLoad(HttpClient http, SeededDatabase database)
{
    private int visitors;

    /// <summary>
    /// Rate and latencies of <paramref name="count"/> sign-ins, counted from one completion to another while the load
    /// stays the same: neither its beginning nor its end, when cores are idle, is part of it.
    /// </summary>
    public async Task<(double PerSecond, Latencies Latencies)> MeasureAsync(int inFlight, int count)
    {
        var done = new ConcurrentQueue<(long At, double Milliseconds)>();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (done.Count <= inFlight + count)
            {
                done.Enqueue(await SignInAsync());
            }
        }));
        var counted = done.Skip(inFlight).Take(count + 1).ToList();
        var seconds = TimeProvider.System.GetElapsedTime(counted[0].At, counted[^1].At).TotalSeconds;
        return (count / seconds, new(counted.Skip(1).Select(one => one.Milliseconds)));
    }

    /// <summary>Keeps so many sign-ins in flight as long as something else is measured.</summary>
    public async Task<T> WhileAsync<T>(int inFlight, Func<Task<T>> measure)
    {
        var over = false;
        var load = Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (!Volatile.Read(ref over))
            {
                await SignInAsync();
            }
        }).ToList();
        var result = await measure();
        Volatile.Write(ref over, true);
        await Task.WhenAll(load);
        return result;
    }

    /// <summary>So that the compiler has done its work before something is measured.</summary>
    public async Task WarmUpAsync()
    {
        for (var i = 0; i < SeededDatabase.WarmUp; i++)
        {
            await SignInAsync();
        }
    }

    private async Task<(long At, double Milliseconds)> SignInAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        await new Visitor(http, Interlocked.Increment(ref visitors)).SignInAsync(database.Next());
        var end = TimeProvider.System.GetTimestamp();
        return (end, TimeProvider.System.GetElapsedTime(start, end).TotalMilliseconds);
    }
}
