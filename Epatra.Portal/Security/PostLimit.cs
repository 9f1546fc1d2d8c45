using Epatra.Portal.Accounts;

namespace Epatra.Portal.Security;

/// <summary>Every POST of somebody who is not signed in, for each network address: generous, against floods.</summary>
internal sealed class PostLimit(TimeProvider time)
{
    public const int Burst = 1200;
    private const int PerSecond = 100;

    private readonly AddressBudget budget = new(Burst, PerSecond, time);

    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var actor = context.RequestServices.GetRequiredService<Actor>();
        if (!HttpMethods.IsPost(context.Request.Method) || actor.Session is not null)
        {
            return next(context);
        }

        var wait = budget.Wait(actor.Address);
        if (wait > TimeSpan.Zero)
        {
            context.Response.TooMany(wait);
            return Task.CompletedTask;
        }

        budget.Spend(actor.Address);
        return next(context);
    }
}
