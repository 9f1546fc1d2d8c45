using Epatra.Portal.Accounts;
using Epatra.Portal.Security;

namespace Epatra.Portal.Live;

/// <summary>
/// How many circuits there may be: each holds memory and a connection. Where one is refused the page still stands, without
/// its live parts.
/// </summary>
internal sealed class CircuitCaps
{
    public const int PerPerson = 10;
    public const int InAll = 1000;

    /// <summary>Of people who are not known, from one network.</summary>
    public const int PerNetwork = 20;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> held = [];
    private int inAll;

    /// <summary>How many there are at this moment.</summary>
    public int Open => inAll;

    /// <summary>Holds a place for as long as the connection of a circuit lasts.</summary>
    public async Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        if (!OpensCircuit(context.Request))
        {
            await next(context);
            return;
        }

        var (holder, most) = Holder(context.RequestServices.GetRequiredService<Actor>());
        var refused = Enter(holder, most);
        if (refused is { } status)
        {
            context.Response.TooMany(RetryAfter, status);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Leave(holder);
        }
    }

    private static (string Holder, int Most) Holder(Actor actor) =>
        actor.Session is { } session ? (session.UserId, PerPerson)
        : actor.HalfWay is { } halfWay ? ($"{halfWay.UserId} {AddressBudget.Network(actor.Address)}", PerPerson) // with the password alone nobody takes the person's places
        : (AddressBudget.Network(actor.Address), PerNetwork);

    /// <summary>The connection itself, and none of the short requests around it.</summary>
    private static bool OpensCircuit(HttpRequest request) => string.Equals(request.Path.Value?.TrimEnd('/'), "/_blazor", StringComparison.OrdinalIgnoreCase) && !HttpMethods.IsPost(request.Method) && !HttpMethods.IsDelete(request.Method);

    /// <summary>Takes a place.</summary>
    /// <returns>The status of a refusal; null when there was a place.</returns>
    private int? Enter(string holder, int most)
    {
        lock (gate)
        {
            var own = held.GetValueOrDefault(holder);
            if (own >= most)
            {
                return StatusCodes.Status429TooManyRequests;
            }

            if (inAll >= InAll)
            {
                return StatusCodes.Status503ServiceUnavailable;
            }

            (held[holder], inAll) = (own + 1, inAll + 1);
            return null;
        }
    }

    private void Leave(string holder)
    {
        lock (gate)
        {
            inAll--;
            if (--held[holder] == 0)
            {
                held.Remove(holder);
            }
        }
    }
}
