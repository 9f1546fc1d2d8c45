using System.Data;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Upkeep;

/// <param name="File">Where it is.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="People">In it.</param>
/// <param name="Schema">The newest migration that its tables have.</param>
/// <param name="Head">The newest entry of its audit log, which says that it was made.</param>
/// <param name="HeadAt">When that was, in UTC.</param>
internal sealed record BackupReport(string File, long Bytes, int People, string Schema, string Head, DateTime HeadAt);

/// <summary>Makes a backup while the portal serves, or without one.</summary>
internal sealed class Backup(PortalDbContext database, Transactions transactions)
{
    /// <returns>What was made, or why nothing was.</returns>
    public async Task<(BackupReport? Report, string? Refusal)> RunAsync(string file, bool force, CancellationToken stopping)
    {
        if (Path.Exists(file) && !force)
        {
            return (null, $"{file} is there already, and is left as it is; --force replaces it.");
        }

        if ((await database.Database.GetPendingMigrationsAsync(stopping)).Any())
        {
            return (null, "The tables of the database are not those of this version. Make the backup with the version that the portal runs, or start the portal once.");
        }

        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.BackupMade, null);
            return Task.CompletedTask;
        });
        using var work = new WorkFolder(file + ".partial");
        await CopyAsync(work.File("portal.db"), stopping);
        if (await BackupFile.DamageAsync(work.File("portal.db")) is { } damage)
        {
            return (null, $"The database is damaged: {damage}.");
        }

        await BackupFile.PackAsync(work.File("portal.db"), work.File("backup"), stopping);
        var report = await ReportAsync(work, file);
        File.Move(work.File("backup"), file, overwrite: force);
        return (report, null);
    }

    /// <summary>
    /// One moment of the database, whatever is written meanwhile. VACUUM INTO reads in one transaction, and in WAL nobody waits
    /// for a reader; SQLite's backup interface would begin anew after each write of another process.
    /// </summary>
    private async Task CopyAsync(string copy, CancellationToken stopping)
    {
        database.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await WorkFolder.Create(copy).DisposeAsync(); // SQLite fills an empty file, and leaves its mode
        if (database.Database.IsSqlite())
        {
            await database.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", stopping);
            return;
        }

        await using var target = BackupFile.Open(copy);
        await target.Database.MigrateAsync(stopping);
        await target.Database.OpenConnectionAsync(stopping);
        await using var writing = await target.Database.BeginTransactionAsync(stopping);
        await using var moment = await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, stopping);
        await TableCopy.RunAsync(database, target, stopping);
        await writing.CommitAsync(stopping);
    }

    private static async Task<BackupReport> ReportAsync(WorkFolder work, string file)
    {
        await using var copy = BackupFile.Open(work.File("portal.db"));
        var head = await copy.AuditEntries.OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Hash, e.At }).FirstAsync();
        var schema = (await copy.Database.GetAppliedMigrationsAsync()).Last();
        return new(file, new FileInfo(work.File("backup")).Length, await copy.Users.CountAsync(), schema, new AuditHead(head.Sequence, head.Hash).ToString(), head.At);
    }
}
