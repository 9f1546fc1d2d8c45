using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Person;

/// <summary>Reads what the page of one person shows.</summary>
internal sealed class PersonReader(PortalDbContext database, PersonAccess access, PasswordExpiry expiry, RecoveryCodes recovery, Sessions sessions, TrustedBrowsers trusted, TimeProvider time)
{
    private const int Events = 20;

    /// <summary>Enough for what was asked and done before.</summary>
    private const int Earlier = 10;

    /// <summary>Sessions and trusted browsers that are shown, the newest: nobody has more.</summary>
    private const int Browsers = 50;

    /// <summary>Null where there is nobody.</summary>
    public async Task<PersonView?> ReadAsync(string id) => await access.FindAsync(id) is { } person
        ? new PersonView(person.Id, person.Name, person.Role, access.SeesAll(person.Role) ? await DetailsAsync(person) : null)
        : null;

    private async Task<PersonDetails> DetailsAsync(PortalUser person) => new()
    {
        Email = person.Email!,
        Company = person.Company,
        Phone = person.PhoneNumber,
        Language = person.Language,
        CreatedAt = person.CreatedAt,
        LastSignInAt = person.LastSignInAt,
        DisabledAt = person.DisabledAt,
        FrozenAt = person.FrozenAt,
        UnderAttackUntil = person.UnderAttackUntil > time.Now() ? person.UnderAttackUntil : null,
        SharedMailbox = person.SharedMailbox,
        EmailChangedAt = person.EmailChangedAt,
        PasswordResetAt = person.PasswordResetAt,
        HasPassword = person.PasswordHash is not null,
        PasswordEndsAt = expiry.EndOf(person),
        PasswordIsOver = expiry.IsOver(person),
        RecoveryCodesLeft = await recovery.LeftAsync(person.Id),
        Wizards = await access.OpenWizardsAsync(person.Id),
        Entries = [.. (await access.EntriesAsync(person)).Values.Where(e => e.IsConfirmed).Reverse()],
        Trusted = [.. (await trusted.LivingAsync(person.Id, Browsers)).Select(one => new BrowserView(BrowserName.Of(one.Browser.UserAgent), one.Browser.CreatedAt, one.Browser.LastUsedAt, one.Browser.ExpiresAt))],
        Sessions = [.. (await sessions.LivingAsync(person.Id, Browsers)).Select(s => new BrowserView(BrowserName.Of(s.UserAgent), s.CreatedAt, s.LastSeenAt))],
        Events = await EventsAsync(person.Id),
        Requests = await RequestsAsync(person.Id),
        Resets = await ResetsAsync(person.Id),
        Notes = await NotesAsync(person.Id),
    };

    /// <summary>Without the looks of the desk itself: they would push out what happened.</summary>
    private async Task<IReadOnlyList<EventView>> EventsAsync(string id) => await (
        from entry in database.AuditEntries
        where entry.SubjectId == id && entry.Kind != AuditKind.PersonSeen
        join actor in database.Users on entry.ActorId equals actor.Id into actors
        from actor in actors.DefaultIfEmpty()
        orderby entry.Sequence descending
        select new EventView(entry.At, entry.Kind, entry.Details, entry.ActorId, actor.Name)).Take(Events).ToListAsync();

    private async Task<IReadOnlyList<RequestView>> RequestsAsync(string id) => await database.HelpRequests
        .Where(r => r.UserId == id && r.SentAt != null).OrderByDescending(r => r.SentAt).Take(Earlier)
        .Select(r => new RequestView(r.SentAt!.Value, r.Kind, r.Cause, r.Note, r.TakenBy!.Name, r.EndedAt, r.EndedBy)).ToListAsync();

    private async Task<IReadOnlyList<ResetView>> ResetsAsync(string id) => await database.Resets
        .Where(r => r.UserId == id).OrderByDescending(r => r.AskedAt).Take(Earlier)
        .Select(r => new ResetView(r.AskedAt, r.Cause, r.Proof, r.Agent!.Name, r.Note, r.State, r.DueAt, r.DoneAt)).ToListAsync();

    private async Task<IReadOnlyList<NoteView>> NotesAsync(string id) => await database.DeskNotes
        .Where(n => n.UserId == id).OrderByDescending(n => n.At).Take(Earlier)
        .Select(n => new NoteView(n.At, n.Action, n.Cause, n.Agent!.Name, n.Note)).ToListAsync();
}
