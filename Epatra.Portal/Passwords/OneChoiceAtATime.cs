using System.Collections.Concurrent;

namespace Epatra.Portal.Passwords;

/// <summary>
/// Lets each person choose one password at a time. A choice costs several slow hashes: many at once, by one session or one
/// link, would keep everybody else from signing in.
/// </summary>
internal sealed class OneChoiceAtATime
{
    private readonly ConcurrentDictionary<string, bool> choosing = new();

    /// <exception cref="HashingBusyException">The person is choosing one at this moment.</exception>
    public async Task<T> RunAsync<T>(string userId, Func<Task<T>> choice)
    {
        if (!choosing.TryAdd(userId, true))
        {
            throw new HashingBusyException();
        }

        try
        {
            return await choice();
        }
        finally
        {
            choosing.TryRemove(userId, out _);
        }
    }
}
