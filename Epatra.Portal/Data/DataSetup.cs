using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class DataSetup
{
    public static void AddData(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DatabaseOptions>(DatabaseOptions.Section);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<WriteGate>();
        builder.Services.AddScoped<Transactions>();
        builder.Services.AddDbContext<SqlitePortalDbContext>((services, options) => options.UseSqlite(SqliteConnectionString(services)));
        builder.Services.AddDbContext<PostgreSqlPortalDbContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString));
        builder.Services.AddScoped<PortalDbContext>(services =>
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider switch
            {
                DatabaseProvider.Sqlite => services.GetRequiredService<SqlitePortalDbContext>(),
                DatabaseProvider.PostgreSql => services.GetRequiredService<PostgreSqlPortalDbContext>(),
            });
    }

    private static string SqliteConnectionString(IServiceProvider services)
    {
        var connection = new SqliteConnectionStringBuilder(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);
        if (connection.Mode != SqliteOpenMode.Memory)
        {
            connection.DataSource = Path.Combine(services.GetRequiredService<IHostEnvironment>().ContentRootPath, connection.DataSource);
        }

        return connection.ConnectionString;
    }
}
