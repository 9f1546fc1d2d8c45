using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.MyAccount;

/// <param name="Sequence">Position in the log.</param>
/// <param name="At">In UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Details">In words of the program.</param>
/// <param name="By">Who did it.</param>
public sealed record OwnEvent(long Sequence, DateTime At, AuditKind Kind, string? Details, EventActor By);

/// <summary>Who did something, as the person is told: of an agent not the name, which would be of use to whoever pretends to call from the desk.</summary>
public enum EventActor
{
    Portal,
    Person,
    Support,
}

/// <summary>The actor's own part of the audit log.</summary>
internal sealed class OwnEvents(PortalDbContext database, Actor actor)
{
    /// <summary>What says nothing that the entry beside it does not say.</summary>
    private static readonly AuditKind[] Quiet = [AuditKind.CodeAccepted, AuditKind.SessionRenewed, AuditKind.PasswordHashRenewed];

    /// <summary>The newest first.</summary>
    /// <param name="before">Position that they lie before; null for the newest.</param>
    /// <param name="count">At most so many.</param>
    /// <returns>Them, and the position of the last where there are more.</returns>
    public async Task<(IReadOnlyList<OwnEvent> Events, long? Older)> ReadAsync(long? before, int count)
    {
        var userId = actor.Session?.UserId ?? throw new InvalidOperationException("Only for somebody who is signed in.");
        var last = before ?? long.MaxValue;
        var found = await database.AuditEntries.AsNoTracking()
            .Where(e => e.SubjectId == userId && e.Sequence < last && !Quiet.Contains(e.Kind))
            .OrderByDescending(e => e.Sequence).Take(count + 1)
            .Select(e => new { e.Sequence, e.At, e.Kind, e.Details, e.ActorId }).ToListAsync();
        var events = found.Take(count).Select(e => new OwnEvent(e.Sequence, e.At, e.Kind, e.Details, ActorOf(e.ActorId, userId))).ToList();
        return (events, found.Count > count ? events[^1].Sequence : null);
    }

    private static EventActor ActorOf(string? actorId, string userId) =>
        actorId is null ? EventActor.Portal : actorId == userId ? EventActor.Person : EventActor.Support;
}
