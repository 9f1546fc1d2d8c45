using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

/// <summary>Complete sign-ins: their start, their life and their end.</summary>
internal sealed class Sessions(PortalDbContext database, Transactions transactions, Actor actor, TimeProvider time, IOptions<SignInOptions> options)
{
    private TimeSpan Idle => TimeSpan.FromMinutes(options.Value.IdleMinutes);

    /// <summary>Activity is written at most once in this time: a minute, of the default idle limit of an hour.</summary>
    private TimeSpan TouchEvery => Idle / 60;

    /// <summary>The topic on which the end of a session is told.</summary>
    public static string Topic(Guid id) => $"session/{id}";

    /// <summary>The session with its person, while it lives.</summary>
    public async Task<Session?> FindAsync(Guid id)
    {
        var now = time.Now();
        return await database.Sessions.AsNoTracking().Include(s => s.User).SingleOrDefaultAsync(s =>
            s.Id == id && s.EndedAt == null && s.ExpiresAt > now && s.LastSeenAt > now - Idle && s.User!.DisabledAt == null);
    }

    /// <summary>When the actor's session ends, in UTC, if nothing more is done in it; null when its absolute limit comes first.</summary>
    public DateTime? OwnIdleEnd()
    {
        var session = actor.Session ?? throw new InvalidOperationException("Only asked by somebody who is signed in.");
        var idle = session.LastSeenAt + Idle;
        return idle < session.ExpiresAt ? idle : null;
    }

    /// <summary>Adds the session that a half-way sign-in has become, to the transaction that proved it.</summary>
    public async Task<Session> StartAsync(HalfWaySignIn halfWay, SecondFactor factor, Effects effects)
    {
        var now = time.Now();
        var session = new Session
        {
            UserId = halfWay.UserId,
            Factor = factor,
            CreatedAt = now,
            ExpiresAt = now.AddHours(options.Value.SessionHours),
            LastSeenAt = now,
            ProofAt = now,
            PreviousSignInAt = halfWay.User!.LastSignInAt,
            Address = actor.Address,
            UserAgent = actor.UserAgent,
        };
        database.Sessions.Add(session);
        await database.Users.Where(u => u.Id == halfWay.UserId).ExecuteUpdateAsync(u => u.SetProperty(x => x.LastSignInAt, now));
        effects.Audit(AuditKind.SignedIn, halfWay.UserId, $"session {session.Id} factor {factor}");
        return session;
    }

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

    /// <summary>Whether the person ended it, here or in another tab.</summary>
    public Task<bool> WasSignedOutAsync(Guid id) => database.Sessions.AnyAsync(s => s.Id == id && s.EndedBy == SessionEnd.SignedOut);

    /// <summary>Ends a session, its open circuits included. False when it was over before.</summary>
    public Task<bool> EndAsync(Guid id, SessionEnd by) => transactions.RunAsync(async effects =>
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
    });
}
