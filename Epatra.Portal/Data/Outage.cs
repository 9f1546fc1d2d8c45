using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Epatra.Portal.Data;

internal static class Outage
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    /// <summary>Whether the database is away, as opposed to a bug. EF wraps what it thinks may pass.</summary>
    public static bool IsDatabaseAway(this Exception exception) => exception is DbException || exception.InnerException is DbException;

    /// <summary>Whether trying again later may help: the database is gone, starting, full or busy, and the statement is not what is wrong.</summary>
    public static bool MayPass(this Exception exception) => exception switch
    {
        NpgsqlException { IsTransient: true } => true,
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked or SqliteIoError or SqliteFull or SqliteCannotOpen } => true,
        { InnerException: { } inner } => inner.MayPass(),
        _ => false,
    };
}
