using System.Data.Common;
using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Epatra.Portal;

internal static class DataSetup
{
    public static void AddData(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DatabaseOptions>(DatabaseOptions.Section);
        CheckConnectionString(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<WriteGate>();
        builder.Services.AddSingleton<ServingLock>();
        builder.Services.AddScoped<Transactions>();
        builder.Services.AddDbContext<SqlitePortalDbContext>((services, options) => options.UseSqlite(SqliteConnectionString(services)).AddInterceptors(KeptConnection.Instance));
        builder.Services.AddDbContext<PostgreSqlPortalDbContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString));
        builder.Services.AddScoped<PortalDbContext>(services =>
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider switch
            {
                DatabaseProvider.Sqlite => services.GetRequiredService<SqlitePortalDbContext>(),
                DatabaseProvider.PostgreSql => services.GetRequiredService<PostgreSqlPortalDbContext>(),
            });
    }

    /// <summary>Brings the database to the schema of this version.</summary>
    public static async Task MigrateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await app.Services.GetRequiredService<ServingLock>().HoldAsync(database);
        await database.MigrateAsync();
    }

    private static void CheckConnectionString(WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(DatabaseOptions.Section);
        var postgreSql = string.Equals(section["Provider"], nameof(DatabaseProvider.PostgreSql), StringComparison.OrdinalIgnoreCase);
        try
        {
            DbConnectionStringBuilder _ = postgreSql
                ? new NpgsqlConnectionStringBuilder(section["ConnectionString"])
                : new SqliteConnectionStringBuilder(section["ConnectionString"]);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // It may hold a password, so it is not repeated.
            builder.SettingsCheck().Add(
                $"{DatabaseOptions.Section}:ConnectionString", "…", postgreSql ? "Host=…;Database=…;Username=…;Password=…" : "Data Source=App_Data/portal.db");
        }
    }

    private static string SqliteConnectionString(IServiceProvider services) =>
        services.GetRequiredService<IOptions<DatabaseOptions>>().Value.SqliteConnectionString(services.GetRequiredService<IHostEnvironment>());
}
