using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Reset;

/// <summary>Resets that have not taken effect: announced, or waiting for agreement.</summary>
internal static class OpenResets
{
    /// <summary>The topic on which it is told that a reset of this person was announced or called off. Not the one of all that happens: see <see cref="ResetWatch"/>.</summary>
    public static string Topic(string userId) => $"announced/{userId}";

    public static IQueryable<AuthenticatorReset> Of(PortalDbContext database, string userId) =>
        database.Resets.Where(r => r.UserId == userId && (r.State == ResetState.Announced || r.State == ResetState.Proposed));

    /// <summary>
    /// Part of a transaction that holds the person's count and makes them pointless or dangerous: a reset, an enrolment, a
    /// freeze, a failed verification. None may come over what was set up since.
    /// </summary>
    /// <param name="database">Of the transaction.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="now">In UTC.</param>
    /// <param name="effects">Of the transaction.</param>
    /// <param name="except">The one that just takes effect.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> CancelAsync(PortalDbContext database, string userId, DateTime now, Effects effects, Guid? except = null)
    {
        var ids = await Of(database, userId).Where(r => r.Id != except).Select(r => r.Id).ToListAsync();
        await Of(database, userId).Where(r => r.Id != except).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, ResetState.Cancelled).SetProperty(x => x.EndedAt, now));
        await database.Users.Where(u => u.Id == userId && u.ResetDueAt != null).ExecuteUpdateAsync(u => u.SetProperty(x => x.ResetDueAt, (DateTime?)null));
        ids.ForEach(id => effects.Audit(AuditKind.ResetCancelled, userId, $"reset {id}"));
        if (ids.Count > 0)
        {
            effects.Publish(Desk.Requests, "");
            effects.Publish(Topic(userId), "");
        }

        return ids.Count;
    }
}
