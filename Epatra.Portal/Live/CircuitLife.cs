using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
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

    /// <summary>Typing is one activity, not one a key.</summary>
    private static readonly TimeSpan LookAtInputEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer with the cookie of a new or renewed session may take: a navigation in between would cut it off.</summary>
    private static readonly TimeSpan CookieUnderWay = TimeSpan.FromMilliseconds(900);

    private readonly List<IDisposable> watched = [];
    private Guid? sessionId;
    private Guid? halfWayId;
    private bool keepsHalfWay;
    private bool keepsGrant;
    private DateTimeOffset touchedAt;

    public bool Ended { get; private set; }

    /// <summary>Says which half-way sign-in the page of this circuit was rendered for.</summary>
    /// <param name="id">From the static page, as a parameter that the framework encrypts.</param>
    /// <param name="keep">Whether the open page keeps it alive.</param>
    public void ActFor(Guid id, bool keep)
    {
        if (sessionId is not null || (halfWayId is not null && halfWayId != id))
        {
            throw new InvalidOperationException("A circuit stands for one sign-in.");
        }

        (halfWayId, keepsHalfWay) = (id, keep);
        Watch(HalfWaySignIns.Topic(id));
    }

    /// <summary>Says that the wizard is open: then the half-way sign-in, or the right to it of somebody who is signed in, lives on.</summary>
    /// <param name="halfWay">For which half-way sign-in; null for somebody who is signed in.</param>
    public void OpenWizard(Guid? halfWay)
    {
        keepsGrant = halfWay is null;
        if (halfWay is { } id)
        {
            ActFor(id, keep: true);
        }
    }

    public void CloseWizard() => keepsGrant = false;

    /// <summary>Looks up who stands behind this circuit, into the actor of an operation's scope. False when that is over.</summary>
    public async Task<bool> IdentifyAsync(IServiceProvider operation)
    {
        var actor = operation.GetRequiredService<Actor>();
        actor.Session = sessionId is { } session ? await operation.GetRequiredService<Sessions>().FindAsync(session) : null;
        actor.HalfWay = halfWayId is { } halfWay ? await operation.GetRequiredService<HalfWaySignIns>().FindAsync(halfWay) : null;
        (actor.Address, actor.UserAgent) = (actor.Session?.Address ?? actor.HalfWay?.Address, actor.Session?.UserAgent ?? actor.HalfWay?.UserAgent);
        return !Ended && actor.UserId is not null
            && (sessionId is null || actor.Session is not null) && (halfWayId is null || actor.HalfWay is not null);
    }

    /// <summary>Makes the page leave: to the sign-in, and from there back to where it was.</summary>
    public async Task EndAsync(IServiceProvider operation)
    {
        if (Ended)
        {
            return;
        }

        var sessions = operation.GetRequiredService<Sessions>();
        var signedOut = sessionId is { } id && await sessions.WasSignedOutAsync(id);
        Ended = true;
        if (halfWayId is not null || (sessionId is { } renewed && await sessions.WasRenewedAsync(renewed)))
        {
            await Task.Delay(CookieUnderWay, time); // to this page, which is leaving by itself, or to another tab of this browser
        }

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
                await NoteActivityAsync();
                await next(context);
            }
        };

    public void Dispose() => watched.ForEach(one => one.Dispose());

    /// <summary>Looks at once as well: it may have been revoked since the page was asked for.</summary>
    private void Watch(string topic)
    {
        watched.Add(live.Subscribe(topic, _ => LookAsync()));
        _ = LookAsync();
    }

    /// <summary>Input over the circuit counts as activity for the idle limit.</summary>
    private async Task NoteActivityAsync()
    {
        try
        {
            await TouchAsync();
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            Log.DatabaseAway(logger, e);
        }
    }

    private async Task TouchAsync()
    {
        if (sessionId is null || !CircuitInput.IsCurrent || time.GetUtcNow() - touchedAt < LookAtInputEvery)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        if (await IdentifyAsync(scope.ServiceProvider) && scope.ServiceProvider.GetRequiredService<Actor>().Session is { } session)
        {
            await scope.ServiceProvider.GetRequiredService<Sessions>().TouchAsync(session);
            touchedAt = time.GetUtcNow();
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
            else
            {
                await KeepAsync(scope.ServiceProvider);
            }
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            Log.DatabaseAway(logger, e); // no reason to throw people out: every operation asks again
        }
    }

    /// <summary>What lives on while its page is open.</summary>
    private async Task KeepAsync(IServiceProvider operation)
    {
        var actor = operation.GetRequiredService<Actor>();
        if (keepsHalfWay && actor.HalfWay is { } halfWay)
        {
            await operation.GetRequiredService<HalfWaySignIns>().KeepAsync(halfWay);
        }
        else if (keepsGrant && actor.Session is { } session)
        {
            await operation.GetRequiredService<EnrollmentGrants>().KeepOwnAsync(session);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The session behind a circuit could not be looked up")]
        public static partial void DatabaseAway(ILogger logger, Exception exception);
    }
}
