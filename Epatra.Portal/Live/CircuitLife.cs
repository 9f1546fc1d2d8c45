using System.Data.Common;
using Epatra.Portal.Accounts;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Epatra.Portal.Live;

/// <summary>
/// Ties a circuit to the session or half-way sign-in it was opened with. When that is over, the page leaves, nothing that
/// is still sent over the circuit does anything, and the circuit cannot be taken up again.
/// </summary>
internal sealed partial class CircuitLife(
    LiveBus live,
    IServiceScopeFactory scopes,
    NavigationManager navigation,
    AuthenticationStateProvider authentication,
    TimeProvider time,
    ILogger<CircuitLife> logger) : CircuitHandler, IDisposable
{
    /// <summary>How often a circuit looks whether its session has reached its limits: a circuit makes no requests.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly List<IDisposable> watched = [];
    private Guid? sessionId;
    private Guid? halfWayId;
    private bool keepsHalfWay;
    private DateTimeOffset touchedAt;

    public bool Ended { get; private set; }

    /// <summary>Says which half-way sign-in the page of this circuit was rendered for.</summary>
    /// <param name="id">From the static page, as a parameter that the framework encrypts.</param>
    /// <param name="keep">Whether the open page keeps it alive.</param>
    public void ActFor(Guid id, bool keep)
    {
        (halfWayId, keepsHalfWay) = (id, keep);
        Watch(HalfWaySignIns.Topic(id));
    }

    /// <summary>Looks up who stands behind this circuit, into the caller of an operation's scope. False when that is over.</summary>
    public async Task<bool> IdentifyAsync(IServiceProvider operation)
    {
        var caller = operation.GetRequiredService<Caller>();
        caller.Session = sessionId is { } session ? await operation.GetRequiredService<Sessions>().FindAsync(session) : null;
        caller.HalfWay = halfWayId is { } halfWay ? await operation.GetRequiredService<HalfWaySignIns>().FindAsync(halfWay) : null;
        caller.Address = caller.Session?.Address ?? caller.HalfWay?.Address;
        return !Ended && caller.UserId is not null;
    }

    /// <summary>Makes the page leave: to the sign-in, and from there back to where it was.</summary>
    public async Task EndAsync(IServiceProvider operation)
    {
        if (Ended)
        {
            return;
        }

        Ended = true;
        var signedOut = sessionId is { } id && await operation.GetRequiredService<Sessions>().WasSignedOutAsync(id);
        navigation.NavigateTo(signedOut ? "/sign-in?notice=out" : navigation.Uri, forceLoad: true);
    }

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        sessionId = (await authentication.GetAuthenticationStateAsync()).User.SessionId();
        if (sessionId is { } id)
        {
            Watch(Sessions.Topic(id));
        }

        watched.Add(time.CreateTimer(_ => _ = LookAsync(), null, LookEvery, LookEvery));
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) =>
        Ended ? throw new OperationCanceledException("The session of this circuit is over.") : Task.CompletedTask;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            if (!Ended)
            {
                await TouchAsync();
                await next(context);
            }
        };

    public void Dispose() => watched.ForEach(one => one.Dispose());

    private void Watch(string topic) => watched.Add(live.Subscribe(topic, _ => LookAsync()));

    /// <summary>Input over the circuit counts as activity for the idle limit.</summary>
    private async Task TouchAsync()
    {
        if (sessionId is null || time.GetUtcNow() - touchedAt < TimeSpan.FromMinutes(1))
        {
            return;
        }

        touchedAt = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        if (await IdentifyAsync(scope.ServiceProvider) && scope.ServiceProvider.GetRequiredService<Caller>().Session is { } session)
        {
            await scope.ServiceProvider.GetRequiredService<Sessions>().TouchAsync(session);
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if ((sessionId ?? halfWayId) is not null && !await IdentifyAsync(scope.ServiceProvider))
            {
                await EndAsync(scope.ServiceProvider);
            }
            else if (keepsHalfWay && scope.ServiceProvider.GetRequiredService<Caller>().HalfWay is { } halfWay)
            {
                await scope.ServiceProvider.GetRequiredService<HalfWaySignIns>().KeepAsync(halfWay);
            }
        }
        catch (DbException e)
        {
            Log.DatabaseAway(logger, e); // no reason to throw people out: every operation asks again
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The session behind a circuit could not be looked up")]
        public static partial void DatabaseAway(ILogger logger, Exception exception);
    }
}
