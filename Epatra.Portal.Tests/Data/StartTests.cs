using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Data;

/// <summary>Starts on databases in every state; each test has a database of its own.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_stale_lock_of_a_killed_start_does_not_stop_the_next_start()
    {
        var first = await PortalHost.StartAsync();
        await first.QueryAsync(data => data.Database.ExecuteSqlAsync($"INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01 00:00:00')"));

        await using var second = await Task.Run(() => first.RestartAsync()).WaitAsync(Ear.Guard);
        await ServesAsync(second);
    }

    [Fact]
    public async Task A_first_start_that_was_killed_in_the_middle_does_not_stop_the_next_start()
    {
        var folder = Directory.CreateTempSubdirectory("portal-");
        var connectionString = $"Data Source={folder.FullName}/portal.db";
        await using (var connection = new SqliteConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var command = new SqliteCommand(
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """,
                connection);
            await command.ExecuteNonQueryAsync();
        }

        await using (var host = await Task.Run(() => PortalHost.StartOn(DatabaseProvider.Sqlite, connectionString, new())).WaitAsync(Ear.Guard))
        {
            await ServesAsync(host);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Two_hosts_that_start_at_the_same_moment_on_a_new_sqlite_file_both_come_up()
    {
        var folder = Directory.CreateTempSubdirectory("portal-");
        await BothComeUpAsync(DatabaseProvider.Sqlite, $"Data Source={folder.FullName}/new/portal.db");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Two_nodes_that_start_at_the_same_moment_on_a_new_postgresql_database_both_come_up() =>
        await BothComeUpAsync(DatabaseProvider.PostgreSql, await (await PostgreSqlCluster.GetAsync()).CreateDatabaseAsync());

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.PostgreSql))]
    public async Task A_restart_keeps_what_was_there(string database)
    {
        var first = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var person = await first.AddWithAuthenticatorAsync();

        await using var second = await first.RestartAsync();
        using var visitor = new Visitor(second.Address);
        await visitor.SignInAsync(person, second);
        Assert.Equal("/", visitor.At);
    }

    private static async Task BothComeUpAsync(DatabaseProvider provider, string connectionString)
    {
        using var together = new Barrier(2);
        var hosts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return PortalHost.StartOn(provider, connectionString, new());
            },
            TaskCreationOptions.LongRunning)));
        foreach (var host in hosts)
        {
            await ServesAsync(host);
            await host.DisposeAsync();
        }
    }

    private static async Task ServesAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);
    }
}
