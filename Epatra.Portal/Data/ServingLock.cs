using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Data;

/// <summary>
/// Says that a portal serves with a database, to whoever wants to put another one in its place. Of SQLite a lock of the
/// operating system on a file beside it, shared by all that serve; of PostgreSQL an advisory lock, which the line holds on
/// which a node hears the others. Both end with the process, even when that is killed.
/// </summary>
internal sealed class ServingLock : IDisposable
{
    /// <summary>Of the advisory lock.</summary>
    public const long PostgreSqlKey = 0x4550_4154_5242;

    private FileStream? held;

    /// <summary>Holds it until the portal ends. Waits for a restore that is under way.</summary>
    public async Task HoldAsync(PortalDbContext database)
    {
        while (database.Database.IsSqlite() && held is null)
        {
            held = TryOpen(database.Database.GetDbConnection().DataSource, FileAccess.Read, FileShare.ReadWrite);
            await Task.Delay(TimeSpan.FromMilliseconds(held is null ? 50 : 0));
        }
    }

    /// <summary>Keeps every portal from serving with the SQLite database of this file; null when one does.</summary>
    public static FileStream? TryTake(string database) => TryOpen(database, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Whether a portal serves with a database.</summary>
    public static async Task<bool> IsServedAsync(PortalDbContext database)
    {
        if (database.Database.IsSqlite())
        {
            using var taken = TryTake(database.Database.GetDbConnection().DataSource);
            return taken is null;
        }

        await using var transaction = await database.Database.BeginTransactionAsync(); // the lock ends with it
        return !await database.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({PostgreSqlKey}) AS \"Value\"").SingleAsync();
    }

    public void Dispose() => held?.Dispose();

    private static FileStream? TryOpen(string database, FileAccess access, FileShare share)
    {
        var path = database + ".serving";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
