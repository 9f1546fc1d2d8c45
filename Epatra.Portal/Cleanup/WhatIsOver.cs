using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Support.Actions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Cleanup;

/// <summary>Deletes what is over. Two nodes may do it at once: what one has deleted the other does not find.</summary>
internal sealed class WhatIsOver(PortalDbContext database, Transactions transactions, AuditPurge audit, TimeProvider time, IOptions<SignInOptions> signIn)
{
    /// <summary>Days that what is over is kept, to explain what happened; the privacy page names them.</summary>
    public const int KeepDays = 30;

    /// <summary>Rows of one transaction: a sign-in that comes at the same moment waits for milliseconds.</summary>
    private const int Batch = 500;

    /// <summary>Deletes all of it.</summary>
    /// <returns>How many rows of which kind are gone.</returns>
    public async Task<IReadOnlyDictionary<string, int>> DeleteAsync(CancellationToken stopping)
    {
        var (now, idle) = (time.Now(), TimeSpan.FromMinutes(signIn.Value.IdleMinutes));
        var (yesterday, limit) = (now.AddDays(-1), now.AddDays(-KeepDays));
        var (idleLimit, yearsAgo) = (limit - idle, now.AddYears(-DeskNote.KeepYears));
        var oldest = DateOnly.FromDateTime(now).AddYears(-CodeUse.KeepYears);
        return new Dictionary<string, int>
        {
            ["half-way sign-ins"] = await DeleteAsync(database.HalfWaySignIns.Where(h => h.EndedAt < yesterday || h.ExpiresAt < yesterday), stopping),
            ["wizard runs"] = await DeleteAsync(database.WizardRuns.Where(r => r.StepAt < limit), stopping),
            ["set-up links"] = await DeleteAsync(database.SetUpLinks.Where(l => l.EndedAt < yesterday || l.ExpiresAt < yesterday), stopping),
            ["invitations"] = await DeleteAsync(database.Invitations.Where(i => i.EndedAt < limit || i.ExpiresAt < limit), stopping),
            ["imports"] = await DeleteAsync(database.Imports.Where(i => i.EndedAt < limit || (i.StartedAt == null && i.CreatedAt < yesterday)), stopping),
            ["links to a new password"] = await DeleteAsync(database.PasswordLinks.Where(l => l.EndedAt < yesterday || l.ExpiresAt < yesterday), stopping),
            ["links that could not be mailed"] = await DeleteAsync(database.ForgottenPasswords.Where(f => f.AskedAt < yesterday), stopping),
            ["links to a new address"] = await DeleteAsync(database.EmailLinks.Where(l => l.EndedAt < yesterday || l.ExpiresAt < yesterday), stopping),
            ["links to freeze"] = await DeleteAsync(database.NotMeLinks.Where(l => l.ExpiresAt < now), stopping),
            ["reminders"] = await transactions.RunAsync(_ => database.ExpiryReminders.Where(r => r.ExpiresAt < limit).ExecuteDeleteAsync()),
            ["sessions"] = await DeleteAsync(database.Sessions.Where(s => s.EndedAt < limit || s.ExpiresAt < limit || s.LastSeenAt < idleLimit), stopping),
            ["passes to applications"] = await DeleteAsync(
                database.DoorPasses.Where(p => !database.Sessions.Any(s => s.Id == p.SessionId) || (p.EnteredAt == null && p.CreatedAt < yesterday)), stopping),
            ["grants"] = await DeleteAsync(database.EnrollmentGrants.Where(g => g.UsedAt < limit || g.ExpiresAt < limit), stopping),
            ["trusted browsers"] = await DeleteAsync(database.TrustedBrowsers.Where(b => b.EndedAt < limit || b.ExpiresAt < limit), stopping),
            ["diagnoses of codes"] = await DeleteAsync(database.CodeDiagnoses.Where(d => d.At < limit), stopping),
            ["counts of unknown addresses"] = await ForgetPasswordsAsync(yesterday),
            ["uses of codes"] = await transactions.RunAsync(_ => database.CodeUses.Where(u => u.Week < oldest).ExecuteDeleteAsync()),
            ["retired authenticators"] = await DeleteAsync(database.Authenticators.Where(a => a.State == AuthenticatorState.Retired && a.RetiredAt < limit), stopping),
            ["recovery codes of a reset"] = await DeleteAsync(database.RecoveryCodes.Where(c => c.RetiredAt < yesterday), stopping),
            ["requests for help"] = await DeleteAsync(
                database.HelpRequests.Where(r => r.EndedAt < limit || (r.EndedAt == null && r.SentAt == null && r.CreatedAt < yesterday && !(r.MailedAt > yesterday))), stopping),
            ["notes of the desk"] = await DeleteAsync(database.DeskNotes.Where(n => n.At < yearsAgo), stopping),
            ["resets"] = await DeleteAsync(database.Resets.Where(r => r.AskedAt < yearsAgo), stopping),
            ["sent and failed mails"] = await DeleteAsync(database.OutboxMails.Where(m => m.SentAt < limit || m.FailedAt < limit), stopping),
            ["audit entries"] = await audit.RunAsync(stopping),
        };
    }

    /// <summary>
    /// Wrong passwords are forgotten after a day, whether or not somebody has the address: what is remembered of the one and
    /// not of the other would tell them apart.
    /// </summary>
    private Task<int> ForgetPasswordsAsync(DateTime before) => transactions.RunAsync(async _ =>
    {
        var old = database.FailureCounts.Where(c => c.ChangedAt < before);
        await old.Where(c => c.Passwords > 0).ExecuteUpdateAsync(c => c.SetProperty(x => x.Passwords, 0).SetProperty(x => x.PasswordsPausedUntil, (DateTime?)null));
        return await old.Where(c => !database.Users.Any(u => u.Id == c.Subject)).ExecuteDeleteAsync();
    });

    /// <summary>Finds outside the transaction and deletes inside it: a search through a large table holds nobody up.</summary>
    private async Task<int> DeleteAsync<TRow>(IQueryable<TRow> over, CancellationToken stopping)
        where TRow : class
    {
        var removed = 0;
        while (!stopping.IsCancellationRequested)
        {
            var ids = await over.Select(row => EF.Property<Guid>(row, "Id")).OrderBy(id => id).Take(Batch).ToListAsync(stopping);
            if (ids.Count == 0)
            {
                break;
            }

            removed += await transactions.RunAsync(_ => database.Set<TRow>().Where(row => ids.Contains(EF.Property<Guid>(row, "Id"))).ExecuteDeleteAsync());
        }

        return removed;
    }
}
