using System.Data.Common;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Epatra.Portal.Upkeep;

/// <summary>All rows of all tables, from a database of one kind to one of the other, as they are: nothing of the portal sees or changes them on the way.</summary>
internal static class TableCopy
{
    /// <param name="source">With an open connection, in a transaction that sees one moment.</param>
    /// <param name="target">With an open connection; its tables are empty, and of the same schema.</param>
    /// <param name="stopping">Gives up.</param>
    public static async Task RunAsync(PortalDbContext source, PortalDbContext target, CancellationToken stopping)
    {
        foreach (var table in ParentsFirst(target))
        {
            await using var from = source.Database.GetDbConnection().CreateCommand();
            (from.CommandText, from.CommandTimeout) = ($"SELECT {Columns(table)} FROM \"{table.Name}\"", 0);
            from.Transaction = source.Database.CurrentTransaction?.GetDbTransaction();
            await using var reader = await from.ExecuteReaderAsync(stopping);
            await using IRowWriter writer = target.Database.GetDbConnection() is NpgsqlConnection connection
                ? await PostgreSqlRowWriter.BeginAsync(connection, table, stopping)
                : new SqliteRowWriter(target, table);
            Type[] types = [.. table.Columns.Select(column => column.ProviderClrType)];
            while (await reader.ReadAsync(stopping))
            {
                await writer.WriteAsync([.. types.Select((type, column) => Read(reader, column, type))], stopping);
            }

            await writer.CompleteAsync(stopping);
        }
    }

    /// <summary>The tables in an order in which no row comes before the one it belongs to.</summary>
    public static IReadOnlyList<ITable> ParentsFirst(PortalDbContext database)
    {
        var waiting = database.Model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
        var order = new List<ITable>();
        while (waiting.Count > 0)
        {
            var ready = waiting.FindAll(table => table.ForeignKeyConstraints.All(key => key.PrincipalTable == table || order.Contains(key.PrincipalTable)));
            order.AddRange(ready);
            if (waiting.RemoveAll(ready.Contains) == 0)
            {
                throw new InvalidOperationException("Tables that belong to each other in a circle cannot be copied.");
            }
        }

        return order;
    }

    public static string Columns(ITable table) => string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));

    /// <summary>Times without a kind are those of SQLite, and in UTC as all are.</summary>
    private static object? Read(DbDataReader reader, int column, Type type) => reader.IsDBNull(column) ? null
        : type == typeof(string) ? reader.GetString(column)
        : type == typeof(Guid) ? reader.GetGuid(column)
        : type == typeof(DateTime) ? DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc)
        : type == typeof(DateOnly) ? reader.GetFieldValue<DateOnly>(column)
        : type == typeof(bool) ? reader.GetBoolean(column)
        : type == typeof(int) ? reader.GetInt32(column)
        : type == typeof(long) ? reader.GetInt64(column)
        : type == typeof(double) ? reader.GetDouble(column)
        : type == typeof(byte[]) ? reader.GetFieldValue<byte[]>(column)
        : throw new NotSupportedException($"Columns of {type} are not copied yet.");
}
