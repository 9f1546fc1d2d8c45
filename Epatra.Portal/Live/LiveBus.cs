using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Epatra.Portal.Live;

/// <summary>
/// Publish and subscribe between circuits, and between nodes where a database carries messages. A message is an id:
/// whoever hears it reads again with its own rights.
/// </summary>
internal sealed class LiveBus(TimeProvider time, ILogger<LiveBus> logger)
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<Subscription>> topics = new();

    /// <summary>Tells this node; call after the commit of what is announced.</summary>
    public void Publish(IReadOnlyCollection<(string Topic, string Id)> messages)
    {
        foreach (var (topic, id) in messages)
        {
            Deliver(topic, id);
        }
    }

    /// <summary>Runs the handler for every message, off the publisher's thread and with the culture of the subscriber.</summary>
    public IDisposable Subscribe(string topic, Func<string, Task> handler)
    {
        var subscription = new Subscription(handler, time, logger, self => Remove(topic, self));
        topics.AddOrUpdate(topic, [subscription], (_, others) => others.Add(subscription));
        return subscription;
    }

    /// <summary>A message that another node sent, or that this one did.</summary>
    public void Deliver(string topic, string id)
    {
        foreach (var subscription in topics.GetValueOrDefault(topic) ?? [])
        {
            subscription.Push(id);
        }
    }

    /// <summary>Messages may have been lost: everybody reads again.</summary>
    public void DeliverToAll()
    {
        foreach (var subscription in topics.Values.SelectMany(all => all))
        {
            subscription.Push("");
        }
    }

    private void Remove(string topic, Subscription subscription)
    {
        var rest = topics.AddOrUpdate(topic, [], (_, others) => others.Remove(subscription));
        if (rest.IsEmpty)
        {
            topics.TryRemove(new(topic, rest)); // only while nobody else has subscribed meanwhile
        }
    }
}
