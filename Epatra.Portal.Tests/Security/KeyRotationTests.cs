using System.Text;
using System.Text.Json;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.People.Import;
using Epatra.Portal.Upkeep;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_certificate_takes_over_and_the_one_before_is_needed_no_more(string provider)
    {
        var database = await site.DatabaseAsync(provider);
        var (old, now) = (Certificate("old"), Certificate("new"));
        var host = site.Start(database, ("Security:KeyCertificate", old));
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        await visitor.AskForHelpAsync();
        var file = Encoding.UTF8.GetBytes($"name,email,otpauth\nJan,jan@key.example,otpauth://totp/Old:jan?secret={person.Secret}");
        await host.RunAsync((Imports imports) => imports.ReadAsync(new MemoryStream(file), "people.csv", default)); // and nobody has begun it yet
        var before = await KeyIdsAsync(host);
        await site.StopAsync(host);

        (string, string)[] both = [("Security__KeyCertificate", now), ("Security__PreviousKeyCertificate", old)];
        var (exitCode, output, errors) = await site.ProgramAsync(database, both, "keys", "rotate", "--json");
        Assert.Equal((0, ""), (exitCode, errors));
        var said = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, 0), (said.GetProperty("keysEncryptedAnew").GetInt32(), said.GetProperty("unreadable").GetInt32()));

        host = site.Start(database, ("Security:KeyCertificate", now));
        var after = await KeyIdsAsync(host);
        Assert.Equal(said.GetProperty("key").GetGuid(), Assert.Single(after));
        Assert.DoesNotContain(after.Single(), before);
        Assert.Equal(2, await host.QueryAsync(db => db.DataProtectionKeys.CountAsync())); // the old one still opens cookies
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var again = new Visitor(host.Address);
        await again.SignInAsync(person, host);
        Assert.Equal("/", again.At);
        await site.StopAsync(host);

        (exitCode, _, errors) = await site.ProgramAsync(database, [("Security__KeyCertificate", old)], "keys", "rotate");
        Assert.Equal(1, exitCode);
        Assert.Contains("does not open the keys in the database", errors);
    }

    [Fact]
    public async Task A_node_takes_over_a_key_that_another_one_has_made()
    {
        var database = await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite));
        var (one, other) = (site.Start(database), site.Start(database));
        var cookie = Protector(one).Protect("before");
        Assert.Equal("before", Protector(other).Unprotect(cookie));
        var now = TimeProvider.System.GetUtcNow();
        var key = one.Services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90));
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (AuthenticatorSecrets.KeyId(other.Services.GetRequiredService<AuthenticatorSecrets>().Protect([1])) != key.KeyId)
        {
            guard.Token.ThrowIfCancellationRequested();
            other.Time.Advance(KeyWatch.Every);
            await Task.Yield();
        }

        var text = Protector(one).Protect("after");
        Assert.Equal("after", Protector(other).Unprotect(text));
        Assert.Equal("before", Protector(other).Unprotect(cookie));
    }

    [Fact]
    public async Task A_key_counts_only_after_every_node_has_noticed_it()
    {
        var host = site.Start(await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite)));
        await host.AddWithAuthenticatorAsync();
        var rotation = host.RunAsync((KeyRotation keys) => keys.RunAsync(KeyRotation.Notice, CancellationToken.None));
        while (await host.QueryAsync(db => db.DataProtectionKeys.CountAsync()) < 2)
        {
            await Task.Yield();
        }

        var activation = host.Services.GetRequiredService<IKeyManager>().GetAllKeys().Max(key => key.ActivationDate);
        Assert.True(activation - KeyWatch.CountsBefore >= host.Time.GetUtcNow() + 2 * KeyWatch.Every);
        Assert.False(rotation.IsCompleted);
        while (!rotation.IsCompleted)
        {
            host.Time.Advance(KeyWatch.Every);
            await Task.Yield();
        }

        await rotation;
    }

    private static IDataProtector Protector(PortalHost host) => host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    /// <summary>
    /// The keys that protect what is in the database. Looks through every column of every table, so that one which is added is
    /// not forgotten: what the framework encrypts is told by its first bytes, and its column by its name.
    /// </summary>
    private static Task<HashSet<Guid>> KeyIdsAsync(PortalHost host) => host.QueryAsync(async db =>
    {
        var keys = new HashSet<Guid>();
        foreach (var column in db.Model.GetEntityTypes().SelectMany(row => row.GetProperties()).Where(column => column.ClrType == typeof(string) || column.ClrType == typeof(byte[])))
        {
            var sql = $"SELECT CAST(\"{column.GetColumnName()}\" AS text) AS \"Value\" FROM \"{column.DeclaringType.GetTableName()}\" WHERE \"{column.GetColumnName()}\" IS NOT NULL";
            var values = await db.Database.SqlQueryRaw<string>(sql).ToListAsync();
            var encrypted = values.FindAll(value => value.StartsWith("CfDJ8", StringComparison.Ordinal));
            Assert.Equal((column.Name, column.Name.StartsWith("Protected", StringComparison.Ordinal)), (column.Name, encrypted.Count > 0)); // and each of them is tried here
            keys.UnionWith(encrypted.Select(value => AuthenticatorSecrets.KeyId(Padded(value))));
        }

        return keys;
    });

    /// <summary>Text is encrypted to the alphabet of addresses, bytes to the usual one.</summary>
    private static string Padded(string value) => value.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (value.Length % 4)) % 4);

    private string Certificate(string name)
    {
        KeyCertificate.Write(site.File(name), null, TimeProvider.System).Dispose();
        return site.File(name);
    }
}
