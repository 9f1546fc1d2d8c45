using System.Data.Common;
using System.Globalization;
using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>The database answers, is whole, and has the tables of this version.</summary>
internal sealed class DatabaseExamination(PortalDbContext database) : IExamination
{
    private const long Megabyte = 1_000_000;

    /// <summary>SQLite begins the log anew at 4 MB, unless somebody reads for long.</summary>
    private const long LongLog = 100 * Megabyte;

    private const string Damaged = "Stop the portal, look after the disk, and restore the newest backup.";

    private const int Corrupt = 11;
    private const int NoDatabase = 26;

    public string Of => "database";

    /// <summary>What to do when the examination broke off (https://sqlite.org/rescode.html).</summary>
    public static string Advice(Exception broken) =>
        broken is SqliteException { SqliteErrorCode: Corrupt or NoDatabase } ? Damaged : "See Database:ConnectionString, and what lies there.";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        database.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        if (!await database.Database.CanConnectAsync())
        {
            yield return database.Database.IsSqlite()
                ? new(Of, Verdict.Wrong, "There is none, or it does not answer.", "See Database:ConnectionString. On the first day: start the portal, which makes one.")
                : new(Of, Verdict.Wrong, $"It does not answer: {await WhyAsync()}", "See Database:ConnectionString, and whether the server runs and lets this machine in.");
            yield break;
        }

        yield return await TablesAsync();
        yield return database.Database.IsSqlite() ? await IntegrityAsync() : await ConnectionsAsync();
        yield return new(Of, Verdict.Ok, await ServingLock.IsServedAsync(database) ? "A portal serves with it." : "No portal serves with it now.");
        if (database.Database.IsSqlite() && new FileInfo(database.Database.GetDbConnection().DataSource + "-wal") is { Exists: true, Length: > LongLog } log)
        {
            yield return new(Of, Verdict.Warning, string.Create(CultureInfo.InvariantCulture, $"{log.Name} has {log.Length / Megabyte:N0} MB: something reads for a long time, or a portal was killed."),
                "End programs that have the database open, or start the portal anew.");
        }
    }

    /// <summary>What the server said, or the network.</summary>
    private async Task<string> WhyAsync()
    {
        try
        {
            await database.Database.OpenConnectionAsync();
            return "then it did. Ask again.";
        }
        catch (Exception e) when ((e as DbException ?? e.InnerException) is DbException)
        {
            return (e.InnerException as DbException ?? e).Message; // EF Core wraps what may pass by itself
        }
    }

    private async Task<Finding> TablesAsync()
    {
        var (applied, known) = ((await database.Database.GetAppliedMigrationsAsync()).ToList(), database.Database.GetMigrations().ToList());
        return applied.Count == 0 ? new(Of, Verdict.Wrong, "There are no tables in it.", "Start the portal, which makes them.")
            : applied.Except(known).Any() ? new(Of, Verdict.Wrong, "Its tables are those of a newer version.", "Run that version. An older one cannot use them.")
            : known.Except(applied).Any() ? new(Of, Verdict.Wrong, $"Its tables are those of an older version: {applied[^1]}.", "Make a backup with that version, then start this one, which brings them up to date.")
            : new(Of, Verdict.Ok, $"It answers; its tables are those of this version ({applied[^1]}).");
    }

    private async Task<Finding> IntegrityAsync()
    {
        var answer = await database.Database.SqlQuery<string>($"SELECT quick_check AS Value FROM pragma_quick_check LIMIT 1").SingleAsync();
        var loose = await database.Database.SqlQuery<string>($"SELECT \"table\" AS Value FROM pragma_foreign_key_check LIMIT 1").ToListAsync();
        return answer == "ok" && loose.Count == 0
            ? new(Of, Verdict.Ok, "It is whole.")
            : new(Of, Verdict.Wrong, $"It is damaged: {(answer == "ok" ? $"a row of {loose[0]} belongs to nothing" : answer)}.", Damaged);
    }

    private async Task<Finding> ConnectionsAsync()
    {
        var used = await database.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity").SingleAsync();
        var most = await database.Database.SqlQuery<int>($"SELECT setting::int AS \"Value\" FROM pg_settings WHERE name = 'max_connections'").SingleAsync();
        return used > most * 8 / 10
            ? new(Of, Verdict.Warning, $"{used} of {most} connections of the server are in use.", "Raise max_connections, or lower Maximum Pool Size in Database:ConnectionString.")
            : new(Of, Verdict.Ok, $"{used} of {most} connections of the server are in use.");
    }
}
