using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Accounts;

/// <summary>What makes everything worthless that a person has proven before.</summary>
internal enum RevocationReason
{
    PasswordChange,
    Reset,
    RecoveryCode,
    RoleChange,
    Lock,
    Freeze,
    SignOutEverywhere,
}

/// <summary>Ends all that a person has open, in every browser, on every node (ASVS 7.4.1 to 7.4.3).</summary>
internal sealed class Revocations(PortalDbContext database, Actor actor, TimeProvider time)
{
    /// <summary>
    /// Part of a transaction, before its changes to the person's row: a sign-in locks in the same order, half-way sign-in,
    /// trusted browser, person. In that order a sign-in that comes at the same moment is either refused or its session is seen here.
    /// </summary>
    /// <param name="userId">Whose.</param>
    /// <param name="exceptSession">The session that goes on, which is the actor's own; null for none. The actor's own half-way sign-in always goes on.</param>
    /// <param name="reason">For the audit log.</param>
    /// <param name="effects">Of the transaction: open circuits end after its commit.</param>
    /// <param name="exceptBrowser">The browser whose half-way sign-in goes on, because it waits for just this; null for none.</param>
    public async Task EndEverythingAsync(string userId, Guid? exceptSession, RevocationReason reason, Effects effects, string? exceptBrowser = null)
    {
        var now = time.Now();
        var halfWays = await EndHalfWaysAsync(userId, exceptBrowser, now, effects);
        var browsers = await database.TrustedBrowsers.Where(b => b.UserId == userId && b.EndedAt == null && b.ExpiresAt > now)
            .ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now));
        var sessions = await EndSessionsAsync(userId, exceptSession, now, effects);
        effects.Audit(AuditKind.AccessRevoked, userId, $"reason {reason} sessions {sessions} trusted browsers {browsers} half-way sign-ins {halfWays}");
    }

    private async Task<int> EndHalfWaysAsync(string userId, string? exceptBrowser, DateTime now, Effects effects)
    {
        var own = actor.HalfWay?.Id;
        var all = database.HalfWaySignIns.Where(h => h.UserId == userId && h.Id != own && (exceptBrowser == null || h.BrowserHash != exceptBrowser));
        var count = await all.Where(h => h.EndedAt == null && h.ExpiresAt > now).ExecuteUpdateAsync(h => h.SetProperty(x => x.EndedAt, now));
        var ended = await all.Where(h => h.EndedAt == now).Select(h => h.Id).ToListAsync();
        ended.ForEach(id => effects.Publish(HalfWaySignIns.Topic(id), id.ToString()));
        return count;
    }

    private async Task<int> EndSessionsAsync(string userId, Guid? except, DateTime now, Effects effects)
    {
        var all = database.Sessions.Where(s => s.UserId == userId && s.Id != except);
        await all.Where(s => s.EndedAt == null && s.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, SessionEnd.Revoked));
        var ended = await all.Where(s => s.EndedAt == now && s.EndedBy == SessionEnd.Revoked).Select(s => s.Id).ToListAsync();
        foreach (var id in ended)
        {
            effects.Audit(AuditKind.SessionEnded, userId, $"session {id}");
            effects.Publish(Sessions.Topic(id), id.ToString());
        }

        return ended.Count;
    }
}
