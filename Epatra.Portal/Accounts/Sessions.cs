using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

/// <summary>Complete sign-ins: their start, their life and their end.</summary>
internal sealed class Sessions(PortalDbContext database, Transactions transactions, Actor actor, TimeProvider time, IOptions<SignInOptions> options)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    private TimeSpan Idle => TimeSpan.FromMinutes(options.Value.IdleMinutes);

    /// <summary>Activity is written at most once in this time: a minute, of the default idle limit of an hour.</summary>
    private TimeSpan TouchEvery => Idle / 60;

    /// <summary>The topic on which the end of a session is told.</summary>
    public static string Topic(Guid id) => $"session/{id}";

    /// <summary>The session with its person, while it lives.</summary>
    public async Task<Session?> FindAsync(Guid id) =>
        await Living().AsNoTracking().Include(s => s.User).SingleOrDefaultAsync(s => s.Id == id && s.User!.DisabledAt == null && s.User.FrozenAt == null);

    /// <summary>The same, while a code that was proven in it is fresh; asked again in the transaction that does what takes one.</summary>
    public async Task<Session?> FindFreshAsync(Guid id) => await FindAsync(id) is { } session && IsFresh(session) ? session : null;

    /// <summary>The newest of those of a person that live.</summary>
    public async Task<IReadOnlyList<Session>> LivingAsync(string userId, int most) =>
        await Living().AsNoTracking().Where(s => s.UserId == userId).OrderByDescending(s => s.LastSeenAt).ThenBy(s => s.Id).Take(most).ToListAsync();

    /// <summary>When the actor's session ends, in UTC, if nothing more is done in it; null when its absolute limit comes first.</summary>
    public DateTime? OwnIdleEnd()
    {
        var session = actor.Session ?? throw new InvalidOperationException("Only asked by somebody who is signed in.");
        var idle = session.LastSeenAt + Idle;
        return idle < session.ExpiresAt ? idle : null;
    }

    /// <summary>Adds the session of somebody who has proven enough, to the transaction that proved it.</summary>
    /// <param name="user">Who.</param>
    /// <param name="factor">What was proven beside the password.</param>
    /// <param name="effects">Of the transaction.</param>
    /// <param name="provenAt">When, in UTC; null for now.</param>
    public async Task<Session> StartAsync(PortalUser user, SecondFactor factor, Effects effects, DateTime? provenAt = null)
    {
        var now = time.Now();
        var session = new Session
        {
            UserId = user.Id,
            Factor = factor,
            CreatedAt = now,
            ExpiresAt = now.AddHours(options.Value.SessionHours),
            LastSeenAt = now,
            ProofAt = factor is SecondFactor.Code or SecondFactor.Enrollment ? provenAt ?? now : null,
            PreviousSignInAt = user.LastSignInAt,
            Address = actor.Address,
            UserAgent = actor.UserAgent,
        };
        database.Sessions.Add(session);
        await PasswordLink.VoidAsync(database, user.Id, now);
        if (actor.HalfWay is { } halfWay)
        {
            await HelpRequests.EndAsync(database, halfWay, now, effects);
        }

        await database.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastSignInAt, now));
        effects.Audit(AuditKind.SignedIn, user.Id, $"session {session.Id} factor {factor}");
        return session;
    }

    /// <summary>
    /// The same session under a new id, part of the transaction of a step up; the old one is dead. Its circuits are not told:
    /// the page that asked for this waits for its answer, and would be led away from it. Nothing that they ask is done any
    /// more, and they leave at the next thing that they are asked, or that they look.
    /// </summary>
    /// <param name="session">As it was.</param>
    /// <param name="effects">Of the transaction.</param>
    /// <param name="proven">Whether the step was a code.</param>
    /// <returns>Null when it was ended in the meantime.</returns>
    public async Task<Session?> RenewAsync(Session session, Effects effects, bool proven = false)
    {
        var now = time.Now();
        if (await database.Sessions.Where(s => s.Id == session.Id && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, SessionEnd.Renewed)) == 0)
        {
            return null;
        }

        var renewed = new Session
        {
            UserId = session.UserId,
            Factor = session.Factor,
            CreatedAt = session.CreatedAt,
            ExpiresAt = session.ExpiresAt,
            LastSeenAt = now,
            ProofAt = proven ? now : session.ProofAt,
            PreviousSignInAt = session.PreviousSignInAt,
            Address = session.Address,
            UserAgent = session.UserAgent,
        };
        database.Sessions.Add(renewed);
        await database.DoorPasses.Where(p => p.SessionId == session.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.SessionId, renewed.Id));
        effects.Audit(AuditKind.SessionRenewed, session.UserId, $"session {session.Id} is now {renewed.Id}");
        return renewed;
    }

    /// <summary>Part of a transaction in which a session proves a code: false when it was ended in the meantime.</summary>
    public async Task<bool> ProveAsync(Session session)
    {
        var now = time.Now();
        return await database.Sessions.Where(s => s.Id == session.Id && s.EndedAt == null && s.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.ProofAt, now)) == 1;
    }

    /// <summary>Whether a code was proven in it within the last five minutes (ASVS 7.5.1).</summary>
    public bool IsFresh(Session session) => session.ProofAt > time.Now() - FreshFor && session.ProofAt <= time.Now() + Clock.Skew;

    /// <summary>Notes activity, for the idle limit.</summary>
    public async Task TouchAsync(Session session)
    {
        var now = time.Now();
        if (now - session.LastSeenAt < TouchEvery)
        {
            return;
        }

        await transactions.RunAsync(_ => database.Sessions.Where(s => s.Id == session.Id && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now)));
    }

    /// <summary>Whether it goes on under another id, in the same browser.</summary>
    public Task<bool> WasRenewedAsync(Guid id) => database.Sessions.AnyAsync(s => s.Id == id && s.EndedBy == SessionEnd.Renewed);

    /// <summary>Whether the person ended it, here or in another tab.</summary>
    public Task<bool> WasSignedOutAsync(Guid id) => database.Sessions.AnyAsync(s => s.Id == id && s.EndedBy == SessionEnd.SignedOut);

    /// <summary>Ends a session, its open circuits included. False when it was over before.</summary>
    public Task<bool> EndAsync(Guid id, SessionEnd by) => transactions.RunAsync(effects => EndAsync(id, by, effects));

    /// <summary>The same as part of a transaction.</summary>
    public async Task<bool> EndAsync(Guid id, SessionEnd by, Effects effects)
    {
        var now = time.Now();
        var userId = await database.Sessions.Where(s => s.Id == id).Select(s => s.UserId).SingleOrDefaultAsync();
        var ended = await database.Sessions.Where(s => s.Id == id && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, by));
        if (ended == 1)
        {
            effects.Audit(by == SessionEnd.SignedOut ? AuditKind.SignedOut : AuditKind.SessionEnded, userId, $"session {id}");
            effects.Publish(Topic(id), id.ToString());
        }

        return ended == 1;
    }

    private IQueryable<Session> Living()
    {
        var now = time.Now();
        var latest = now + Clock.Skew;
        return database.Sessions.Where(s => s.EndedAt == null && s.ExpiresAt > now && s.LastSeenAt > now - Idle && s.CreatedAt <= latest && s.LastSeenAt <= latest);
    }
}
