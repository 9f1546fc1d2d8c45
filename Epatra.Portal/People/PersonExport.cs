using System.IO.Pipelines;
using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
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
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, Encoder = Lines.Encoder });
        json.WriteStartObject();
        foreach (var (name, rows) in Tables(id))
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

    private IEnumerable<(string Name, IQueryable<object> Rows)> Tables(string id) =>
    [
        ("account", database.Users.Where(u => u.Id == id).Select(u => new
        {
            u.Id, u.Name, u.Email, u.PhoneNumber, u.Company, u.Language, u.Role, u.LimitedToCompanies, u.CreatedAt, u.LastSignInAt, u.PasswordChangedAt, u.PasswordExpiresAt, u.PasswordResetAt,
            u.EmailChangedAt, u.SharedMailbox, u.UnderAttackUntil, u.DisabledAt, u.FrozenAt, u.ResetDueAt,
        })),
        ("companies", database.AgentCompanies.Where(l => l.UserId == id).Select(l => new { l.Company })),
        ("invitations", database.Invitations.Where(i => i.UserId == id).OrderBy(i => i.CreatedAt).Select(i => new { i.CreatedAt, i.ExpiresAt, i.OpenedAt, i.EndedAt, i.EndedBy })),
        ("authenticators", database.Authenticators.Where(a => a.UserId == id).OrderBy(a => a.Number).Select(a => new { a.Number, a.App, a.State, a.CreatedAt, a.ConfirmedAt, a.LastUsedAt, a.RetiredAt })),
        ("recoveryCodes", database.RecoveryCodes.Where(c => c.UserId == id).Select(c => new { c.CreatedAt, c.RetiredAt })),
        ("enrolmentGrants", database.EnrollmentGrants.Where(g => g.UserId == id).OrderBy(g => g.CreatedAt).Select(g => new { g.Kind, g.CreatedAt, g.ExpiresAt, g.UsedAt })),
        ("wizards", database.WizardRuns.Where(r => r.UserId == id).OrderBy(r => r.StartedAt).Select(r => new { r.StartedAt, r.Step, r.StepAt, r.App, r.Attempts, r.LastError, r.EndedAt })),
        ("sessions", database.Sessions.Where(s => s.UserId == id).OrderBy(s => s.CreatedAt).Select(s => new { s.CreatedAt, s.LastSeenAt, s.EndedAt, s.EndedBy, s.Factor, s.Address, s.UserAgent })),
        ("signInsUnderWay", database.HalfWaySignIns.Where(h => h.UserId == id).OrderBy(h => h.CreatedAt).Select(h => new { h.CreatedAt, h.EndedAt, h.Purpose, h.Address, h.UserAgent })),
        ("trustedBrowsers", database.TrustedBrowsers.Where(b => b.UserId == id).OrderBy(b => b.CreatedAt).Select(b => new { b.CreatedAt, b.LastUsedAt, b.ExpiresAt, b.EndedAt, b.UserAgent })),
        ("refusedCodes", database.CodeDiagnoses.Where(d => d.UserId == id).OrderBy(d => d.At).Select(d => new { d.At, d.Outcome, d.OffsetSteps })),
        ("failures", database.FailureCounts.Where(c => c.Subject == id).Select(c => new { c.Passwords, c.Codes, c.PasswordsPausedUntil, c.CodesPausedUntil, c.ChangedAt })),
        ("requests", database.HelpRequests.Where(r => r.UserId == id).OrderBy(r => r.CreatedAt).Select(r => new { r.Kind, r.Cause, r.Note, r.CreatedAt, r.SentAt, r.EndedAt, r.EndedBy })),
        ("resets", database.Resets.Where(r => r.UserId == id).OrderBy(r => r.AskedAt).Select(r => new { r.AskedAt, r.Cause, r.Note, r.Proof, r.State, r.DoneAt })),
        ("notes", database.DeskNotes.Where(n => n.UserId == id).OrderBy(n => n.At).Select(n => new { n.At, n.Action, n.Cause, n.Note, n.Outcome })),
        ("mails", database.OutboxMails.Where(m => m.UserId == id).OrderBy(m => m.CreatedAt).Select(m => new { m.Recipient, m.Subject, m.CreatedAt, m.SentAt, m.FailedAt })),
        ("log", database.AuditEntries.AsNoTracking().Where(e => e.SubjectId == id || e.ActorId == id).OrderBy(e => e.Sequence)
            .Select(e => new { e.Sequence, e.At, e.Kind, e.ActorId, e.SubjectId, e.Details, Address = e.ActorId == id || e.ActorId == null ? e.Address : null })),
    ];
}
