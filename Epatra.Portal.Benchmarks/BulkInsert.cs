using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Epatra.Portal.Benchmarks;

/// <summary>Fills a table with very many rows, as fast as each database takes them.</summary>
internal static class BulkInsert
{
    /// <param name="database">Whose table it is.</param>
    /// <param name="table">Its name.</param>
    /// <param name="columns">Names, in the order of the values.</param>
    /// <param name="rows">Values as the driver of the database takes them.</param>
    public static async Task RunAsync(PortalDbContext database, string table, string[] columns, IEnumerable<object?[]> rows)
    {
        await database.Database.OpenConnectionAsync();
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        if (database.Database.GetDbConnection() is NpgsqlConnection postgreSql)
        {
            await CopyAsync(postgreSql, $"COPY \"{table}\" ({names}) FROM STDIN (FORMAT BINARY)", rows);
            await database.Database.ExecuteSqlRawAsync("ANALYZE"); // as its own service does after a while
        }
        else
        {
            Insert((SqliteConnection)database.Database.GetDbConnection(), $"INSERT INTO \"{table}\" ({names}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@{i}"))})", rows);
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string statement, IEnumerable<object?[]> rows)
    {
        await using var copy = await connection.BeginBinaryImportAsync(statement);
        foreach (var row in rows)
        {
            await copy.WriteRowAsync(default, row);
        }

        await copy.CompleteAsync();
    }

    private static void Insert(SqliteConnection connection, string statement, IEnumerable<object?[]> rows)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // of names in this program
        (command.CommandText, command.Transaction) = (statement, transaction);
#pragma warning restore CA2100
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (command.Parameters.Count == i)
                {
                    command.Parameters.Add(new SqliteParameter($"@{i}", value: null));
                }

                command.Parameters[i].Value = row[i] ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
