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
internal sealed class OwnAccess(PortalDbContext database, Sessions sessions, Revocations revocations, FailureCounts failures, Transactions transactions, Actor actor, TimeProvider time)
{
    private string UserId => actor.Session?.UserId ?? throw new InvalidOperationException("Only for somebody who is signed in.");

    /// <summary>Ends one session, its open circuits included. False for what is over, and for somebody else's.</summary>
    public async Task<bool> EndSessionAsync(Guid id) =>
        await database.Sessions.AnyAsync(s => s.Id == id && s.UserId == UserId) && await sessions.EndAsync(id, SessionEnd.Revoked);

    /// <summary>That browser is asked for a code again. False for what is over, and for somebody else's.</summary>
    public Task<bool> EndTrustAsync(Guid id) => transactions.RunAsync(async effects =>
    {
        var now = time.Now();
        var ended = await database.TrustedBrowsers.Where(b => b.Id == id && b.UserId == UserId && b.EndedAt == null).ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now)) == 1;
        if (ended)
        {
            effects.Audit(AuditKind.TrustEnded, UserId, $"trusted browser {id}");
        }

        return ended;
    });

    /// <summary>What was pressed in the lists: ends one session, one trusted browser, or all but this session. What is not there any more is as it was wished.</summary>
    public async Task EndAsync(string? session, string? browser, bool all)
    {
        if (Guid.TryParse(session, out var ended))
        {
            await EndSessionAsync(ended);
        }

        if (Guid.TryParse(browser, out var forgotten))
        {
            await EndTrustAsync(forgotten);
        }

        if (all)
        {
            await EndAllAsync();
        }
    }

    /// <summary>Everything but the session that asks.</summary>
    public Task EndAllAsync() => transactions.RunAsync(async effects =>
    {
        await failures.HoldAsync(UserId);
        await revocations.EndEverythingAsync(UserId, actor.Session!.Id, RevocationReason.SignOutEverywhere, effects);
    });
}
