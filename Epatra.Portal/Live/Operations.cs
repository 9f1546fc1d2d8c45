namespace Epatra.Portal.Live;

/// <summary>
/// The only service of interactive components: runs one operation in a scope of its own, because what lives as long as a
/// circuit goes stale, and only while the session or half-way sign-in behind the circuit lives.
/// </summary>
internal sealed class Operations(IServiceScopeFactory scopes, CircuitLife circuit, LiveBus live)
{
    /// <inheritdoc cref="CircuitLife.ActFor"/>
    public void ActFor(Guid halfWayId, bool keep) => circuit.ActFor(halfWayId, keep);

    /// <inheritdoc cref="CircuitLife.OpenWizard"/>
    public void OpenWizard(Guid? halfWayId) => circuit.OpenWizard(halfWayId);

    public void CloseWizard() => circuit.CloseWizard();

    /// <summary>Hears that something changed; whoever hears it reads again.</summary>
    public IDisposable Subscribe(string topic, Func<Task> handler) => live.Subscribe(topic, _ => handler());

    /// <exception cref="OperationCanceledException">It is over; the page is leaving. Components let this pass: the framework ignores it.</exception>
    public async Task<T> RunAsync<TService, T>(Func<TService, Task<T>> operation)
        where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!await circuit.IdentifyAsync(scope.ServiceProvider))
        {
            await circuit.EndAsync(scope.ServiceProvider);
            throw new OperationCanceledException("The session of this circuit is over.");
        }

        return await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <inheritdoc cref="RunAsync{TService,T}"/>
    public Task RunAsync<TService>(Func<TService, Task> operation)
        where TService : notnull => RunAsync<TService, bool>(async service =>
    {
        await operation(service);
        return true;
    });
}
