using System.Net;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class ProxiesTests
{
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")] // what the client itself wrote is not believed
    [InlineData("203.0.113.9, 127.0.0.1", "203.0.113.9")]
    [InlineData("[2001:db8::9]:4711", "2001:db8::9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("unknown", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task A_proxy_on_this_machine_says_who_asks(string forwarded, string address)
    {
        await using var host = await PortalHost.StartAsync();
        Assert.Equal(address, await AddressAsync(host, forwarded));
    }

    [Fact]
    public async Task Where_proxies_are_named_only_their_word_counts()
    {
        await using var elsewhere = await PortalHost.StartAsync(DatabaseProvider.Sqlite, ("Security:KnownProxies:0", "10.1.2.3"), ("Security:KnownProxies:1", "192.168.0.0/16"));
        Assert.Equal("127.0.0.1", await AddressAsync(elsewhere, "203.0.113.9"));
        Assert.Equal("127.0.0.1", await AddressAsync(elsewhere, "203.0.113.9, 10.1.2.3"));
    }

    [Fact]
    public async Task A_chain_of_named_proxies_says_who_asks()
    {
        await using var chain = await PortalHost.StartAsync(DatabaseProvider.Sqlite, ("Security:KnownProxies:0", "127.0.0.1"), ("Security:KnownProxies:1", "10.0.0.0/8"));
        Assert.Equal("203.0.113.9", await AddressAsync(chain, "203.0.113.9, 10.1.2.3, 10.200.0.1"));
        Assert.Equal("192.168.0.1", await AddressAsync(chain, "203.0.113.9, 192.168.0.1, 10.1.2.3"));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task What_comes_through_a_proxy_on_this_machine_learns_nothing_of_its_health(string header, string value)
    {
        await using var host = await PortalHost.StartAsync(DatabaseProvider.Sqlite, ("Security:KnownProxies:0", "10.1.2.3"));
        await using var behind = await PortalHost.StartAsync();
        foreach (var address in new[] { host.Address, behind.Address })
        {
            using var visitor = new Visitor(address);
            foreach (var path in new[] { "/health/live", "/health/ready" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation(header, value);
                using var answer = await visitor.SendAsync(request);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task The_host_name_of_a_proxy_or_of_the_request_leads_nobody_elsewhere()
    {
        await using var host = await PortalHost.StartAsync();
        using var visitor = new Visitor(host.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-Host", "elsewhere.example");
        request.Headers.Host = "elsewhere.example";
        using var answer = await visitor.SendAsync(request);
        Assert.Equal("/sign-in?returnUrl=%2F", answer.Headers.Location!.ToString());
    }

    /// <summary>The address that the audit log notes.</summary>
    private static async Task<string?> AddressAsync(PortalHost host, string forwarded)
    {
        using var visitor = new Visitor(host.Address, from: forwarded);
        await visitor.SignInWithPasswordAsync(new TestPerson("", "nobody@test.example", null));
        return await host.QueryAsync(db => db.AuditEntries.OrderByDescending(e => e.Sequence).Select(e => e.Address).FirstAsync());
    }
}
