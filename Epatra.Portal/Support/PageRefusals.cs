using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Support.Person;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support;

/// <summary>Notes in the audit log who asks for a page of the desk or of administrators without the right to it; what then happens is the framework's.</summary>
internal sealed class PageRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler framework = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && context.GetEndpoint() is RouteEndpoint page && IsOfTheDesk(page))
        {
            await NoteAsync(context.RequestServices, page);
        }

        await framework.HandleAsync(next, context, policy, authorizeResult);
    }

    private static bool IsOfTheDesk(Endpoint page) => page.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(asks => asks.Policy is Desk.Policy or Desk.Administrators);

    private static async Task NoteAsync(IServiceProvider services, RouteEndpoint page)
    {
        if (services.GetRequiredService<Actor>().Session is not { UserId: var id })
        {
            return;
        }

        var (database, since) = (services.GetRequiredService<PortalDbContext>(), services.GetRequiredService<TimeProvider>().Now() - PersonAccess.OneLook); // one entry tells it: a loop must not fill the log
        await services.GetRequiredService<Transactions>().RunAsync(async effects =>
        {
            if (!await database.AuditEntries.AnyAsync(e => e.SubjectId == id && e.Kind == AuditKind.PageRefused && e.At > since))
            {
                effects.Audit(AuditKind.PageRefused, id, page.RoutePattern.RawText);
            }
        });
    }
}
