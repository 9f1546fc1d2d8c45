using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Fixtures;

/// <summary>The whole portal on a port of its own, with a real database and a clock that the test moves.</summary>
internal sealed class PortalHost : IAsyncDisposable
{
    private readonly Factory factory;
    private readonly string? folder;

    private PortalHost(Factory factory, string? folder)
    {
        (this.factory, this.folder) = (factory, folder);
        factory.UseKestrel(0);
        factory.StartServer();
    }

    public ManualTimeProvider Time => factory.Time;
    public IServiceProvider Services => factory.Services;
    public Uri Address => factory.ClientOptions.BaseAddress;

    /// <summary>Where its mails go, as files; unless its settings name a mail server.</summary>
    public DirectoryInfo Mails => factory.Mails;

    /// <param name="provider">Which database, a new one.</param>
    /// <param name="settings">Settings beside those of every test.</param>
    public static Task<PortalHost> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, params (string Key, string Value)[] settings) =>
        StartWithoutAsync(null, provider, settings);

    /// <summary>One more node on a database that is there.</summary>
    public static PortalHost StartOn(DatabaseProvider provider, string connectionString, ManualTimeProvider time, params (string Key, string Value)[] settings) =>
        StartOnWithout(null, provider, connectionString, time, settings);

    /// <param name="service">
    /// The background service whose work the test does; null for none. One that is stopped before it has begun is a fault to the host.
    /// </param>
    /// <param name="provider">Which database, a new one.</param>
    /// <param name="settings">Settings beside those of every test.</param>
    public static async Task<PortalHost> StartWithoutAsync(Type? service, DatabaseProvider provider, params (string Key, string Value)[] settings)
    {
        if (provider == DatabaseProvider.PostgreSql)
        {
            var cluster = await PostgreSqlCluster.GetAsync();
            return StartOnWithout(service, provider, await cluster.CreateDatabaseAsync(), new(), settings);
        }

        var folder = Directory.CreateTempSubdirectory("portal-").FullName;
        return new(new Factory(service, provider, $"Data Source={folder}/portal.db", new(), settings), folder);
    }

    /// <inheritdoc cref="StartWithoutAsync"/>
    public static PortalHost StartOnWithout(Type? service, DatabaseProvider provider, string connectionString, ManualTimeProvider time, params (string Key, string Value)[] settings) =>
        new(new Factory(service, provider, connectionString, time, settings), null);

    /// <summary>The same portal started anew, on the same database and at the same time, with all services.</summary>
    /// <param name="settings">Settings that are changed by the way.</param>
    public async Task<PortalHost> RestartAsync(params (string Key, string Value)[] settings)
    {
        await factory.DisposeAsync();
        return new(new Factory(null, factory.Provider, factory.ConnectionString, Time, [.. factory.Settings, .. settings]), folder);
    }

    /// <summary>One more node on this portal's database.</summary>
    public PortalHost StartNode() => StartOnWithout(factory.Without, factory.Provider, factory.ConnectionString, Time, factory.Settings);

    /// <summary>One operation in a scope of its own.</summary>
    public async Task<T> RunAsync<TService, T>(Func<TService, Task<T>> operation)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>The day of a moment, in UTC, on the portal's own calendar.</summary>
    public DateOnly LocalDay(DateTime utc) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTimeFromUtc(utc, Services.GetRequiredService<IOptions<PortalOptions>>().Value.Zone));

    /// <summary>A look into the database.</summary>
    public Task<T> QueryAsync<T>(Func<PortalDbContext, Task<T>> query) => RunAsync(query);

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        if (folder is not null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Factory(Type? without, DatabaseProvider provider, string connectionString, ManualTimeProvider time, (string Key, string Value)[] settings)
        : WebApplicationFactory<Program>
    {
        public Type? Without => without;
        public DatabaseProvider Provider => provider;
        public string ConnectionString => connectionString;
        public ManualTimeProvider Time => time;
        public (string Key, string Value)[] Settings => settings;
        public DirectoryInfo Mails { get; } = Directory.CreateTempSubdirectory("portal-mail-");

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (Directory.Exists(Mails.FullName))
            {
                Mails.Delete(recursive: true); // once: the base calls back
            }
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("Database:Provider", provider.ToString());
            builder.UseSetting("Database:ConnectionString", connectionString);
            builder.UseSetting("Passwords:Iterations", "1000");
            builder.UseSetting("Portal:Demo", "false");
            builder.UseSetting("Mail:PickupDirectory", Mails.FullName);
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton<TimeProvider>(time);
                if (without is not null)
                {
                    services.Remove(services.Single(service => service.ImplementationType == without));
                }
            });
        }
    }
}
