using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.SignIn;

/// <summary>Half-way sign-ins: their start, their life and their end.</summary>
internal sealed class HalfWaySignIns(PortalDbContext database, Transactions transactions, Actor actor, TimeProvider time, IOptions<SignInOptions> options)
{
    /// <summary>The longest life, however long the wizard or the help page stays open.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private TimeSpan Pending => TimeSpan.FromMinutes(options.Value.PendingMinutes);

    /// <summary>The topic on which the revocation of a half-way sign-in is told.</summary>
    public static string Topic(Guid id) => $"half-way/{id}";

    /// <summary>Adds a half-way sign-in to the transaction of the password.</summary>
    /// <param name="browser">The browser's own lasting token.</param>
    /// <returns>The token for the cookie; the row has its hash.</returns>
    public string Start(PortalUser user, HalfWayPurpose purpose, string browser, string returnUrl)
    {
        var (token, now) = (Token.New(), time.Now());
        database.HalfWaySignIns.Add(new HalfWaySignIn
        {
            UserId = user.Id,
            TokenHash = Token.Hash(token),
            BrowserHash = Token.Hash(browser),
            Purpose = purpose,
            ConfirmedAt = purpose == HalfWayPurpose.NewPassword ? now : null,
            ConfirmedBy = purpose == HalfWayPurpose.NewPassword ? SecondFactor.TrustedBrowser : null,
            CreatedAt = now,
            ExpiresAt = now + Pending,
            ReturnUrl = returnUrl,
            Address = actor.Address,
            UserAgent = actor.UserAgent,
        });
        return token;
    }

    /// <summary>Ends what this browser had begun before, whoever it was: a new sign-in makes the old cookie worthless.</summary>
    public Task EndOthersAsync(string browser, Effects effects)
    {
        var hash = Token.Hash(browser);
        return EndAsync(h => h.BrowserHash == hash, effects);
    }

    /// <summary>Part of the transaction that ends the trust of a browser: ends what a trusted one stood in for the code of.</summary>
    public Task EndTrustedAsync(string userId, Effects effects) => EndAsync(h => h.UserId == userId && h.ConfirmedBy == SecondFactor.TrustedBrowser, effects);

    private async Task EndAsync(Expression<Func<HalfWaySignIn, bool>> which, Effects effects)
    {
        var now = time.Now();
        var living = database.HalfWaySignIns.Where(which).Where(h => h.EndedAt == null && h.ExpiresAt > now);
        var ids = await living.Select(h => h.Id).ToListAsync();
        if (ids.Count == 0)
        {
            return;
        }

        ids.ForEach(id => effects.Publish(Topic(id), id.ToString()));
        await living.ExecuteUpdateAsync(h => h.SetProperty(x => x.EndedAt, now));
    }

    public Task<HalfWaySignIn?> FindAsync(string token)
    {
        var hash = Token.Hash(token);
        return FindAsync(h => h.TokenHash == hash);
    }

    /// <summary>Where it was to lead, whether or not it still lives.</summary>
    public Task<string?> ReturnUrlAsync(string token, bool forNewPassword)
    {
        var hash = Token.Hash(token);
        return database.HalfWaySignIns.Where(h => h.TokenHash == hash && (!forNewPassword || h.Purpose == HalfWayPurpose.NewPassword)).Select(h => h.ReturnUrl).SingleOrDefaultAsync();
    }

    public Task<HalfWaySignIn?> FindAsync(Guid id) => FindAsync(h => h.Id == id);

    /// <summary>Keeps it alive while its wizard or help page is open.</summary>
    public async Task KeepAsync(HalfWaySignIn halfWay)
    {
        if (halfWay.ExpiresAt - time.Now() > Pending / 2)
        {
            return;
        }

        var until = time.Now() + Pending;
        var limit = halfWay.CreatedAt + Longest;
        var expires = until < limit ? until : limit;
        await transactions.RunAsync(_ => database.HalfWaySignIns.Where(h => h.Id == halfWay.Id && h.ExpiresAt < expires)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.ExpiresAt, expires)));
    }

    /// <summary>Notes how far the clock of the actor's browser is off, for the desk.</summary>
    public Task NoteClockAsync(int seconds) => actor.HalfWay is not { } halfWay ? Task.CompletedTask : transactions.RunAsync(_ =>
        database.HalfWaySignIns.Where(h => h.Id == halfWay.Id).ExecuteUpdateAsync(h => h.SetProperty(x => x.BrowserClockSeconds, seconds)));

    /// <summary>Part of the transaction in which the wizard proves the second factor.</summary>
    public async Task<bool> ConfirmAsync(HalfWaySignIn halfWay)
    {
        var now = time.Now();
        return await Living(halfWay).ExecuteUpdateAsync(h => h.SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.ConfirmedBy, SecondFactor.Enrollment)) == 1;
    }

    /// <summary>Part of the transaction that proves the second factor of somebody who has yet to choose a password.</summary>
    /// <returns>The token under which it goes on: the cookie of the password alone is worth nothing more. Null when it was over.</returns>
    public async Task<string?> ProveAsync(HalfWaySignIn halfWay, SecondFactor factor, bool trust)
    {
        var (token, now) = (Token.New(), time.Now());
        var (hash, expires) = (Token.Hash(token), now + Pending);
        return await Passable(halfWay).ExecuteUpdateAsync(h => h.SetProperty(x => x.Purpose, HalfWayPurpose.NewPassword)
            .SetProperty(x => x.ConfirmedAt, x => x.ConfirmedAt ?? now).SetProperty(x => x.ConfirmedBy, factor).SetProperty(x => x.TrustWanted, trust)
            .SetProperty(x => x.TokenHash, hash).SetProperty(x => x.ExpiresAt, expires)) == 1 ? token : null;
    }

    /// <summary>Ends it as what it was for: the one who completes it first gets the session.</summary>
    public async Task<bool> CompleteAsync(HalfWaySignIn halfWay)
    {
        var now = time.Now();
        return await Passable(halfWay).ExecuteUpdateAsync(h => h.SetProperty(x => x.EndedAt, now)) == 1;
    }

    /// <summary>Somebody whose account is frozen gets no further than the help page and a granted wizard.</summary>
    private IQueryable<HalfWaySignIn> Passable(HalfWaySignIn halfWay) => Living(halfWay).Where(h => h.User!.FrozenAt == null);

    private IQueryable<HalfWaySignIn> Living(HalfWaySignIn halfWay) => Living().Where(h => h.Id == halfWay.Id);

    private IQueryable<HalfWaySignIn> Living()
    {
        var now = time.Now();
        return database.HalfWaySignIns.Where(h => h.EndedAt == null && h.ExpiresAt > now && h.CreatedAt <= now + Clock.Skew);
    }

    private Task<HalfWaySignIn?> FindAsync(Expression<Func<HalfWaySignIn, bool>> which) =>
        Living().AsNoTracking().Include(h => h.User).Where(which).SingleOrDefaultAsync(h => h.User!.DisabledAt == null);
}
