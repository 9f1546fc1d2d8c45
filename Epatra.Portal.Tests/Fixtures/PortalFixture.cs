using Epatra.Portal.Data;
using Xunit;

namespace Epatra.Portal.Fixtures;

/// <summary>One portal on SQLite and one on PostgreSQL for all stories over HTTP; each story brings its own people.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    public const string Collection = "portal";

    internal PortalHost Sqlite { get; private set; } = null!;
    internal PortalHost PostgreSql { get; private set; } = null!;

    public static TheoryData<string> Databases => [nameof(DatabaseProvider.Sqlite), nameof(DatabaseProvider.PostgreSql)];

    internal PortalHost On(string database) => database == nameof(DatabaseProvider.Sqlite) ? Sqlite : PostgreSql;

    public async Task InitializeAsync()
    {
        Sqlite = await PortalHost.StartAsync();
        PostgreSql = await PortalHost.StartAsync(DatabaseProvider.PostgreSql);
    }

    public async Task DisposeAsync()
    {
        await Sqlite.DisposeAsync();
        await PostgreSql.DisposeAsync();
    }
}

[CollectionDefinition(PortalFixture.Collection)]
public sealed class PortalCollection : ICollectionFixture<PortalFixture>;
