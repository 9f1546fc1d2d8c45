using System.Threading.Channels;
using Epatra.Portal.Live;

namespace Epatra.Portal.People.Import;

/// <summary>Works on the imports that were begun: at once, and what another life of this portal has left. Every node has one.</summary>
internal sealed partial class ImportService(IServiceScopeFactory scopes, LiveBus live, TimeProvider time, ILogger<ImportService> logger) : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var begun = live.Subscribe(Imports.Topic, _ =>
        {
            wake.Writer.TryWrite(true);
            return Task.CompletedTask;
        });
        await using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, TimeSpan.Zero, LookEvery);
        try
        {
            while (true)
            {
                await wake.Reader.ReadAsync(stoppingToken);
                foreach (var id in await RunningAsync())
                {
                    await RunAsync(id, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // between two batches
        }
    }

    private async Task<IReadOnlyList<Guid>> RunningAsync()
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ImportBatches>().RunningAsync();
        }
        catch (Exception e)
        {
            Log.Away(logger, e);
            return [];
        }
    }

    /// <summary>To the end, or until it fails or another node is at it; then the next look sees whether there is something left.</summary>
    private async Task RunAsync(Guid id, CancellationToken stopping)
    {
        try
        {
            var outcome = BatchOutcome.More;
            while (outcome == BatchOutcome.More && !stopping.IsCancellationRequested)
            {
                await using var scope = scopes.CreateAsyncScope(); // of its own for each batch, and what it held goes with it
                outcome = await scope.ServiceProvider.GetRequiredService<ImportBatches>().RunAsync(id);
            }
        }
        catch (Exception e)
        {
            Log.Failed(logger, id, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Imports cannot be read now; they are looked for again")]
        public static partial void Away(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Import {Id} came to a halt, and is tried again where it was")]
        public static partial void Failed(ILogger logger, Guid id, Exception exception);
    }
}
