using System.Data.Common;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Epatra.Portal.Upkeep;

/// <summary>One statement, prepared once; triggers keep the search index.</summary>
internal sealed class SqliteRowWriter : IRowWriter
{
    private readonly DbCommand insert;

    public SqliteRowWriter(PortalDbContext database, ITable table)
    {
        insert = database.Database.GetDbConnection().CreateCommand();
        insert.Transaction = database.Database.CurrentTransaction!.GetDbTransaction();
        foreach (var number in Enumerable.Range(0, table.Columns.Count()))
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"$p{number}";
            insert.Parameters.Add(parameter);
        }

        var places = string.Join(", ", insert.Parameters.Cast<DbParameter>().Select(parameter => parameter.ParameterName));
        insert.CommandText = $"INSERT INTO \"{table.Name}\" ({TableCopy.Columns(table)}) VALUES ({places})";
    }

    public Task WriteAsync(object?[] row, CancellationToken stopping)
    {
        for (var column = 0; column < row.Length; column++)
        {
            insert.Parameters[column].Value = row[column] ?? DBNull.Value;
        }

        return insert.ExecuteNonQueryAsync(stopping);
    }

    public Task CompleteAsync(CancellationToken stopping) => Task.CompletedTask;

    public ValueTask DisposeAsync() => insert.DisposeAsync();
}
