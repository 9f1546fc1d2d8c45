using System.Xml.Linq;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Data;

/// <summary>
/// A data-protection key that has to be made writes by a connection of its own. Within a transaction of SQLite that ends
/// in 'database is locked', so it has to be made before. Seeding at start is the first to protect something; later the
/// framework renews on a thread of its own and nobody waits for it.
/// </summary>
public sealed class KeyRenewalTests
{
    [Fact]
    public async Task The_first_key_is_made_before_a_transaction_begins()
    {
        await using var host = await PortalHost.StartAsync(settings: ("Portal:Demo", "true"));

        Assert.Single(await KeysAsync(host));
        await SecretsOpenAsync(host);
    }

    [Fact]
    public async Task Keys_that_are_gone_are_made_anew_before_a_transaction_begins()
    {
        var first = await PortalHost.StartAsync(settings: ("Portal:Demo", "true"));
        var old = Assert.Single(await KeysAsync(first));
        await first.QueryAsync(data => data.DataProtectionKeys.ExecuteDeleteAsync());
        await RemoveAuthenticatorsAndPeopleAsync(first);

        await using var second = await first.RestartAsync();
        Assert.NotEqual(old.FriendlyName, Assert.Single(await KeysAsync(second)).FriendlyName);
        await SecretsOpenAsync(second);
    }

    [Fact]
    public async Task An_expired_key_is_renewed_before_a_transaction_begins()
    {
        var first = await PortalHost.StartAsync(settings: ("Portal:Demo", "true"));
        var old = Assert.Single(await KeysAsync(first));
        var expired = Expired(old.Xml);
        await first.QueryAsync(data => data.DataProtectionKeys.ExecuteUpdateAsync(key => key.SetProperty(k => k.Xml, expired)));
        await RemoveAuthenticatorsAndPeopleAsync(first);

        await using var second = await first.RestartAsync();
        Assert.Equal(2, (await KeysAsync(second)).Count);
        await SecretsOpenAsync(second);
    }

    private static Task<List<DataProtectionKey>> KeysAsync(PortalHost host) => host.QueryAsync(data => data.DataProtectionKeys.AsNoTracking().ToListAsync());

    private static async Task SecretsOpenAsync(PortalHost host)
    {
        var rows = await host.QueryAsync(data => data.Authenticators.AsNoTracking().ToListAsync());
        Assert.Equal(DemoPeople.All.Count(person => person.HasKey), rows.Count);
        Assert.All(rows, row => Assert.Equal(DemoPeople.Key, Base32.Encode(host.Services.GetRequiredService<AuthenticatorSecrets>().Unprotect(row.ProtectedSecret))));
    }

    /// <summary>The next start seeds again, and needs a key for it.</summary>
    private static async Task RemoveAuthenticatorsAndPeopleAsync(PortalHost host)
    {
        await host.QueryAsync(data => data.Authenticators.ExecuteDeleteAsync());
        await host.QueryAsync(data => data.EnrollmentGrants.ExecuteDeleteAsync());
        await host.QueryAsync(data => data.Users.ExecuteDeleteAsync());
    }

    private static string Expired(string xml)
    {
        var key = XElement.Parse(xml);
        key.Element("creationDate")!.Value = "2020-01-01T00:00:00Z";
        key.Element("activationDate")!.Value = "2020-01-01T00:00:00Z";
        key.Element("expirationDate")!.Value = "2020-04-01T00:00:00Z";
        return key.ToString(SaveOptions.DisableFormatting);
    }
}
