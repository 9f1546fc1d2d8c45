using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Epatra.Portal.Data;

/// <summary>Brings the database to the current schema at start; several processes may start at once.</summary>
internal static class Migrator
{
    public static async Task MigrateAsync(this PortalDbContext database)
    {
        if (!database.Database.IsSqlite())
        {
            await ApplyAsync(database); // EF's own lock on PostgreSQL ends with its connection
            return;
        }

        var file = database.Database.GetDbConnection().DataSource;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (await LockAsync(file + ".lock"))
        {
            await database.Database.ExecuteSqlAsync($"PRAGMA journal_mode = 'wal'"); // EF sets it only on a file that it creates itself
            await ClearStaleLockAsync(database);
            await ApplyAsync(database);
        }
    }

    /// <summary>Asks first whether there is anything to do: EF compares two whole models before it asks, a fifth of a start.</summary>
    private static async Task ApplyAsync(PortalDbContext database)
    {
        var begun = await database.GetService<IHistoryRepository>().ExistsAsync(); // PostgreSQL logs a failure where there is none
        if (!begun || (await database.Database.GetPendingMigrationsAsync()).Any())
        {
            await database.Database.MigrateAsync();
        }
    }

    /// <summary>A lock of the operating system, which ends with its process even when that is killed.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    /// <summary>EF's lock on SQLite is a row; a start that was killed leaves it, and the next start would wait for ever.</summary>
    private static async Task ClearStaleLockAsync(PortalDbContext database)
    {
        var tables = await database.Database
            .SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").ToListAsync();
        if (tables.Count > 0)
        {
            await database.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"");
        }
    }
}
