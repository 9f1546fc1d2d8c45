using System.Diagnostics;

namespace Epatra.Portal.Telemetry;

/// <summary>
/// Takes off a trace what tells whom it was about, before it leaves: addresses of pages hold ids and tokens, and the client
/// has a network address. What may stay is named, so that nothing new slips out.
/// </summary>
internal static class NobodysTraces
{
    private static readonly HashSet<string> Kept =
    [
        "http.request.method", "http.route", "http.response.status_code", "url.scheme", "server.address", "server.port", "network.protocol.version", "error.type",
    ];

    public static void Strip(Activity request)
    {
        foreach (var (name, _) in request.TagObjects.ToList())
        {
            if (!Kept.Contains(name))
            {
                request.SetTag(name, null);
            }
        }
    }
}
