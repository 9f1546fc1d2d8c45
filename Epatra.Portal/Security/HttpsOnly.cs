using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Security;

/// <summary>
/// A portal whose address is https serves nobody over http: the browser would send no cookie back, and no form would work.
/// Who only typed the address is led on; a proxy that does not say that it speaks HTTPS is told so.
/// </summary>
internal sealed class HttpsOnly(IOptions<PortalOptions> portal, IHostEnvironment environment)
{
    private bool Applies => !environment.IsDevelopment() && portal.Value.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!Applies || context.Request.IsHttps || context.Request.Path.StartsWithSegments("/health"))
        {
            return next(context);
        }

        if (HttpMethods.IsGet(context.Request.Method) && !Proxies.HasTraces(context))
        {
            context.Response.Redirect(portal.Value.PublicUrl.TrimEnd('/') + context.Request.PathBase + context.Request.Path + context.Request.QueryString, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync("This portal is reached over HTTPS. Behind a proxy: it has to send X-Forwarded-Proto, and to be one of Security:KnownProxies.");
    }
}
