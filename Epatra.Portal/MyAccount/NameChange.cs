using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.MyAccount;

/// <summary>The name by which the portal and the desk address somebody.</summary>
internal sealed class NameChange(PortalDbContext database, Transactions transactions, Actor actor)
{
    public async Task<AccountOutcome> ChangeAsync(string? typed)
    {
        if (TypedName.Clean(typed, TypedName.Longest) is not { } name)
        {
            return AccountOutcome.NotUsable;
        }

        var userId = actor.Session!.UserId;
        return await transactions.RunAsync(async effects =>
        {
            (await database.Users.SingleAsync(u => u.Id == userId)).Name = name; // tracked, so that the search finds it by the new name
            effects.Audit(AuditKind.NameChanged, userId);
            return AccountOutcome.Done;
        });
    }
}
