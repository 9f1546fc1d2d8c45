using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Enrollment;

/// <summary>Asks for and uses up the right to enrol.</summary>
internal sealed class EnrollmentGrants(PortalDbContext database, Transactions transactions, TimeProvider time)
{
    /// <summary>The grant that opens the wizard for this person in this browser, if there is one.</summary>
    public async Task<EnrollmentGrant?> FindOpenAsync(string userId, string browserHash) =>
        await Open(userId).AsNoTracking().Where(g => g.BrowserHash == null || g.BrowserHash == browserHash)
            .Where(g => g.Kind != GrantKind.First || !database.Authenticators.Any(a => a.UserId == userId && a.State == AuthenticatorState.Active))
            .OrderBy(g => g.CreatedAt).ThenBy(g => g.Id).FirstOrDefaultAsync(); // always the same one: a wizard belongs to its grant

    /// <summary>Adds a grant that opens the wizard in one session and nowhere else: with the password alone it is worth nothing.</summary>
    public void Add(Session session, GrantKind kind) => database.EnrollmentGrants.Add(new EnrollmentGrant
    {
        UserId = session.UserId,
        Kind = kind,
        CreatedAt = time.Now(),
        ExpiresAt = session.ExpiresAt,
        BrowserHash = WizardHolder.BrowserOf(session),
    });

    /// <summary>How long somebody who has just typed a code may take to begin the wizard, or to come back to it; who leaves is not to leave it open.</summary>
    private static readonly TimeSpan OwnLife = TimeSpan.FromMinutes(10);

