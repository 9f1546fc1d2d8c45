using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Epatra.Portal.Upkeep;

/// <summary>COPY, which takes a million rows in seconds (https://www.postgresql.org/docs/current/sql-copy.html).</summary>
internal sealed class PostgreSqlRowWriter(NpgsqlConnection connection, ITable table, NpgsqlBinaryImporter copy) : IRowWriter
{
    public static async Task<PostgreSqlRowWriter> BeginAsync(NpgsqlConnection connection, ITable table, CancellationToken stopping)
    {
        var copy = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({TableCopy.Columns(table)}) FROM STDIN (FORMAT BINARY)", stopping);
        copy.Timeout = TimeSpan.FromHours(1);
        return new(connection, table, copy);
    }

    public async Task WriteAsync(object?[] row, CancellationToken stopping)
    {
        await copy.StartRowAsync(stopping);
        foreach (var value in row)
        {
            await (value is null ? copy.WriteNullAsync(stopping) : copy.WriteAsync(value, stopping));
        }
    }

    /// <summary>Numbers that the database gives out go on after the highest one that is there.</summary>
    public async Task CompleteAsync(CancellationToken stopping)
    {
        await copy.CompleteAsync(stopping);
        await copy.DisposeAsync();
        foreach (var column in table.Columns.Where(IsNumbered))
        {
            await using var next = new NpgsqlCommand(
                $"SELECT setval(pg_get_serial_sequence('\"{table.Name}\"', '{column.Name}'), max(\"{column.Name}\")) FROM \"{table.Name}\" HAVING max(\"{column.Name}\") IS NOT NULL", connection);
            await next.ExecuteNonQueryAsync(stopping);
        }
    }

    public ValueTask DisposeAsync() => copy.DisposeAsync();

    private static bool IsNumbered(IColumn column) =>
        (column.ProviderClrType == typeof(int) || column.ProviderClrType == typeof(long)) && column.PropertyMappings.Any(mapping => mapping.Property.ValueGenerated == ValueGenerated.OnAdd);
}
