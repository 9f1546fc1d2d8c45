using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class HashingQueueTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly ManualResetEventSlim release = new();
    private readonly HashingQueue queue;

    public HashingQueueTests() => queue = new HashingQueue(time);

    [Fact]
    public async Task Results_and_exceptions_come_back()
    {
        Assert.Equal(42, await queue.RunAsync(() => 42));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync<int>(() => throw new InvalidOperationException("broken")));
        Assert.Equal("broken", thrown.Message);
        Assert.Equal(43, await queue.RunAsync(() => 43));
    }

    [Fact]
    public async Task Work_is_done_on_threads_of_its_own_one_a_core()
    {
        var threads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => queue.RunAsync(() => (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name))));

        Assert.All(threads, thread => Assert.False(thread.IsThreadPoolThread));
        Assert.All(threads, thread => Assert.StartsWith("hashing ", thread.Name));
        Assert.InRange(threads.Distinct().Count(), 1, Environment.ProcessorCount);
    }

    [Fact]
    public async Task All_cores_hash_at_the_same_time()
    {
        using var together = new Barrier(Environment.ProcessorCount);
        var passed = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => queue.RunAsync(() => together.SignalAndWait(Ear.Guard))));

        Assert.All(passed, Assert.True);
    }

    [Fact]
    public async Task When_64_wait_the_next_is_refused_at_once_and_the_64_are_served()
    {
        var running = await OccupyAsync();
        var waiting = Enumerable.Range(0, 64).Select(i => queue.RunAsync(() => i)).ToList();

        await Assert.ThrowsAsync<HashingBusyException>(() => queue.RunAsync(() => 64));
        Assert.DoesNotContain(waiting, one => one.IsCompleted);

        release.Set();
        Assert.Equal(Enumerable.Range(0, 64), await Task.WhenAll(waiting));
        await Task.WhenAll(running);
        Assert.Equal(64, await queue.RunAsync(() => 64));
    }

    [Fact]
    public async Task Whoever_waits_for_15_seconds_is_refused_and_the_work_is_not_done_afterwards()
    {
        var ran = false;
        var running = await OccupyAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        var waiting = queue.RunAsync(() => ran = true);
        time.Advance(TimeSpan.FromSeconds(14.999));
        Assert.False(waiting.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.001));
        await Assert.ThrowsAsync<HashingBusyException>(() => waiting);
        release.Set();
        await EveryThreadIsFreeAsync();
        Assert.False(ran);
        Assert.All(running, one => Assert.True(one.IsCompleted));
    }

    public void Dispose()
    {
        release.Set();
        queue.Dispose();
        release.Dispose();
    }

    /// <summary>Every thread is busy until the release.</summary>
    private async Task<List<Task<bool>>> OccupyAsync()
    {
        var started = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new TaskCompletionSource()).ToList();
        var running = started.Select(one => queue.RunAsync(() =>
        {
            one.SetResult();
            return release.Wait(Ear.Guard);
        })).ToList();
        await Task.WhenAll(started.Select(one => one.Task)).WaitAsync(Ear.Guard);
        return running;
    }

    /// <summary>Returns when every thread has done all that was queued before.</summary>
    private async Task EveryThreadIsFreeAsync()
    {
        using var together = new Barrier(Environment.ProcessorCount);
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => queue.RunAsync(() => together.SignalAndWait(Ear.Guard))));
    }
}
