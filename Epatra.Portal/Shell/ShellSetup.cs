using System.Globalization;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;

namespace Epatra.Portal;

internal static class ShellSetup
{
    /// <summary>Seconds after which a busy portal may be asked again.</summary>
    private const int RetryAfter = 15;

    public static void AddShell(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PortalOptions>(PortalOptions.Section);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options => options.PersistedCircuitInMemoryMaxRetained = 0);
        builder.Services.AddHttpContextAccessor();
    }

    /// <summary>Every failure ends on a page in the portal's look, with its status.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error/500",
            StatusCodeSelector = exception => exception is HashingBusyException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.Use((context, next) =>
        {
            var failed = context.Features.Get<IExceptionHandlerFeature>() is not null;
            if (failed || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            {
                // The page of an error is shown, not posted to, whatever the request was.
                context.Request.Method = HttpMethods.Get;
                context.Features.Set<IAntiforgeryValidationFeature>(null);
            }

            if (failed && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                context.Request.Path = "/error/503";
                context.Response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);
            }

            return next(context);
        });
    }

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

        // An address that is not there is not there, signed in or not.
        app.MapFallback("{**path}", context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }).AllowAnonymous();
    }
}
