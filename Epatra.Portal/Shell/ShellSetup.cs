using Epatra.Portal.Data;
using Epatra.Portal.Live;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.SignalR;

namespace Epatra.Portal;

internal static class ShellSetup
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PortalOptions>(PortalOptions.Section);
        foreach (var link in builder.Configuration.GetSection($"{PortalOptions.Section}:{nameof(PortalOptions.Links)}").GetChildren())
        {
            builder.SettingsCheck().Examine<PortalLink>(link.Path);
        }

        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options => options.PersistedCircuitInMemoryMaxRetained = 0)
            .AddHubOptions(options => options.AddFilter<CircuitInput>());
    }

    /// <summary>Every failure ends on a page in the portal's look, with its status.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            SuppressDiagnosticsCallback = _ => true, // it is written with its reference
            CreateScopeForErrors = true, // a renderer that has failed does not render a second page
            StatusCodeSelector = exception => exception is HashingBusyException || exception.MayPass() ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/error", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            var failed = context.ShowsFailure();
            if (failed || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            {
                // The page of an error is shown, not posted to, whatever the request was; the framework has looked for it
                // with the request's own method.
                context.Request.Method = HttpMethods.Get;
                context.SetEndpoint(null);
                context.Features.Set<IAntiforgeryValidationFeature>(null);
                Failures.Write(app.Logger, context, context.Features.Get<IExceptionHandlerFeature>()?.Error);
            }

            if (failed && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.TooMany(TooManyRequests.BusyFor, StatusCodes.Status503ServiceUnavailable);
            }

            return next(context);
        });
    }

    /// <summary>Whether this is the page that is shown in place of one that failed. It depends on nothing that may have failed.</summary>
    public static bool ShowsFailure(this HttpContext context) => context.Features.Get<IExceptionHandlerFeature>() is not null;

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets().ShortCircuit();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.DisableWebSocketCompression = true)
            .Add(endpoint =>
            {
                // The fallback policy would stop the wizard's circuit before it starts; every operation looks who is behind it.
                if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && path.TrimStart('/').StartsWith("_blazor", StringComparison.Ordinal))
                {
                    endpoint.Metadata.Add(new AllowAnonymousAttribute());
                }
            });

        // An address that is not there is not there, page or file, signed in or not.
        app.MapFallback("{*path}", context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }).AllowAnonymous();
    }
}
