using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Security;

/// <summary>
/// Whose word counts about who asks and over which scheme. The host name is nobody's: links come from Portal:PublicUrl.
/// </summary>
internal sealed class Proxies(IOptions<SecurityOptions> security) : IConfigureOptions<ForwardedHeadersOptions>
{
    private static readonly string[] ThisMachine = ["127.0.0.0/8", "::1"];
    private static readonly string[] Traces = ["X-Forwarded-For", ForwardedHeadersDefaults.XOriginalForHeaderName, "Forwarded", "Via"];

    public void Configure(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null; // several proxies, one behind the other, as long as each is known
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in security.Value.KnownProxies is { Count: > 0 } named ? named : ThisMachine)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }
    }

    /// <summary>Whether a program on this machine asks, and no proxy for somebody else.</summary>
    public static bool IsThisMachine(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)) && !HasTraces(context);

    /// <summary>Whether a proxy has had the request in its hands.</summary>
    public static bool HasTraces(HttpContext context) => Traces.Any(context.Request.Headers.ContainsKey);

    /// <summary>One way to write each address, whichever socket it came over.</summary>
    public static Task SimplifyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
        {
            context.Connection.RemoteIpAddress = mapped.MapToIPv4();
        }

        return next(context);
    }
}
