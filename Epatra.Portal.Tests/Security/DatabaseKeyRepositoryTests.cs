using System.Security.Cryptography;
using System.Xml.Linq;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class DatabaseKeyRepositoryTests
{
    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.PostgreSql))]
    public async Task The_keys_are_in_the_database_and_another_node_opens_what_the_first_protected(string database)
    {
        await using var first = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var text = Protector(first).Protect("secret");
        var key = Assert.Single(await first.QueryAsync(data => data.DataProtectionKeys.AsNoTracking().ToListAsync()));
        await using var second = first.StartNode();

        Assert.Equal("key", XElement.Parse(key.Xml).Name.LocalName);
        Assert.Contains(XElement.Parse(key.Xml).Attribute("id")!.Value, key.FriendlyName);
        Assert.Equal("secret", Protector(second).Unprotect(text));
        Assert.Equal("secret", Protector(first).Unprotect(Protector(second).Protect("secret")));
        Assert.Equal(1, await second.QueryAsync(data => data.DataProtectionKeys.CountAsync()));
    }

    [Fact]
    public async Task A_portal_on_another_database_opens_nothing_of_it()
    {
        await using var one = await PortalHost.StartAsync();
        await using var other = await PortalHost.StartAsync();

        Assert.Throws<CryptographicException>(() => Protector(other).Unprotect(Protector(one).Protect("secret")));
    }

    private static IDataProtector Protector(PortalHost host) => host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
