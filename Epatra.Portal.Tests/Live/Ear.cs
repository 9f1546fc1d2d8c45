using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Live;

/// <summary>A subscriber that remembers what it heard, in order; "" is left out, with which a bus tells everybody to read again.</summary>
internal sealed class Ear : IDisposable
{
    /// <summary>Only so that a message that never comes ends a run.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    private readonly Channel<string> heard = Channel.CreateUnbounded<string>();
    private readonly List<string> all = [];
    private readonly IDisposable subscription;

    public Ear(IServiceProvider services, string topic) =>
        subscription = services.GetRequiredService<LiveBus>().Subscribe(topic, id => id.Length == 0 ? Task.CompletedTask : heard.Writer.WriteAsync(id).AsTask());

    /// <summary>Everything heard up to the first of this id.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(string id)
    {
        do
        {
            all.Add(await heard.Reader.ReadAsync().AsTask().WaitAsync(Guard));
        }
        while (all[^1] != id);
        return all;
    }

    public void Dispose() => subscription.Dispose();
}
