using System.Data.Common;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Data;

[Collection(PortalFixture.Collection)]
public sealed class DatabaseTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_migrations_say_what_the_model_says(string database)
    {
        Assert.False(await portal.On(database).QueryAsync(data => Task.FromResult(data.Database.HasPendingModelChanges())));
        Assert.Empty(await portal.On(database).QueryAsync(data => data.Database.GetPendingMigrationsAsync()));
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    public async Task Every_connection_to_sqlite_writes_ahead_and_syncs_each_commit_and_holds_foreign_keys(string setting, string expected)
    {
        // Several at once, so that some are new and some come from the pool.
        var values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => portal.Sqlite.QueryAsync(data => PragmaAsync(data, setting))));

        Assert.All(values, value => Assert.Equal(expected, value));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_row_of_somebody_who_is_not_there_is_refused(string database)
    {
        await Assert.ThrowsAsync<DbUpdateException>(() => portal.On(database).QueryAsync(data =>
        {
            data.Sessions.Add(SessionOf(Guid.NewGuid().ToString(), default));
            return data.SaveChangesAsync();
        }));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Times_come_back_in_utc_and_whole_milliseconds(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        var written = new DateTime(2026, 11, 22, 23, 59, 59, DateTimeKind.Utc).AddTicks(9_999_999);
        var expected = new DateTime(2026, 11, 22, 23, 59, 59, 999, DateTimeKind.Utc);
        var session = SessionOf(person.Id, written);
        await host.QueryAsync(data =>
        {
            data.Sessions.Add(session);
            return data.SaveChangesAsync();
        });

        var read = await host.QueryAsync(data => data.Sessions.AsNoTracking().SingleAsync(s => s.Id == session.Id));
        foreach (var time in (DateTime[])[read.CreatedAt, read.ExpiresAt, read.LastSeenAt, read.ProofAt!.Value, read.EndedAt!.Value, read.PreviousSignInAt!.Value])
        {
            Assert.Equal((expected, DateTimeKind.Utc), (time, time.Kind));
        }

        Assert.True(await host.QueryAsync(data => data.Sessions.AnyAsync(s => s.Id == session.Id && s.CreatedAt == expected && s.ExpiresAt > expected.AddMilliseconds(-1))));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Every_time_column_is_converted(string database)
    {
        var properties = await portal.On(database).QueryAsync(data => Task.FromResult(data.Model.GetEntityTypes()
            .SelectMany(type => type.GetProperties())
            .Where(property => property.ClrType == typeof(DateTime) || property.ClrType == typeof(DateTime?)).ToList()));
        var foreign = await portal.On(database).QueryAsync(data => Task.FromResult(data.Model.GetEntityTypes()
            .SelectMany(type => type.GetProperties())
            .Where(property => property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?)).ToList()));

        Assert.True(properties.Count > 30);
        Assert.All(properties, property => Assert.Equal("UtcMilliseconds", property.GetValueConverter()?.GetType().Name));
        Assert.Empty(foreign);
    }

    [Fact]
    public void Now_has_whole_milliseconds()
    {
        var now = TimeProvider.System.Now();
        Assert.Equal((0, DateTimeKind.Utc), (now.Ticks % TimeSpan.TicksPerMillisecond, now.Kind));
    }

    private static Session SessionOf(string userId, DateTime time) => new()
    {
        UserId = userId,
        Factor = SecondFactor.Code,
        CreatedAt = time,
        ExpiresAt = time,
        LastSeenAt = time,
        ProofAt = time,
        EndedAt = time,
        PreviousSignInAt = time,
    };

    private static async Task<string> PragmaAsync(PortalDbContext data, string setting)
    {
        await data.Database.OpenConnectionAsync();
        DbConnection connection = data.Database.GetDbConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + setting;
        return $"{await command.ExecuteScalarAsync()}";
    }
}
