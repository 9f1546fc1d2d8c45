using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.MyAccount;

/// <summary>Reads the account of whoever asks.</summary>
internal sealed class AccountReader(
    PortalDbContext database,
    RecoveryCodes recovery,
    Sessions sessions,
    TrustedBrowsers trusted,
    OwnEvents events,
    Actor actor,
    TimeProvider time,
    IOptions<SignInOptions> signIn,
    IOptions<PortalOptions> portal)
{
    /// <summary>Rows of a list; who has more ends all of them at once.</summary>
    private const int Most = 50;

    private const int FewEvents = 5;

    private Session Own => actor.Session ?? throw new InvalidOperationException("Only for somebody who is signed in.");

    public async Task<AccountView> ReadAsync() => new(
        await AuthenticatorsAsync(),
        await recovery.LeftAsync(Own.UserId),
        [.. (await trusted.LivingAsync(Own.UserId, Most)).Select(t => Row(t.Browser, t.IsThis))],
        [.. (await sessions.LivingAsync(Own.UserId, Most)).Select(Row).OrderByDescending(row => row.IsThis)],
        await NewEmailAsync(),
        (await events.ReadAsync(before: null, FewEvents)).Events);

    public async Task<IReadOnlyList<AuthenticatorRow>> AuthenticatorsAsync()
    {
        var own = await database.Authenticators.AsNoTracking().OrderBy(a => a.Number)
            .Where(a => a.UserId == Own.UserId && (a.State == AuthenticatorState.Active || a.State == AuthenticatorState.Blocked)).ToListAsync();
        return own.ConvertAll(a => new AuthenticatorRow(
            a.Id, a.Name, a.App, OtpAuthUri.For(portal.Value.Name, Own.User!.UserName!, a.Number, []).Account,
            a.ConfirmedAt ?? a.CreatedAt, a.LastUsedAt, Drift.Warning(a.Offsets), a.State == AuthenticatorState.Blocked));
    }

    /// <summary>The address that waits for its confirmation; null for none.</summary>
    private Task<string?> NewEmailAsync()
    {
        var now = time.Now();
        return database.EmailLinks.Where(l => l.UserId == Own.UserId && l.EndedAt == null && l.ExpiresAt > now)
            .OrderByDescending(l => l.CreatedAt).Select(l => l.Email).FirstOrDefaultAsync();
    }

    private AccessRow Row(Session session) => new(
        session.Id, BrowserName.Of(session.UserAgent), session.CreatedAt, session.LastSeenAt, Until: null, session.Id == Own.Id, signIn.Value.ShowAddress ? session.Address : null);

    private static AccessRow Row(TrustedBrowser browser, bool isThis) =>
        new(browser.Id, BrowserName.Of(browser.UserAgent), browser.CreatedAt, browser.LastUsedAt ?? browser.CreatedAt, browser.ExpiresAt, isThis);
}
