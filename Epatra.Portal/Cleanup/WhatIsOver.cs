using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.People.Import;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Actions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Cleanup;

/// <summary>Deletes what is over. Two nodes may do it at once: what one has deleted the other does not find.</summary>
internal sealed class WhatIsOver(PortalDbContext database, Transactions transactions, ImportPurge imports, AuditPurge audit, TimeProvider time, IOptions<SignInOptions> signIn)
{
    /// <summary>Days that what is over is kept, to explain what happened; the privacy page names them.</summary>
    public const int KeepDays = 30;

    /// <summary>Rows of one transaction: a sign-in that comes at the same moment waits for milliseconds.</summary>
    private const int Batch = 500;

    /// <summary>Deletes all of it.</summary>
    /// <returns>How many rows of which kind are gone.</returns>
    public async Task<IReadOnlyDictionary<string, int>> DeleteAsync(CancellationToken stopping)
    {
        var now = time.Now();
        return new Dictionary<string, int>([
            .. await DeleteLinksAsync(now, now.AddDays(-1), stopping),
            .. await DeleteExplanationsAsync(now.AddDays(-KeepDays), now.AddDays(-1), stopping),
            .. await DeleteFiguresAsync(now, now.AddYears(-DeskNote.KeepYears), stopping)]);
    }

    /// <summary>What explains nothing once it is over, such as links: a day, and it is gone.</summary>
    private async Task<Dictionary<string, int>> DeleteLinksAsync(DateTime now, DateTime yesterday, CancellationToken stopping) => new()
    {
        ["half-way sign-ins"] = await DeleteAsync(database.HalfWaySignIns.Where(h => h.EndedAt < yesterday || h.ExpiresAt < yesterday), stopping),
        ["set-up links"] = await DeleteAsync(database.SetUpLinks.Where(l => l.EndedAt < yesterday || l.ExpiresAt < yesterday), stopping),
        ["links to a new password"] = await DeleteAsync(database.PasswordLinks.Where(l => l.EndedAt < yesterday || l.ExpiresAt < yesterday), stopping),
        ["links that could not be mailed"] = await DeleteAsync(database.ForgottenPasswords.Where(f => f.AskedAt < yesterday), stopping),
        ["links to a new address"] = await DeleteAsync(database.EmailLinks.Where(l => l.EndedAt < yesterday || l.ExpiresAt < yesterday), stopping),
        ["links to freeze"] = await DeleteAsync(database.NotMeLinks.Where(l => l.ExpiresAt < now), stopping),
        ["passes to applications"] = await DeleteAsync(
            database.DoorPasses.Where(p => !database.Sessions.Any(s => s.Id == p.SessionId) || (p.EnteredAt == null && p.CreatedAt < yesterday)), stopping),
        ["counts of unknown addresses"] = await ForgetPasswordsAsync(yesterday, stopping),
        ["recovery codes of a reset"] = await DeleteAsync(database.RecoveryCodes.Where(c => c.RetiredAt < yesterday), stopping),
    };

