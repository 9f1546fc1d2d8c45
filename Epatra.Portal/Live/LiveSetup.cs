using Epatra.Portal.Accounts;
using Epatra.Portal.Live;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Epatra.Portal;

internal static class LiveSetup
{
    /// <summary>Time for the page to leave by itself before its connection is cut.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveRelay>();
        builder.Services.AddSingleton<LiveBus>();
        builder.Services.AddSingleton<CircuitCaps>();
        builder.Services.AddHostedService<LiveListener>();
        builder.Services.AddScoped<Operations>();
        builder.Services.AddScoped<CircuitLife>();
        builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<CircuitLife>());
    }

    /// <summary>Cuts the connection of a circuit whose session was revoked, whatever its page does.</summary>
    public static void UseCircuitEnding(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/_blazor"), circuits => circuits
            .Use(app.Services.GetRequiredService<CircuitCaps>().LimitAsync).Use(WatchAsync));

    private static async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            // The circuits are closed by now, and a page that reconnects at once would hold the stop up for half a minute.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var live = context.RequestServices.GetRequiredService<LiveBus>();
        var actor = context.RequestServices.GetRequiredService<Actor>();
        var topic = actor.Session is { } session ? Sessions.Topic(session.Id)
            : actor.HalfWay is { } halfWay ? HalfWaySignIns.Topic(halfWay.Id)
            : null;
        using var over = new CancellationTokenSource();
        using (topic is null ? null : live.Subscribe(topic, _ => CutAsync(context, over.Token)))
        {
            await next(context);
        }

        await over.CancelAsync(); // the server uses the context again for somebody else
    }

    private static async Task CutAsync(HttpContext context, CancellationToken over)
    {
        var services = context.RequestServices.GetRequiredService<IServiceScopeFactory>();
        var actor = context.RequestServices.GetRequiredService<Actor>();
        await using var scope = services.CreateAsyncScope();
        var lives = actor.Session is { } session
            ? await scope.ServiceProvider.GetRequiredService<Sessions>().FindAsync(session.Id) is not null
            : await scope.ServiceProvider.GetRequiredService<HalfWaySignIns>().FindAsync(actor.HalfWay!.Id) is not null;
        if (!lives)
        {
            await Task.Delay(Grace, context.RequestServices.GetRequiredService<TimeProvider>(), over);
            context.Abort();
        }
    }
}
