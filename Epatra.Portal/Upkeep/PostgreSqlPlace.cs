using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Epatra.Portal.Upkeep;

/// <summary>The tables of a database, emptied and filled in one transaction.</summary>
/// <param name="connectionString">Of the settings.</param>
/// <param name="workFolder">On this machine.</param>
internal sealed class PostgreSqlPlace(string connectionString, string workFolder) : IRestorePlace
{
    private readonly PostgreSqlPortalDbContext database = new(new DbContextOptionsBuilder<PostgreSqlPortalDbContext>().UseNpgsql(connectionString).Options);

    public string WorkFolder => workFolder;

    public async Task<string?> RefusalAsync(bool force)
    {
        await database.Database.OpenConnectionAsync(); // the lock is that of the connection
        var taken = await database.Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock({ServingLock.PostgreSqlKey}) AS \"Value\"").SingleAsync();
        return !taken ? Restore.Served : !force && await HasPeopleAsync() ? Restore.InUse
            : (await database.Database.GetAppliedMigrationsAsync()).Except(database.Database.GetMigrations()).Any() ? "The tables of the database are those of a newer version." : null;
    }

    public async Task<string?> InstallAsync(string backup, CancellationToken stopping)
    {
        database.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await database.Database.MigrateAsync(stopping);
        await using var source = BackupFile.Open(backup);
        await source.Database.OpenConnectionAsync(stopping);
        await using var transaction = await database.Database.BeginTransactionAsync(stopping);
        var tables = string.Join(", ", TableCopy.ParentsFirst(database).Select(table => $"\"{table.Name}\""));
        await using (var empty = new NpgsqlCommand($"TRUNCATE {tables}", (NpgsqlConnection)database.Database.GetDbConnection()))
        {
            await empty.ExecuteNonQueryAsync(stopping);
        }

        await TableCopy.RunAsync(source, database, stopping);
        await transaction.CommitAsync(stopping);
        return null;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<bool> HasPeopleAsync()
    {
        try
        {
            return await database.Users.AnyAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }
}