    /// <summary>What explains to people and to the desk what has happened lately.</summary>
    private async Task<Dictionary<string, int>> DeleteExplanationsAsync(DateTime limit, DateTime yesterday, CancellationToken stopping)
    {
        var idleLimit = limit - TimeSpan.FromMinutes(signIn.Value.IdleMinutes);
        return new()
        {
            ["wizard runs"] = await DeleteAsync(database.WizardRuns.Where(r => r.StepAt < limit), stopping),
            ["invitations"] = await DeleteAsync(database.Invitations.Where(i => i.EndedAt < limit || i.ExpiresAt < limit), stopping),
            ["imports"] = await imports.RunAsync(limit, yesterday, stopping),
            ["reminders"] = await DeleteAsync<ExpiryReminder, string>(database.ExpiryReminders.Where(r => r.ExpiresAt < limit), nameof(ExpiryReminder.UserId), stopping),
            ["sessions"] = await DeleteAsync(database.Sessions.Where(s => s.EndedAt < limit || s.ExpiresAt < limit || s.LastSeenAt < idleLimit), stopping),
            ["grants"] = await DeleteAsync(database.EnrollmentGrants.Where(g => g.UsedAt < limit || g.ExpiresAt < limit), stopping),
            ["trusted browsers"] = await DeleteAsync(database.TrustedBrowsers.Where(b => b.EndedAt < limit || b.ExpiresAt < limit), stopping),
            ["diagnoses of codes"] = await DeleteAsync(database.CodeDiagnoses.Where(d => d.At < limit), stopping),
            ["retired authenticators"] = await DeleteAsync(database.Authenticators.Where(a => a.State == AuthenticatorState.Retired && a.RetiredAt < limit), stopping),
            ["requests for help"] = await DeleteAsync(
                database.HelpRequests.Where(r => r.EndedAt < limit || (r.EndedAt == null && r.SentAt == null && r.CreatedAt < yesterday && !(r.MailedAt > yesterday))), stopping),
            ["sent and failed mails"] = await DeleteAsync(database.OutboxMails.Where(m => m.SentAt < limit || m.FailedAt < limit), stopping),
        };
    }

    /// <summary>What the figures and the log are made of.</summary>
    private async Task<Dictionary<string, int>> DeleteFiguresAsync(DateTime now, DateTime yearsAgo, CancellationToken stopping)
    {
        var oldest = DateOnly.FromDateTime(now).AddYears(-CodeUse.KeepYears);
        return new()
        {
            ["uses of codes"] = await DeleteAsync<CodeUse, long>(database.CodeUses.Where(u => u.Week < oldest), nameof(CodeUse.Id), stopping),
            ["notes of the desk"] = await DeleteAsync(database.DeskNotes.Where(n => n.At < yearsAgo), stopping),
            ["resets"] = await DeleteAsync(database.Resets.Where(r => r.AskedAt < yearsAgo), stopping),
            ["audit entries"] = await audit.RunAsync(stopping),
        };
    }

    /// <summary>
    /// Wrong passwords are forgotten after a day, whether or not somebody has the address: what is remembered of the one and
    /// not of the other would tell them apart.
    /// </summary>
    private async Task<int> ForgetPasswordsAsync(DateTime before, CancellationToken stopping)
    {
        var old = database.FailureCounts.Where(c => c.ChangedAt < before && c.Passwords > 0);
        var removed = await DeleteAsync<FailureCount, string>(old.Where(c => !database.Users.Any(u => u.Id == c.Subject)), nameof(FailureCount.Subject), stopping);
        await ChangeAsync<FailureCount, string>(old, nameof(FailureCount.Subject), some => some.ExecuteUpdateAsync(c => c.SetProperty(x => x.Passwords, 0).SetProperty(x => x.PasswordsPausedUntil, (DateTime?)null)), stopping);
        return removed;
    }

    private Task<int> DeleteAsync<TRow>(IQueryable<TRow> over, CancellationToken stopping)
        where TRow : class => DeleteAsync<TRow, Guid>(over, "Id", stopping);

    private Task<int> DeleteAsync<TRow, TKey>(IQueryable<TRow> over, string key, CancellationToken stopping)
        where TRow : class => ChangeAsync<TRow, TKey>(over, key, some => some.ExecuteDeleteAsync(), stopping);

    /// <summary>Finds outside the transaction, once, and changes inside it, by and by: a search through a large table holds nobody up.</summary>
    private async Task<int> ChangeAsync<TRow, TKey>(IQueryable<TRow> over, string key, Func<IQueryable<TRow>, Task<int>> change, CancellationToken stopping)
        where TRow : class
    {
        var changed = 0;
        var found = await over.Select(row => EF.Property<TKey>(row, key)).Distinct().ToListAsync(stopping);
        foreach (var keys in found.Chunk(Batch).TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            changed += await transactions.RunAsync(_ => change(over.Where(row => keys.Contains(EF.Property<TKey>(row, key)))));
        }

        return changed;
    }
}
