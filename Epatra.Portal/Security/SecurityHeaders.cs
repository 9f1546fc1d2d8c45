using Epatra.Portal.Shell;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Security;

/// <summary>What every answer tells the browser about its limits, pages of errors included (OWASP ASVS 5.0, 3.4).</summary>
internal sealed class SecurityHeaders(IOptions<PortalOptions> portal)
{
    /// <summary>A year, and whatever lies below the portal's own name.</summary>
    private const string TransportSecurity = "max-age=31536000; includeSubDomains";

    private readonly string contentPolicy = ContentPolicy(portal.Value);

    /// <summary>Set when the answer starts: an exception takes away what was set before it.</summary>
    public Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            Add(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static string ContentPolicy(PortalOptions portal)
    {
        var pictures = Uri.TryCreate(portal.Logo, UriKind.Absolute, out var logo) && logo.Scheme == Uri.UriSchemeHttps ? " " + Origin(logo) : "";
        var live = "ws" + Origin(new Uri(portal.PublicUrl))["http".Length..]; // for browsers whose 'self' does not cover it
        return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'" + pictures + "; connect-src 'self' " + live
            + "; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private void Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<OwnContentPolicy>()?.Policy ?? contentPolicy;
        headers.XFrameOptions = "DENY"; // for browsers without frame-ancestors, and in place of what the framework adds
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin"; // addresses of the portal are nobody else's business
        headers["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        {
            headers.CacheControl = "no-store";
        }

        if (context.Request.IsHttps && context.Request.Host.Host != "localhost" // where it would bind every program of the developer
            && context.GetEndpoint()?.Metadata.GetMetadata<OnOtherHosts>() is null)
        {
            headers.StrictTransportSecurity = TransportSecurity;
        }
    }
}

/// <summary>For an endpoint whose content needs other limits than the pages.</summary>
internal sealed record OwnContentPolicy(string Policy);

/// <summary>For an endpoint that answers on hosts of others: whether these are reached over HTTPS only is theirs to say.</summary>
internal sealed record OnOtherHosts;
