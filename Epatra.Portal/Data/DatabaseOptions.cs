using System.ComponentModel.DataAnnotations;
using Microsoft.Data.Sqlite;

namespace Epatra.Portal.Data;

internal enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    [Required(ErrorMessage = "Sqlite or PostgreSql")]
    public DatabaseProvider Provider { get; init; } = DatabaseProvider.Sqlite;

    /// <summary>A relative SQLite path is below the content root: the project's folder, or the folder of a published portal.</summary>
    [Required(ErrorMessage = "a connection string, such as Data Source=App_Data/portal.db")]
    public string ConnectionString { get; init; } = "Data Source=App_Data/portal.db";

    /// <summary>With the whole path of the file.</summary>
    public string SqliteConnectionString(IHostEnvironment environment)
    {
        var connection = new SqliteConnectionStringBuilder(ConnectionString);
        connection.DataSource = Path.Combine(environment.ContentRootPath, connection.DataSource);
        return connection.ConnectionString;
    }
}
