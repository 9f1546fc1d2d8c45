using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Upkeep;

/// <summary>A backup that was unpacked and is nowhere served: examined, brought to the tables of this version, and made safe.</summary>
internal sealed class StagedBackup(PortalDbContext database, StartCheck check, RestoredTrust trust)
{
    /// <param name="expected">The head that it has to end with; null when that is not known.</param>
    /// <returns>Why it is not to be used; null when it is.</returns>
    public async Task<string?> RefusalAsync(AuditHead? expected)
    {
        if ((await database.Database.GetAppliedMigrationsAsync()).Except(database.Database.GetMigrations()).Any())
        {
            return "The backup is of a newer version of the portal. Restore it with that version.";
        }

        await database.Database.MigrateAsync();
        return expected is not null && !await EndsWithAsync(expected) ? $"The backup does not end with {expected}, but with {(await HeadAsync()).Head}: it was not made just after that."
            : string.Join('\n', await check.ProblemsAsync()) is { Length: > 0 } problems ? problems : null;
    }

    public async Task<RestoreReport> MakeSafeAsync()
    {
        var (head, at) = await HeadAsync();
        var ended = await trust.EndAsync(head);
        var people = database.Users.Where(u => u.DisabledAt == null && !database.Authenticators.Any(a => a.UserId == u.Id && a.State == AuthenticatorState.Active));
        return new(at, head.ToString(), await database.Users.CountAsync(), ended, (await HeadAsync()).Head.ToString())
        {
            ForDesk = await people.CountAsync(u => u.PasswordHash != null),
            ForInvitation = await people.CountAsync(u => u.PasswordHash == null),
        };
    }

    /// <summary>What says that a backup was made may come after it: that of the backup itself does.</summary>
    private async Task<bool> EndsWithAsync(AuditHead expected) =>
        await database.AuditEntries.AnyAsync(e => e.Sequence == expected.Sequence && e.Hash == expected.Hash)
        && !await database.AuditEntries.AnyAsync(e => e.Sequence > expected.Sequence && e.Kind != AuditKind.BackupMade);

    private async Task<(AuditHead Head, DateTime At)> HeadAsync()
    {
        var last = await database.AuditEntries.OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Hash, e.At }).FirstOrDefaultAsync()
            ?? throw new InvalidOperationException("There is no audit log in the backup: it is not one of the portal.");
        return (new(last.Sequence, last.Hash), last.At);
    }
}
