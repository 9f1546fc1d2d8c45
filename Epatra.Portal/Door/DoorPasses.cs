using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Door;

/// <summary>How a session of the portal reaches the host of an application, whose browser cookies are its own.</summary>
internal sealed class DoorPasses(PortalDbContext database, Transactions transactions, Sessions sessions, AddressFailures addresses, Actor actor, TimeProvider time)
{
    /// <summary>A redirect takes a moment.</summary>
    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(1);

    /// <summary>A ticket of the actor's session.</summary>
    /// <param name="host">Of the application.</param>
    /// <param name="browserHash">Of the token that the browser got there: the ticket is worth nothing in another browser.</param>
    public Task<string> IssueAsync(string host, string browserHash)
    {
        var (ticket, session) = (Token.New(), actor.Session ?? throw new InvalidOperationException("Only asked by somebody who is signed in."));
        return transactions.RunAsync(_ =>
        {
            database.DoorPasses.Add(new DoorPass { SessionId = session.Id, Host = host, TicketHash = Token.Hash(ticket), TokenHash = browserHash, CreatedAt = time.Now() });
            return Task.FromResult(ticket);
        });
    }

    /// <summary>Uses the ticket up.</summary>
    /// <param name="host">Of the application.</param>
    /// <param name="ticket">As it came.</param>
    /// <param name="browser">The token that the browser got there before; null without one.</param>
    /// <returns>The new token for the browser, so that the one before is worth nothing; null when the ticket is over or not its own.</returns>
    public async Task<string?> EnterAsync(string host, string ticket, string? browser)
    {
        if (browser is not null && await UseAsync(host, ticket, browser) is { } token)
        {
            return token;
        }

        if (addresses.Wait(actor.Address) == TimeSpan.Zero) // or a flood of made-up tickets would fill the audit log
        {
            addresses.Count(actor.Address);
            await RefuseAsync(host, "ticket");
        }

        return null;
    }

    /// <summary>Notes that somebody is not let in.</summary>
    public Task RefuseAsync(string host, string why) => transactions.RunAsync(effects =>
    {
        effects.Audit(AuditKind.DoorRefused, actor.Session?.UserId, $"{why} host {host}");
        return Task.CompletedTask;
    });

    private Task<string?> UseAsync(string host, string ticket, string browser)
    {
        var (hash, own, token, now) = (Token.Hash(ticket), Token.Hash(browser), Token.New(), time.Now());
        var next = Token.Hash(token);
        return transactions.RunAsync(async effects =>
        {
            var used = await database.DoorPasses.Where(p => p.TicketHash == hash && p.Host == host && p.TokenHash == own && p.EnteredAt == null)
                .Where(p => p.CreatedAt > now - TicketLife && p.CreatedAt <= now + Clock.Skew)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.EnteredAt, now).SetProperty(x => x.TokenHash, next));
            if (used == 0 || await FindAsync(host, token) is not { } session)
            {
                effects.Undo();
                return null;
            }

            actor.Session = session;
            effects.Audit(AuditKind.DoorEntered, session.UserId, $"session {session.Id} host {host}");
            return token;
        });
    }

    /// <summary>The living session behind the cookie of an application's host.</summary>
    public async Task<Session?> FindAsync(string host, string token)
    {
        var hash = Token.Hash(token);
        var id = await database.DoorPasses.Where(p => p.TokenHash == hash && p.Host == host && p.EnteredAt != null).Select(p => (Guid?)p.SessionId).SingleOrDefaultAsync();
        return id is { } session ? await sessions.FindAsync(session) : null;
    }
}
