using System.Text.Json;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>A portal that is well, and each fault put into it in turn.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite), "It is whole.")]
    [InlineData(nameof(DatabaseProvider.PostgreSql), "connections of the server are in use.")]
    public async Task Nothing_is_wrong_with_a_portal_that_serves(string provider, string said)
    {
        var host = site.Start(await site.DatabaseAsync(provider), ("Mail:PickupDirectory", site.File("mail")));
        await host.AddAgentAsync(Accounts.Role.Administrator);
        await host.AddAgentAsync(Accounts.Role.Administrator);
        var findings = await RunAsync(host);

        Assert.Equal(["settings", "disk", "database", "clock", "keys", "mail", "audit", "people"], findings.Select(finding => finding.Of).Distinct().Where(of => of != "files"));
        Assert.DoesNotContain(findings, finding => finding.Verdict == Verdict.Wrong);
        Assert.Contains(findings, finding => finding.Of == "database" && finding.Text.Contains(said, StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Text == "A portal serves with it.");
        Assert.All(findings, finding => Assert.Equal(finding.Verdict == Verdict.Ok, finding.Advice is null));
    }

    [Fact]
    public async Task Each_fault_of_a_database_is_found()
    {
        var host = site.Start(await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite)), ("Mail:PickupDirectory", site.File("mail")));
        await host.AddWithAuthenticatorAsync();
        (string Of, Verdict Verdict, string Text, string Fault, string Cure)[] table =
        [
            ("people", Verdict.Warning, "No administrator can sign in", "SELECT 1", "SELECT 1"),
            ("database", Verdict.Wrong, "a newer version", "INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Future', '99')", "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '9999%'"),
            ("database", Verdict.Wrong, "no tables", "UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = '!' || \"MigrationId\"; ALTER TABLE \"__EFMigrationsHistory\" RENAME TO \"Away\"",
                "ALTER TABLE \"Away\" RENAME TO \"__EFMigrationsHistory\"; UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = substr(\"MigrationId\", 2)"),
            ("database", Verdict.Wrong, "a row of Authenticators belongs to nothing", "PRAGMA foreign_keys = 0; UPDATE \"Authenticators\" SET \"UserId\" = 'x' || \"UserId\"",
                "PRAGMA foreign_keys = 0; UPDATE \"Authenticators\" SET \"UserId\" = substr(\"UserId\", 2)"),
            ("keys", Verdict.Wrong, "keys that are not in it", "UPDATE \"DataProtectionKeys\" SET \"Xml\" = '<none>' || \"Xml\" || '</none>'",
                "UPDATE \"DataProtectionKeys\" SET \"Xml\" = replace(replace(\"Xml\", '<none>', ''), '</none>', '')"),
            ("audit", Verdict.Wrong, "entry 1 was changed", "UPDATE \"AuditEntries\" SET \"Details\" = 'other' WHERE \"Sequence\" = 1", "UPDATE \"AuditEntries\" SET \"Details\" = NULL WHERE \"Sequence\" = 1"),
            ("clock", Verdict.Wrong, "the audit log has later entries", "UPDATE \"AuditEntries\" SET \"At\" = '9' || substr(\"At\", 2)", "UPDATE \"AuditEntries\" SET \"At\" = '2' || substr(\"At\", 2)"),
        ];
        foreach (var (of, verdict, text, fault, cure) in table)
        {
            await ExecuteAsync(host, fault);
            Assert.Contains(await RunAsync(host), finding => finding.Of == of && finding.Verdict == verdict && finding.Text.Contains(text, StringComparison.Ordinal));
            await ExecuteAsync(host, cure);
            Assert.DoesNotContain(await RunAsync(host), finding => finding.Verdict == Verdict.Wrong);
        }
    }

    [Fact]
    public async Task Mail_that_waits_and_a_server_that_does_not_answer_are_found()
    {
        await using var server = await MailServer.StartAsync();
        var host = site.Start(await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite)), server.Settings);
        Assert.Contains(await RunAsync(host), finding => finding is { Of: "mail", Verdict: Verdict.Ok } && finding.Text.EndsWith("answers.", StringComparison.Ordinal));

        await server.BeAsync("away");
        var now = host.Time.Now();
        await host.QueryAsync(db =>
        {
            db.OutboxMails.Add(new OutboxMail { Recipient = "a@test.example", Language = "nl", Subject = "", ProtectedText = "", ProtectedHtml = "", CreatedAt = now.AddHours(-1), DueAt = now.AddHours(1) });
            return db.SaveChangesAsync();
        });
        var findings = await RunAsync(host);
        Assert.Contains(findings, finding => finding is { Of: "mail", Verdict: Verdict.Wrong } && finding.Text.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Of: "mail", Verdict: Verdict.Warning } && finding.Text.StartsWith("Messages that wait: 1, the oldest for 36", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_program_names_wrong_settings_open_files_and_a_certificate_beside_the_database_and_ends_with_1()
    {
        var database = await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite));
        KeyCertificate.Write(site.File("keys.pfx"), null, TimeProvider.System).Dispose();
        await site.StopAsync(site.Start(database, ("Security:KeyCertificate", site.File("keys.pfx"))));
        await Tool.RunAsync("chmod", "644", site.File("keys.pfx"));
        (string, string)[] settings =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("Security__KeyCertificate", site.File("keys.pfx")), ("SignIn__IdleMinutes", "abc"), ("ASPNETCORE_URLS", "http://localhost:0"), ("Mail__PickupDirectory", site.File("keys.pfx")),
        ];
        var (exitCode, output, errors) = await site.ProgramAsync(database, settings, "doctor", "--json");
        Assert.Equal((1, ""), (exitCode, errors));
        var findings = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(finding => $"{finding.GetProperty("of")} {finding.GetProperty("verdict")} {finding.GetProperty("text")}").ToList();
        Assert.Contains(findings, finding => finding.StartsWith("settings wrong SignIn:IdleMinutes = \"abc\"", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("settings wrong Portal:PublicUrl", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("files warning Others on this machine can read", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("files warning The key certificate lies in the folder of the database", StringComparison.Ordinal));
        Assert.Contains("keys ok The certificate of Security:KeyCertificate lasts until", string.Join('\n', findings));

        Assert.Contains(findings, finding => finding.StartsWith($"mail wrong Mails cannot be written to {site.File("keys.pfx")}", StringComparison.Ordinal));
        Assert.All(JsonDocument.Parse(output).RootElement.EnumerateArray(), finding => Assert.Equal(finding.GetProperty("verdict").GetString() == "ok", finding.GetProperty("advice").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public async Task A_database_that_is_not_there_or_is_none_is_said_with_what_to_do_and_ends_with_1()
    {
        var (exitCode, output, _) = await site.ProgramAsync((DatabaseProvider.Sqlite, $"Data Source={site.File("none.db")}"), [], "doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains("wrong    database  There is none, or it does not answer.\n", output);
        Assert.False(File.Exists(site.File("none.db")));

        await File.WriteAllTextAsync(site.File("torn.db"), new string('x', 10_000));
        (exitCode, output, _) = await site.ProgramAsync((DatabaseProvider.Sqlite, $"Data Source={site.File("torn.db")}"), [], "doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains($"file is not a database'.\n{"",19}Stop the portal, look after the disk, and restore", output);

        (exitCode, output, _) = await site.ProgramAsync((DatabaseProvider.PostgreSql, "Host=127.0.0.1;Port=1;Database=x;Username=x"), [], "doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains("wrong    database  It does not answer: Failed to connect to 127.0.0.1:1", output);
    }

    [Theory]
    [InlineData(10_000_000, "Wrong")]
    [InlineData(500_000_000, "Warning")]
    [InlineData(5_000_000_000, "Ok")]
    public void A_disk_that_fills_up_is_found(long free, string verdict) => Assert.Equal(verdict, $"{DiskExamination.Judge("/", free).Verdict}");

    [Theory]
    [InlineData(-7, "Warning This machine is 7 seconds behind the one of PostgreSQL.")]
    [InlineData(3, "Ok It agrees with that of PostgreSQL.")]
    [InlineData(31, "Warning This machine is 31 seconds ahead of the one of PostgreSQL.")]
    public void A_clock_that_is_off_is_found(double ahead, string said) => Assert.Equal(said, $"{ClockExamination.Judge(ahead).Verdict} {ClockExamination.Judge(ahead).Text}");

    [Theory]
    [InlineData(-1, "Warning", "ended")]
    [InlineData(59, "Warning", "ends")]
    [InlineData(61, "Ok", "lasts")]
    public void A_certificate_that_ends_soon_is_found(int days, string verdict, string word)
    {
        var now = new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);
        var finding = KeysExamination.Judge(now.AddDays(days), now);
        Assert.Equal(verdict, $"{finding.Verdict}");
        Assert.Contains($" {word} ", finding.Text);
    }

    private static Task<List<Finding>> RunAsync(PortalHost host) =>
        ActivatorUtilities.CreateInstance<Doctor>(host.Services).RunAsync(CancellationToken.None).ToListAsync().AsTask();

    private static Task<int> ExecuteAsync(PortalHost host, string statements) => host.QueryAsync(db => db.Database.ExecuteSqlRawAsync(statements));
}
