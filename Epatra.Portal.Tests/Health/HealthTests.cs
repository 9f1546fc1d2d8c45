using System.Net;
using System.Text.Json;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Mail;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Epatra.Portal.Health;

/// <summary>Portals of their own, because most are broken on purpose.</summary>
public sealed class HealthTests
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_portal_that_works_is_live_and_ready(string database)
    {
        await using var host = await StartAsync(database);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "live"));
        Assert.Equal((HttpStatusCode.OK, "Healthy database:Healthy keys:Healthy clock:Healthy mail:Healthy"), await AskAsync(host, "ready"));
    }

    [Fact]
    public async Task A_database_without_a_table_of_this_version_makes_the_portal_not_ready_but_live()
    {
        await using var host = await StartAsync(nameof(DatabaseProvider.Sqlite));
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE \"Sessions\""));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy database:Unhealthy keys:Healthy clock:Healthy mail:Healthy"), await AskAsync(host, "ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "live"));
    }

    [Fact]
    public async Task Without_its_database_the_portal_is_not_ready_but_live()
    {
        await using var host = await StartAsync(nameof(DatabaseProvider.PostgreSql));
        await DropDatabaseAsync(await ConnectionStringAsync(host));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy database:Unhealthy keys:Unhealthy clock:Unhealthy mail:Degraded"), await AskAsync(host, "ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(host, "live"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Keys_that_do_not_open_the_secrets_make_the_portal_not_ready(string database)
    {
        await using var host = await StartAsync(database);
        await host.AddWithAuthenticatorAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "ready")).Status);

        // A start would be refused; this is a database that is taken away under a portal that runs.
        await using var other = await StartAsync(database);
        await other.AddWithAuthenticatorAsync();
        var foreign = await other.QueryAsync(db => db.Authenticators.Select(a => a.ProtectedSecret).SingleAsync());
        await host.QueryAsync(db => db.Authenticators.ExecuteUpdateAsync(a => a.SetProperty(x => x.ProtectedSecret, foreign)));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy database:Healthy keys:Unhealthy clock:Healthy mail:Healthy"), await AskAsync(host, "ready"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_same_keys_open_the_secrets_after_a_restart(string database)
    {
        var host = await StartAsync(database);
        await host.AddWithAuthenticatorAsync();

        host = await host.RestartAsync();

        await using (host)
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "ready")).Status);
        }
    }

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite), 30, "Healthy")]
    [InlineData(nameof(DatabaseProvider.Sqlite), 31, "Unhealthy")]
    [InlineData(nameof(DatabaseProvider.PostgreSql), 30, "Healthy")]
    [InlineData(nameof(DatabaseProvider.PostgreSql), 31, "Unhealthy")]
    public async Task A_clock_behind_the_audit_log_makes_the_portal_not_ready(string database, int secondsBehind, string clock)
    {
        var time = new ManualTimeProvider();
        await using var ahead = await StartAsync(database);
        ahead.Time.Advance(time.GetUtcNow() - ahead.Time.GetUtcNow() + TimeSpan.FromSeconds(secondsBehind));
        using var visitor = new Visitor(ahead.Address);
        await visitor.SignInWithPasswordAsync(await ahead.AddWithAuthenticatorAsync());
        await ahead.QueryAsync(db => db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.Administrator))); // or the start would log a set-up link, later than all
        await using var behind = PortalHost.StartOn(Enum.Parse<DatabaseProvider>(database), await ConnectionStringAsync(ahead), time);

        var (status, checks) = await AskAsync(behind, "ready");

        Assert.Equal(clock == "Healthy" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, status);
        Assert.EndsWith($"clock:{clock} mail:Healthy", checks);
        Assert.EndsWith("clock:Healthy mail:Healthy", (await AskAsync(ahead, "ready")).Words);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Mail_that_does_not_leave_degrades_the_portal_and_nothing_more(string database)
    {
        await using var host = await StartAsync(database);
        Assert.Equal("Healthy", (await AskMailAsync(host)).Status);
        await host.QueryAsync(async data =>
        {
            data.OutboxMails.AddRange(Mail(host), Mail(host));
            return await data.SaveChangesAsync();
        });
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(("Healthy", """{"waiting":2,"oldestSeconds":300,"failed":0}"""), await AskMailAsync(host));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("Degraded", """{"waiting":2,"oldestSeconds":301,"failed":0}"""), await AskMailAsync(host));

        await host.QueryAsync(data => data.OutboxMails.ExecuteUpdateAsync(m => m.SetProperty(x => x.FailedAt, host.Time.Now())));
        Assert.Equal(("Healthy", """{"waiting":0,"oldestSeconds":0,"failed":2}"""), await AskMailAsync(host));
        host.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(("Healthy", """{"waiting":0,"oldestSeconds":0,"failed":0}"""), await AskMailAsync(host));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task One_mailbox_that_takes_no_mail_is_no_outage(string database)
    {
        await using var host = await StartAsync(database);
        await host.QueryAsync(async data =>
        {
            data.OutboxMails.Add(Mail(host));
            return await data.SaveChangesAsync();
        });
        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("Degraded", (await AskMailAsync(host)).Status);
        await host.QueryAsync(async data =>
        {
            var sent = Mail(host);
            sent.SentAt = host.Time.Now();
            data.OutboxMails.Add(sent);
            return await data.SaveChangesAsync();
        });
        Assert.Equal(("Healthy", """{"waiting":1,"oldestSeconds":600,"failed":0}"""), await AskMailAsync(host));
    }

    private static OutboxMail Mail(PortalHost host) => new()
    {
        Recipient = "a@test.example",
        Language = "nl",
        Subject = "",
        ProtectedText = "",
        ProtectedHtml = "",
        CreatedAt = host.Time.Now(),
        DueAt = host.Time.Now().AddYears(1), // the portal's own outbox leaves it alone
    };

    /// <summary>The portal's status, which is 200 in all of this, and the figures of the outbox.</summary>
    private static async Task<(string Status, string Figures)> AskMailAsync(PortalHost host)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var json = JsonDocument.Parse(await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).RootElement;
        return (json.GetProperty("status").GetString()!, json.GetProperty("mail").GetRawText());
    }

    private static Task<PortalHost> StartAsync(string database) => PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));

    private static Task<string> ConnectionStringAsync(PortalHost host) => host.QueryAsync(db => Task.FromResult(db.Database.GetConnectionString()!));

    private static async Task DropDatabaseAsync(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var name = builder.Database;
        builder.Database = "postgres";
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP DATABASE {name} WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The status, and the words of the JSON in one line.</summary>
    private static async Task<(HttpStatusCode Status, string Words)> AskAsync(PortalHost host, string what)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var answer = await http.GetAsync(new Uri($"/health/{what}", UriKind.Relative));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        string[] checks = json.TryGetProperty("checks", out var all) ? [.. all.EnumerateObject().Select(check => $"{check.Name}:{check.Value}")] : [];
        return (answer.StatusCode, string.Join(' ', [json.GetProperty("status").GetString(), .. checks]));
    }
}
