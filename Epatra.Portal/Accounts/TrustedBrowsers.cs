using System.Linq.Expressions;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

/// <summary>What a trusted browser keeps; the row has only the hash of the token.</summary>
internal sealed record TrustToken(string Value, DateTime ExpiresAt);

/// <summary>Browsers in which a person is not asked for a code: how trust begins, counts and is handed on.</summary>
internal sealed class TrustedBrowsers(PortalDbContext database, HalfWaySignIns halfWays, Actor actor, TimeProvider time, IOptions<SignInOptions> options)
{
    /// <summary>
    /// Rest between two rotations. As long the token before counts too: what another tab has under way was sent with it.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Wrong passwords in a row that end the trust: here nobody waits, and the password is the whole sign-in.
    /// </summary>
    private const int WrongPasswords = 10;

    public int Days => options.Value.TrustedBrowserDays;

    /// <summary>Agents and administrators are asked for a code every time.</summary>
    public bool IsOfferedTo(PortalUser user) => Days > 0 && user.Role == Role.User;

    /// <summary>Whether this browser is trusted for the person now. Only looks.</summary>
    public async Task<bool> IsTrustedAsync(string userId) =>
        actor.TrustToken(userId) is { } token && await Living(userId).AnyAsync(Accepted(Token.Hash(token)));

    /// <summary>The newest of those that count now, and whether each is the one that asks.</summary>
    public async Task<IReadOnlyList<(TrustedBrowser Browser, bool IsThis)>> LivingAsync(string userId, int most)
    {
        var own = actor.TrustToken(userId) is { } token ? Token.Hash(token) : null;
        var all = await Living(userId).AsNoTracking().OrderByDescending(b => b.LastUsedAt ?? b.CreatedAt).ThenBy(b => b.Id).Take(most).ToListAsync();
        return all.ConvertAll(b => (b, own is not null && (b.TokenHash == own || b.PreviousTokenHash == own)));
    }

    /// <summary>Part of the transaction that accepts the password: whether this browser stands in for the code.</summary>
    /// <returns>Trusted or not; with a new token for the browser unless the old one was renewed within the last minute.</returns>
    public async Task<(bool Trusted, TrustToken? Renewed)> UseAsync(string userId, Effects effects)
    {
        if (actor.TrustToken(userId) is not { } token)
        {
            return (false, null);
        }

        var (hash, now) = (Token.Hash(token), time.Now());
        if (await RotateAsync(userId, hash, now) is { } renewed)
        {
            return (true, renewed);
        }

        // An update, not a look: a revocation that comes at the same moment waits for the session that follows from this.
        var used = await Living(userId).Where(Accepted(hash)).ExecuteUpdateAsync(b => b.SetProperty(x => x.LastUsedAt, now).SetProperty(x => x.WrongPasswords, 0)) == 1;
        if (!used)
        {
            await ReportForeignAsync(userId, hash, effects);
        }

        return (used, null);
    }

    /// <summary>Part of the transaction that refuses the password: too many of them end the trust of this browser.</summary>
    public async Task PasswordFailedAsync(string userId, Effects effects)
    {
        if (actor.TrustToken(userId) is not { } token)
        {
            return;
        }

        var now = time.Now();
        var own = Living(userId).Where(Accepted(Token.Hash(token)));
        await own.ExecuteUpdateAsync(b => b.SetProperty(x => x.WrongPasswords, x => x.WrongPasswords + 1));
        if (await own.Where(b => b.WrongPasswords >= WrongPasswords).ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now)) > 0)
        {
            await halfWays.EndTrustedAsync(userId, effects);
            effects.Audit(AuditKind.TrustEnded, userId, "wrong passwords");
        }
    }

    /// <summary>Part of the transaction that accepts the code: trusts this browser, in place of what it was before.</summary>
    /// <returns>Null for somebody to whom trust is not offered, whatever the form said.</returns>
    public async Task<TrustToken?> TrustAsync(PortalUser user, Effects effects)
    {
        if (!IsOfferedTo(user))
        {
            return null;
        }

        var (token, now) = (Token.New(), time.Now());
        if (actor.TrustToken(user.Id) is { } old)
        {
            var hash = Token.Hash(old);
            await database.TrustedBrowsers.Where(b => b.UserId == user.Id && b.EndedAt == null && (b.TokenHash == hash || b.PreviousTokenHash == hash))
                .ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now));
        }

        var row = new TrustedBrowser { UserId = user.Id, TokenHash = Token.Hash(token), CreatedAt = now, ExpiresAt = now.AddDays(Days), UserAgent = actor.UserAgent };
        database.TrustedBrowsers.Add(row);
        effects.Audit(AuditKind.BrowserTrusted, user.Id, $"trusted browser {row.Id}");
        return new(token, row.ExpiresAt);
    }

    /// <summary>A new token by one conditional update: of many requests with the same token one gets it.</summary>
    private async Task<TrustToken?> RotateAsync(string userId, string hash, DateTime now)
    {
        var (token, recent) = (Token.New(), now - Overlap);
        var next = Token.Hash(token);
        var rotated = await Living(userId).Where(b => b.TokenHash == hash && (b.RotatedAt == null || b.RotatedAt <= recent))
            .ExecuteUpdateAsync(b => b.SetProperty(x => x.TokenHash, next).SetProperty(x => x.PreviousTokenHash, hash)
                .SetProperty(x => x.RotatedAt, now).SetProperty(x => x.LastUsedAt, now).SetProperty(x => x.WrongPasswords, 0));
        return rotated == 0 ? null : new(token, await database.TrustedBrowsers.Where(b => b.TokenHash == next).Select(b => b.ExpiresAt).SingleAsync());
    }

    /// <summary>What counts now: neither over nor older than the setting, and of somebody who still has a second factor and no power over others.</summary>
    private IQueryable<TrustedBrowser> Living(string userId)
    {
        var now = time.Now();
        var oldest = now.AddDays(-Days);
        return database.TrustedBrowsers.Where(b => b.UserId == userId && b.EndedAt == null && b.ExpiresAt > now && b.CreatedAt > oldest && b.CreatedAt <= now + Clock.Skew
            && database.Users.Any(u => u.Id == userId && u.Role == Role.User && u.DisabledAt == null)
            && database.Authenticators.Any(a => a.UserId == userId && a.State == AuthenticatorState.Active));
    }

    private Expression<Func<TrustedBrowser, bool>> Accepted(string hash)
    {
        var now = time.Now();
        return b => b.TokenHash == hash || (b.PreviousTokenHash == hash && b.RotatedAt > now - Overlap && b.RotatedAt <= now + Clock.Skew);
    }

    /// <summary>A browser does not put one person's token under another person's name: somebody has copied or renamed it.</summary>
    private async Task ReportForeignAsync(string userId, string hash, Effects effects)
    {
        var foreign = await database.TrustedBrowsers.Where(b => b.UserId != userId && (b.TokenHash == hash || b.PreviousTokenHash == hash))
            .Select(b => (Guid?)b.Id).FirstOrDefaultAsync();
        if (foreign is not null)
        {
            effects.Audit(AuditKind.TrustedBrowserRefused, userId, $"trusted browser {foreign} of somebody else");
        }
    }
}
