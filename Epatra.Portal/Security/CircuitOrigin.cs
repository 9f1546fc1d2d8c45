using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Security;

/// <summary>
/// Only the portal's own pages open and use circuits (OWASP ASVS 5.0, 3.5.1 and 4.4.2). Browsers name the page's origin
/// with every POST and every WebSocket; the framework lets a missing one through.
/// </summary>
internal sealed class CircuitOrigin(IOptions<PortalOptions> portal)
{
    private readonly string publicOrigin = new Uri(portal.Value.PublicUrl).GetLeftPart(UriPartial.Authority);

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor") || IsOwn(context))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private bool IsOwn(HttpContext context)
    {
        var request = context.Request;
        return request.Headers.Origin.Count == 0
            ? MayBeSilent(context)
            : Same(request.Headers.Origin, $"{request.Scheme}://{request.Host}") || Same(request.Headers.Origin, publicOrigin);
    }

    /// <summary>
    /// Without an origin browsers send only plain GETs: the script's list of initializers, and polls where a network lets
    /// no WebSocket through, with the secret id that a POST was given before.
    /// </summary>
    private static bool MayBeSilent(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true }
        && (context.Request.Path.StartsWithSegments("/_blazor/initializers") || context.Request.Query.ContainsKey("id"));

    private static bool Same(string? origin, string own) => string.Equals(origin, own, StringComparison.OrdinalIgnoreCase);
}
