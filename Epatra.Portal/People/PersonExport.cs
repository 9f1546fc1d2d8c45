using System.IO.Pipelines;
using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>
/// Everything that the portal keeps of a person as JSON, without secrets: no hash, no key, no token. Written as it is read, a
/// table after the other.
/// </summary>
internal sealed class PersonExport(PortalDbContext database, Desk desk, PeopleGate gate)
{
    /// <summary>Rows that are written before the reader gets them.</summary>
    private const int Batch = 500;

    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file: nobody takes it for a page
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>First of all whether the data may be taken out; that they are is an entry of the audit log.</summary>
    public Task<PersonOutcome> BeginAsync(string id) => gate.RunAsync(id, PersonAction.Export, (_, effects) =>
    {
        effects.Audit(AuditKind.PersonExported, id);
        return Task.FromResult(PersonOutcome.Done);
    });

    public async Task WriteAsync(string id, PipeWriter to, CancellationToken stopping)
    {
        _ = desk.Administrator;
        var person = await database.Users.Where(u => u.Id == id).Select(u => new { u.Email, u.NormalizedUserName }).SingleOrDefaultAsync(stopping);
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, Encoder = Lines.Encoder });
        json.WriteStartObject();
        string[] emails = person?.Email is { } email ? [email, email.ToLowerInvariant()] : [];
        foreach (var (name, rows) in Tables(id, emails, person?.NormalizedUserName ?? ""))
        {
            json.WriteStartArray(name);
            await WriteAsync(rows, json, to, stopping);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        await json.FlushAsync(stopping);
        await to.FlushAsync(stopping);
    }

    private static async Task WriteAsync(IQueryable<object> rows, Utf8JsonWriter json, PipeWriter to, CancellationToken stopping)
    {
        var written = 0;
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(stopping))
        {
            JsonSerializer.Serialize(json, row, Lines);
            if (++written % Batch == 0)
            {
                await to.FlushAsync(stopping);
            }
        }
    }

    /// <param name="id">Of the person.</param>
    /// <param name="emails">As it is on file, and as a request of before the account has it.</param>
    /// <param name="address">The same in the spelling by which addresses are compared.</param>
    private IEnumerable<(string Name, IQueryable<object> Rows)> Tables(string id, string[] emails, string address) =>
    [
        ("account", database.Users.Where(u => u.Id == id).Select(u => new
        {
            u.Id, u.Name, u.Email, u.PhoneNumber, u.Company, u.Language, u.Role, u.LimitedToCompanies, u.CreatedAt, u.LastSignInAt, u.PasswordChangedAt, u.PasswordExpiresAt, u.PasswordResetAt,
            u.EmailChangedAt, u.PreviousEmail, u.SharedMailbox, u.UnderAttackUntil, u.DisabledAt, u.FrozenAt, u.ResetDueAt,
        })),
        ("companies", database.AgentCompanies.Where(l => l.UserId == id).Select(l => new { l.Company })),
        ("invitations", database.Invitations.Where(i => i.UserId == id).OrderBy(i => i.CreatedAt).Select(i => new { i.CreatedAt, i.ExpiresAt, i.OpenedAt, i.EndedAt, i.EndedBy })),
        ("authenticators", database.Authenticators.Where(a => a.UserId == id).OrderBy(a => a.Number).Select(a => new { a.Number, a.Name, a.App, a.State, a.CreatedAt, a.ConfirmedAt, a.LastUsedAt, a.RetiredAt })),
        ("recoveryCodes", database.RecoveryCodes.Where(c => c.UserId == id).Select(c => new { c.CreatedAt, c.RetiredAt })),
        ("enrolmentGrants", database.EnrollmentGrants.Where(g => g.UserId == id).OrderBy(g => g.CreatedAt).Select(g => new { g.Kind, g.CreatedAt, g.ExpiresAt, g.UsedAt })),
        ("wizards", database.WizardRuns.Where(r => r.UserId == id).OrderBy(r => r.StartedAt).Select(r => new { r.StartedAt, r.Step, r.StepAt, r.App, r.Attempts, r.LastError, r.EndedAt })),
        ("sessions", database.Sessions.Where(s => s.UserId == id).OrderBy(s => s.CreatedAt).Select(s => new { s.CreatedAt, s.LastSeenAt, s.EndedAt, s.EndedBy, s.Factor, s.Address, s.UserAgent })),
        ("applications", database.DoorPasses.Where(p => database.Sessions.Any(s => s.Id == p.SessionId && s.UserId == id)).OrderBy(p => p.CreatedAt).Select(p => new { p.Host, p.CreatedAt, p.EnteredAt })),
        ("signInsUnderWay", database.HalfWaySignIns.Where(h => h.UserId == id).OrderBy(h => h.CreatedAt).Select(h => new { h.CreatedAt, h.EndedAt, h.Purpose, h.Address, h.UserAgent })),
        ("trustedBrowsers", database.TrustedBrowsers.Where(b => b.UserId == id).OrderBy(b => b.CreatedAt).Select(b => new { b.CreatedAt, b.LastUsedAt, b.ExpiresAt, b.EndedAt, b.UserAgent })),
        ("refusedCodes", database.CodeDiagnoses.Where(d => d.UserId == id).OrderBy(d => d.At).Select(d => new { d.At, d.Outcome, d.OffsetSteps })),
        ("failures", database.FailureCounts.Where(c => c.Subject == id).Select(c => new { c.Passwords, c.Codes, c.PasswordsPausedUntil, c.CodesPausedUntil, c.ChangedAt })),
        ("passwordLinks", database.PasswordLinks.Where(l => l.UserId == id).OrderBy(l => l.CreatedAt).Select(l => new { l.CreatedAt, l.ExpiresAt, l.EndedAt })),
        ("passwordsAskedFor", database.ForgottenPasswords.Where(f => f.Address == address).OrderBy(f => f.AskedAt).Select(f => new { f.AskedAt })),
        ("passwordReminders", database.ExpiryReminders.Where(r => r.UserId == id).OrderBy(r => r.ExpiresAt).Select(r => new { r.ExpiresAt, r.Days })),
        ("newAddresses", database.EmailLinks.Where(l => l.UserId == id).OrderBy(l => l.CreatedAt).Select(l => new { l.Email, l.CreatedAt, l.ExpiresAt, l.EndedAt })),
        ("notMeLinks", database.NotMeLinks.Where(l => l.UserId == id).OrderBy(l => l.EventAt).Select(l => new { l.EventAt, l.ExpiresAt, l.EndedAt })),
        ("importLines", database.LinesOf(address).Select(l => new { l.Import!.CreatedAt, l.Line, l.Name, l.Email, l.Company, l.Language, l.Role, l.Phone, l.Problems })),
        ("imports", database.Imports.Where(i => i.UserId == id).OrderBy(i => i.CreatedAt).Select(i => new { i.FileName, i.CreatedAt, i.State, i.StartedAt, i.EndedAt, i.Lines, i.LeftOut, i.Done })),
        ("requests", database.HelpRequests.Where(r => r.UserId == id || (r.UserId == null && emails.Contains(r.Email))).OrderBy(r => r.CreatedAt).Select(r => new { r.Kind, r.Email, r.Address, r.UserAgent, r.Cause, r.Note, r.CreatedAt, r.SentAt, r.EndedAt, r.EndedBy })),
        ("resets", database.Resets.Where(r => r.UserId == id).OrderBy(r => r.AskedAt).Select(r => new { r.AskedAt, r.Cause, r.Note, r.Proof, r.State, r.DoneAt })),
        ("notes", database.DeskNotes.Where(n => n.UserId == id).OrderBy(n => n.At).Select(n => new { n.At, n.Action, n.Cause, n.Note, n.Outcome })),
        ("mails", database.OutboxMails.Where(m => m.UserId == id || (m.UserId == null && emails.Contains(m.ReplyTo))).OrderBy(m => m.CreatedAt).Select(m => new { m.Recipient, m.ReplyTo, m.Subject, m.CreatedAt, m.SentAt, m.FailedAt })),
        ("log", database.AuditEntries.AsNoTracking().Where(e => e.SubjectId == id || e.ActorId == id).OrderBy(e => e.Sequence)
            .Select(e => new { e.Sequence, e.At, e.Kind, e.ActorId, e.SubjectId, e.Details, Address = e.ActorId == id || e.ActorId == null ? e.Address : null })),
    ];
}