    /// <summary>Part of a transaction: the right to connect one more authenticator in this session, in place of any right that it had before.</summary>
    /// <param name="session">With fresh proof.</param>
    /// <param name="replaces">The authenticator that ends when the new one is confirmed; null when all stay.</param>
    public async Task AddOwnAsync(Session session, Guid? replaces)
    {
        var (now, browser) = (time.Now(), WizardHolder.BrowserOf(session));
        await database.EnrollmentGrants.Where(g => g.UserId == session.UserId && g.BrowserHash == browser && g.UsedAt == null)
            .ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now));
        database.EnrollmentGrants.Add(new EnrollmentGrant
        {
            UserId = session.UserId,
            Kind = GrantKind.Own,
            CreatedAt = now,
            ExpiresAt = now + OwnLife < session.ExpiresAt ? now + OwnLife : session.ExpiresAt,
            BrowserHash = browser,
            ReplacesId = replaces,
        });
    }

    /// <summary>Keeps the right of a session alive while its wizard is open: finding a phone and installing an app take their time. One that ran out stays over.</summary>
    public async Task KeepOwnAsync(Session session)
    {
        var (now, browser) = (time.Now(), WizardHolder.BrowserOf(session));
        var own = Open(session.UserId).Where(g => g.BrowserHash == browser && g.Kind == GrantKind.Own);
        if (await own.AsNoTracking().SingleOrDefaultAsync() is not { } grant || grant.ExpiresAt > now + OwnLife / 2)
        {
            return;
        }

        DateTime[] limits = [now + OwnLife, grant.CreatedAt + HalfWaySignIns.Longest, session.ExpiresAt];
        var expires = limits.Min();
        await transactions.RunAsync(_ => own.Where(g => g.ExpiresAt < expires).ExecuteUpdateAsync(g => g.SetProperty(x => x.ExpiresAt, expires)));
    }

    /// <summary>Adds the grant of a reset by the desk.</summary>
    /// <param name="userId">Whose authenticators were reset.</param>
    /// <param name="browserHash">The one browser that it is for; null for any with the password.</param>
    /// <param name="life">How long it is open.</param>
    public EnrollmentGrant AddReset(string userId, string? browserHash, TimeSpan life)
    {
        var now = time.Now();
        return database.EnrollmentGrants.Add(new EnrollmentGrant { UserId = userId, Kind = GrantKind.Reset, CreatedAt = now, ExpiresAt = now + life, BrowserHash = browserHash }).Entity;
    }

    /// <summary>Makes one worthless. False when it was used before.</summary>
    public async Task<bool> VoidAsync(Guid id)
    {
        var now = time.Now();
        return await database.EnrollmentGrants.Where(g => g.Id == id && g.UsedAt == null).ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now)) == 1;
    }

    /// <summary>Makes every open grant of a person worthless.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="exceptFirst">Whether the right to a first authenticator stays, which rests on nothing that was proven before.</param>
    public async Task VoidAsync(string userId, bool exceptFirst = false)
    {
        var now = time.Now();
        await database.EnrollmentGrants.Where(g => g.UserId == userId && g.UsedAt == null && (!exceptFirst || g.Kind != GrantKind.First)).ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now));
    }

    /// <summary>
    /// Part of a transaction that holds the person's count: whoever was let in by a reset and has not enrolled yet is out. The
    /// grants end as if their time were over, so that the reset can still be undone, or opened anew for better proof.
    /// </summary>
    public async Task EndResetsAsync(string userId)
    {
        var (now, over) = (time.Now(), time.Now() - Clock.Skew); // for a node whose clock is behind as well
        var resets = database.EnrollmentGrants.Where(g => g.UserId == userId && g.Kind == GrantKind.Reset && g.UsedAt == null);
        await resets.Where(g => g.ExpiresAt == null || g.ExpiresAt > over).ExecuteUpdateAsync(g => g.SetProperty(x => x.ExpiresAt, over));
        await database.WizardRuns.Where(r => r.UserId == userId && r.EndedAt == null && resets.Any(g => g.Id == r.GrantId)).ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now));
    }

    /// <summary>Part of the transaction in which a session gets a new id: a wizard that was begun in it goes on.</summary>
    public async Task MoveAsync(Session from, Session to)
    {
        var (old, now) = (WizardHolder.BrowserOf(from), WizardHolder.BrowserOf(to));
        await database.EnrollmentGrants.Where(g => g.UserId == from.UserId && g.BrowserHash == old).ExecuteUpdateAsync(g => g.SetProperty(x => x.BrowserHash, now));
        await database.WizardRuns.Where(r => r.UserId == from.UserId && r.BrowserHash == old).ExecuteUpdateAsync(r => r.SetProperty(x => x.BrowserHash, now));
        await database.Authenticators.Where(a => a.UserId == from.UserId && a.BrowserHash == old).ExecuteUpdateAsync(a => a.SetProperty(x => x.BrowserHash, now));
    }

    public async Task<GrantKind> KindAsync(Guid id) => (await GetAsync(id)).Kind;

    public Task<EnrollmentGrant> GetAsync(Guid id) => database.EnrollmentGrants.AsNoTracking().SingleAsync(g => g.Id == id);

    /// <summary>
    /// First statement of every step of the wizard: its row lock lets the steps of one grant pass one at a time, over all
    /// tabs, browsers and nodes. False when the grant is used up.
    /// </summary>
    public async Task<bool> HoldAsync(Guid id) => await database.EnrollmentGrants.Where(g => g.Id == id && g.UsedAt == null)
        .ExecuteUpdateAsync(g => g.SetProperty(x => x.Kind, x => x.Kind)) == 1;

    /// <summary>
    /// Part of the transaction that confirms an authenticator: one of two that come at once gets it. Any other grant of the
    /// person is used up with it.
    /// </summary>
    public async Task<bool> UseAsync(string userId, Guid id)
    {
        var now = time.Now();
        var used = await Open(userId).Where(g => g.Id == id).ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now)) == 1;
        if (used)
        {
            await VoidAsync(userId);
        }

        return used;
    }

    /// <summary>Those that are not over. One without an end counts whatever the clock said when it was given: it is over when it is used.</summary>
    private IQueryable<EnrollmentGrant> Open(string userId)
    {
        var now = time.Now();
        return database.EnrollmentGrants.Where(g => g.UserId == userId && g.UsedAt == null && (g.ExpiresAt == null || (g.ExpiresAt > now && g.CreatedAt <= now + Clock.Skew)));
    }
}
