using Epatra.Portal.Passwords;

namespace Epatra.Portal.Fixtures;

internal static class HashingLoad
{
    /// <summary>Occupies every hashing thread and places in the queue, all of them unless told otherwise, until the gate is opened.</summary>
    public static List<Task<bool>> Occupy(this HashingQueue queue, ManualResetEventSlim gate, int places = HashingQueue.Capacity)
    {
        using var taken = new CountdownEvent(Environment.ProcessorCount);
        var jobs = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => queue.RunAsync(() =>
        {
            taken.Signal();
            gate.Wait();
            return true;
        })).ToList();
        taken.Wait();
        jobs.AddRange(Enumerable.Range(0, places).Select(_ => queue.RunAsync(() => true)));
        return jobs;
    }
}
