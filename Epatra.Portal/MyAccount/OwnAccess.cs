using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.MyAccount;

/// <summary>
/// Ends sessions and trust of the actor, elsewhere or here (ASVS 7.5.2). It takes no fresh proof: whoever sees a stranger in
/// the list must not lose time over a code, and whoever abuses it only makes people sign in once more.
/// </summary>
internal sealed class OwnAccess(PortalDbContext database, Sessions sessions, HalfWaySignIns halfWays, Revocations revocations, FailureCounts failures, Transactions transactions, Actor actor, TimeProvider time)
{
    private string UserId => actor.Session?.UserId ?? throw new InvalidOperationException("Only for somebody who is signed in.");

    /// <summary>Ends one session, its open circuits included. False for what is over, for what goes on under another id, and for somebody else's.</summary>
    public Task<bool> EndSessionAsync(Guid id) => transactions.RunAsync(async effects =>
    {
        await failures.HoldAsync(UserId); // a step up that is under way gives it another id first
        return await database.Sessions.AnyAsync(s => s.Id == id && s.UserId == UserId) && await sessions.EndAsync(id, SessionEnd.Revoked, effects);
    });

    /// <summary>That browser is asked for a code again. False for what is over, and for somebody else's.</summary>
    public Task<bool> EndTrustAsync(Guid id) => transactions.RunAsync(async effects =>
    {
        var now = time.Now();
        var ended = await database.TrustedBrowsers.Where(b => b.Id == id && b.UserId == UserId && b.EndedAt == null).ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now)) == 1;
        if (ended)
        {
            await halfWays.EndTrustedAsync(UserId, effects);
            effects.Audit(AuditKind.TrustEnded, UserId, $"trusted browser {id}");
        }

        return ended;
    });

    /// <summary>What was pressed in the lists: ends one session, one trusted browser, or all but this session.</summary>
    /// <returns>Whether something was ended: a session that goes on under another id is not to be taken for over.</returns>
    public async Task<bool> EndAsync(string? session, string? browser, bool all)
    {
        var ended = Guid.TryParse(session, out var id) && await EndSessionAsync(id);
        ended |= Guid.TryParse(browser, out var trusted) && await EndTrustAsync(trusted);
        if (all)
        {
            await EndAllAsync();
        }

        return ended || all;
    }

    /// <summary>Everything but the session that asks.</summary>
    public Task EndAllAsync() => transactions.RunAsync(async effects =>
    {
        await failures.HoldAsync(UserId);
        await revocations.EndEverythingAsync(UserId, actor.Session!.Id, RevocationReason.SignOutEverywhere, effects);
    });
}
