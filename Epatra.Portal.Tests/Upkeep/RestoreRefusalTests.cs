using System.Security.Cryptography;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Upkeep;

/// <summary>Backups that are not restored, and databases that are not replaced: both stay as they are.</summary>
public sealed class RestoreRefusalTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();
    private (DatabaseProvider, string) empty;

    public async Task InitializeAsync()
    {
        empty = await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite), "empty");
        KeyCertificate.Write(site.File("own.pfx"), null, TimeProvider.System).Dispose();
        KeyCertificate.Write(site.File("another.pfx"), null, TimeProvider.System).Dispose();
        var host = site.Start(await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite)), ("Security:KeyCertificate", site.File("own.pfx")));
        await host.AddWithAuthenticatorAsync();
        await Site.BackUpAsync(host, site.Backup);
        await site.StopAsync(host);
    }

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory]
    [InlineData("byte", "is damaged, or is no backup")]
    [InlineData("cut", "is damaged, or is no backup")]
    [InlineData("foreign", "is damaged, or is no backup")]
    [InlineData("loose", "belongs to nothing")]
    [InlineData("newer", "is of a newer version")]
    [InlineData("certificate", "does not open the keys in the database")]
    [InlineData("keys", "were encrypted with keys that are not in it")]
    public async Task A_backup_that_cannot_be_used_is_refused_and_no_database_is_made(string fault, string said)
    {
        await SpoilAsync(fault);
        var (exitCode, output, errors) = await site.ProgramAsync(empty, [("Security__KeyCertificate", site.File(fault == "certificate" ? "another.pfx" : "own.pfx"))], "restore", site.Backup);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(said, errors);
        Assert.DoesNotContain("   at ", errors);
        Assert.False(File.Exists(site.File("empty.db")));
        Assert.False(Directory.Exists(site.File("empty.db.restoring")));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_database_that_is_served_or_has_people_is_not_replaced(string provider)
    {
        var database = await site.DatabaseAsync(provider, "used");
        (string, string)[] settings = [("Security__KeyCertificate", site.File("own.pfx"))];
        var host = site.Start(database, ("Security:KeyCertificate", site.File("own.pfx")));
        var person = await host.AddWithNeitherAsync();

        var (exitCode, _, errors) = await site.ProgramAsync(database, settings, "restore", site.Backup, "--force");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("A portal serves with the database", errors);
        await site.StopAsync(host);

        (exitCode, _, errors) = await site.ProgramAsync(database, settings, "restore", site.Backup);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("There are people in the database", errors);
        host = site.Start(database, ("Security:KeyCertificate", site.File("own.pfx")));
        Assert.Equal(person.Id, await host.QueryAsync(db => db.Users.Select(u => u.Id).SingleAsync()));
        await site.StopAsync(host);

        (exitCode, _, errors) = await site.ProgramAsync(database, settings, "restore", site.Backup, "--force");
        Assert.Equal((0, ""), (exitCode, errors));
        host = site.Start(database, ("Security:KeyCertificate", site.File("own.pfx")));
        Assert.NotEqual(person.Id, await host.QueryAsync(db => db.Users.Select(u => u.Id).SingleAsync()));
    }

    private async Task SpoilAsync(string fault)
    {
        switch (fault)
        {
            case "byte":
                await using (var file = new FileStream(site.Backup, FileMode.Open, FileAccess.ReadWrite))
                {
                    file.Position = file.Length - 6; // of the check sum: some bytes of the rest may change without changing what they stand for
                    var (old, back) = (file.ReadByte(), file.Position - 1);
                    file.Position = back;
                    file.WriteByte((byte)(old ^ 1));
                }

                break;
            case "cut":
                await using (var file = new FileStream(site.Backup, FileMode.Open, FileAccess.ReadWrite))
                {
                    file.SetLength(file.Length - 1_000);
                }

                break;
            case "foreign":
                await File.WriteAllBytesAsync(site.Backup, RandomNumberGenerator.GetBytes(10_000));
                break;
            case "loose":
                await ChangeAsync("PRAGMA foreign_keys = 0; DELETE FROM \"Users\"");
                break;
            case "newer":
                await ChangeAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Future', '99')");
                break;
            case "keys":
                await ChangeAsync("DELETE FROM \"DataProtectionKeys\"");
                break;
        }
    }

    private async Task ChangeAsync(string statements)
    {
        Assert.Null(await BackupFile.UnpackAsync(site.Backup, site.File("changed.db"), CancellationToken.None));
        await using (var database = BackupFile.Open(site.File("changed.db")))
        {
            await database.Database.ExecuteSqlRawAsync(statements);
        }

        File.Delete(site.Backup);
        await BackupFile.PackAsync(site.File("changed.db"), site.Backup, CancellationToken.None);
    }
}
