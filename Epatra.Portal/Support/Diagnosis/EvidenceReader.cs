using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Person;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>Collects what is known about one person's way in.</summary>
internal sealed class EvidenceReader(PortalDbContext database, PersonAccess access, PasswordExpiry expiry, RecoveryCodes recovery, TimeProvider time)
{
    private const int Codes = 20;

    /// <summary>Null where there is nobody, or nobody whom the actor may look into.</summary>
    public async Task<PersonEvidence?> ReadAsync(string id) =>
        await access.FindAsync(id) is { } person && access.SeesAll(person.Role) ? await CollectAsync(person) : null;

    private async Task<PersonEvidence> CollectAsync(PortalUser person)
    {
        var id = person.Id;
        var entries = await access.EntriesAsync(person);
        var confirmed = entries.Values.Where(e => e.IsConfirmed).ToList();
        var count = await database.FailureCounts.AsNoTracking().SingleOrDefaultAsync(c => c.Subject == id);
        return new PersonEvidence
        {
            Language = person.Language,
            DisabledAt = person.DisabledAt,
            FrozenAt = person.FrozenAt,
            FrozenEventAt = person.FrozenEventAt,
            Invitation = person.PasswordHash is null ? await InvitationAsync(id) : null,
            PasswordEndsAt = expiry.EndOf(person),
            NewPasswordNeeded = person.NewPasswordNeeded,
            ResetDueAt = person.ResetDueAt,
            Entries = confirmed,
            Refused = await RefusedAsync(id, entries, after: confirmed.Max(e => e.LastUsedAt)),
            WrongPasswords = count?.Passwords ?? 0,
            PasswordsPausedUntil = count?.PasswordsPausedUntil,
            RefusedCodes = count?.Codes ?? 0,
            CodesPausedUntil = count?.CodesPausedUntil,
            BrowserClockSeconds = await BrowserClockAsync(id),
            Wizard = await access.OpenWizardsAsync(id) is [var newest, ..] ? newest : null,
            Grant = await GrantAsync(id),
            Request = await RequestAsync(id),
            Browsers = await BrowsersAsync(id),
            RecoveryCodesLeft = await recovery.LeftAsync(id),
        };
    }

    private async Task<IReadOnlyList<RefusedCode>> RefusedAsync(string id, IReadOnlyDictionary<Guid, EntryEvidence> entries, DateTime? after)
    {
        var yesterday = time.Now().AddDays(-1);
        var since = after > yesterday ? after : yesterday;
        var rows = await database.CodeDiagnoses.AsNoTracking().Where(d => d.UserId == id && d.At > since).OrderByDescending(d => d.At).Take(Codes).ToListAsync();
        return [.. rows.Select(d => new RefusedCode(d.At, d.Outcome, d.OffsetSteps, d.AuthenticatorId is { } entry ? entries.GetValueOrDefault(entry) : null))];
    }

    private async Task<int?> BrowserClockAsync(string id)
    {
        var yesterday = time.Now().AddDays(-1);
        return await database.HalfWaySignIns.Where(h => h.UserId == id && h.BrowserClockSeconds != null && h.CreatedAt > yesterday)
            .OrderByDescending(h => h.CreatedAt).Select(h => h.BrowserClockSeconds).FirstOrDefaultAsync();
    }

    private async Task<InvitationEvidence> InvitationAsync(string id) =>
        new(await database.Invitations.Where(i => i.UserId == id && i.EndedAt == null).MaxAsync(i => (DateTime?)i.ExpiresAt));

    private Task<GrantEvidence?> GrantAsync(string id) => database.EnrollmentGrants.Where(g => g.UserId == id && g.UsedAt == null)
        .OrderByDescending(g => g.CreatedAt).Select(g => new GrantEvidence(g.Kind, g.CreatedAt, g.ExpiresAt)).FirstOrDefaultAsync();

    private async Task<RequestEvidence?> RequestAsync(string id)
    {
        var request = await database.HelpRequests.AsNoTracking().Where(r => r.UserId == id && r.EndedAt == null && r.Kind == RequestKind.CannotGetIn)
            .OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync();
        return request is null ? null : new RequestEvidence(request.SentAt ?? request.CreatedAt, request.Cause, BrowserName.Of(request.UserAgent));
    }

    private async Task<IReadOnlyList<string>> BrowsersAsync(string id)
    {
        var sessions = await database.Sessions.Where(s => s.UserId == id).OrderByDescending(s => s.CreatedAt).Take(Codes).Select(s => s.UserAgent).ToListAsync();
        var trusted = await database.TrustedBrowsers.Where(b => b.UserId == id).OrderByDescending(b => b.CreatedAt).Take(Codes).Select(b => b.UserAgent).ToListAsync();
        return [.. sessions.Concat(trusted).Select(BrowserName.Of).OfType<string>().Distinct()];
    }
}
