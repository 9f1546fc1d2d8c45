using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Upkeep;

/// <summary>
/// A backup brings back to life what was used up or revoked since it was made. So nothing in it is trusted that works once or
/// for a while, not even right after the stop of the portal: nobody can tell a backup whether it was started again. What stays are people, passwords, authenticators, roles, the audit log, and links that only freeze: who
/// was frozen since can do so again.
/// </summary>
internal sealed class RestoredTrust(PortalDbContext database, Transactions transactions, TimeProvider time)
{
    /// <summary>Ends it all in one transaction.</summary>
    /// <param name="backup">Where the audit log of the backup ends.</param>
    /// <returns>How much of what was ended, in words of the program.</returns>
    public Task<IReadOnlyDictionary<string, int>> EndAsync(AuditHead backup) => transactions.RunAsync(async effects =>
    {
        var now = time.Now();
        var ended = new Dictionary<string, int>
        {
            ["sessions"] = await database.Sessions.Where(s => s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, SessionEnd.Revoked)),
            ["trusted browsers"] = await database.TrustedBrowsers.Where(b => b.EndedAt == null).ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now)),
            ["half-way sign-ins"] = await database.HalfWaySignIns.Where(h => h.EndedAt == null).ExecuteUpdateAsync(h => h.SetProperty(x => x.EndedAt, now)),
            ["grants"] = await EndGrantsAsync(now),
            ["links"] = await EndLinksAsync(now),
            ["proofs of callers"] = await EndProofsAsync(now),
            ["resets"] = await EndResetsAsync(now),
            ["imports"] = await EndImportsAsync(now),
            ["recovery codes"] = await database.RecoveryCodes.Where(c => c.UsedAt == null).ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now)),
            ["authenticators' codes up to now"] = await UseStepsAsync(),
        };
        effects.Audit(AuditKind.BackupRestored, null, $"ended with {backup}; " + string.Join(", ", ended.Select(kind => $"{kind.Key} {kind.Value}")));
        return (IReadOnlyDictionary<string, int>)ended;
    });

    /// <summary>Codes up to now, and the next one that a phone which runs ahead may have shown already. Each phone has a new one within a minute.</summary>
    private Task<int> UseStepsAsync()
    {
        var last = Totp.StepAt(time.GetUtcNow()) + 1;
        return database.Authenticators.Where(a => a.LastStep < last).ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, last));
    }

    /// <summary>
    /// All but the first ones of people who have no password yet, which only their invitation gives. With a password a first
    /// one may have been used since, and would open the wizard to whoever has that password.
    /// </summary>
    private Task<int> EndGrantsAsync(DateTime now) => database.EnrollmentGrants.Where(g => g.UsedAt == null && (g.Kind != GrantKind.First || g.User!.PasswordHash != null))
        .ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now));

    /// <summary>
    /// Those to a new password, also those that were asked for and not written, to another mail address, and to the first
    /// administrator. An invitation is made too old: its page then offers to mail a new one.
    /// </summary>
    private async Task<int> EndLinksAsync(DateTime now) =>
        await database.PasswordLinks.Where(l => l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now))
        + await database.ForgottenPasswords.ExecuteDeleteAsync()
        + await database.EmailLinks.Where(l => l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now))
        + await database.Invitations.Where(i => i.EndedAt == null && i.ExpiresAt > now).ExecuteUpdateAsync(i => i.SetProperty(x => x.ExpiresAt, now))
        + await database.SetUpLinks.Where(l => l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now));

    /// <summary>Whoever was invited since would be so again; and what they brought along is not to lie in them for days.</summary>
    private async Task<int> EndImportsAsync(DateTime now)
    {
        await database.ImportLines.Where(l => l.PasswordHash != null || l.ProtectedSecret != null)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.PasswordHash, (string?)null).SetProperty(x => x.ProtectedSecret, (string?)null));
        return await database.Imports.Where(i => i.EndedAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ImportState.Cancelled).SetProperty(x => x.EndedAt, now));
    }

    /// <summary>The requests stay, for the desk to see who waited; what callers had proven in them does not.</summary>
    private Task<int> EndProofsAsync(DateTime now) => database.HelpRequests
        .Where(r => r.EndedAt == null && (r.SupportCodeAt != null || r.MailCodeHash != null || r.MailCodeAt != null || r.AgreedById != null || r.LinkExpiresAt > now))
        .ExecuteUpdateAsync(r => r.SetProperty(x => x.SupportCodeAt, (DateTime?)null).SetProperty(x => x.SupportCodeById, (string?)null)
            .SetProperty(x => x.MailCodeHash, (string?)null).SetProperty(x => x.MailCodeAt, (DateTime?)null)
            .SetProperty(x => x.AgreedById, (string?)null).SetProperty(x => x.LinkExpiresAt, x => x.LinkExpiresAt == null ? null : now));

    /// <summary>Announced ones may have been stopped since, and proposed ones refused.</summary>
    private async Task<int> EndResetsAsync(DateTime now)
    {
        await database.Users.Where(u => u.ResetDueAt != null).ExecuteUpdateAsync(u => u.SetProperty(x => x.ResetDueAt, (DateTime?)null));
        return await database.Resets.Where(r => r.State == ResetState.Announced || r.State == ResetState.Proposed)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, ResetState.Cancelled).SetProperty(x => x.EndedAt, now));
    }
}
