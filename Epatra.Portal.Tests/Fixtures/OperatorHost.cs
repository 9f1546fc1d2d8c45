using Microsoft.Extensions.Hosting;

namespace Epatra.Portal.Fixtures;

/// <summary>A portal that goes on when the command of an operator is done.</summary>
internal sealed class OperatorHost(IServiceProvider services) : IHost
{
    public IServiceProvider Services => services;

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
