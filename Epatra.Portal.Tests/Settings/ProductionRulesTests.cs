using Microsoft.Extensions.Configuration;
using Xunit;

namespace Epatra.Portal.Settings;

public sealed class ProductionRulesTests
{
    [Fact]
    public void What_production_asks_for_is_enough() => Assert.Null(MessageWith());

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    [InlineData("TRUE")]
    [InlineData(" true ")]
    public void Demo_people_are_refused_however_they_are_asked_for(string demo) =>
        Assert.Contains("  Portal:Demo = \"true\": allowed is only false outside Development", MessageWith(("Portal:Demo", demo)));

    [Theory]
    [InlineData(null)]
    [InlineData("http://portal.example")]
    [InlineData("portal.example")]
    public void An_address_without_https_is_refused(string? url) => RefusedFor("Portal:PublicUrl", ("Portal:PublicUrl", url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Keys_without_a_certificate_are_refused_and_the_command_that_makes_one_is_named(string? path) =>
        Assert.Contains("keys create /", RefusedFor("Security:KeyCertificate", ("Security:KeyCertificate", path)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_portal_that_could_send_no_mail_is_refused(string? folder) =>
        Assert.Contains("Mail:Smtp:Host", RefusedFor("Mail:PickupDirectory", ("Mail:PickupDirectory", folder)));

    [Fact]
    public void A_mail_server_is_enough_for_mail() => Assert.Null(MessageWith(("Mail:PickupDirectory", null), ("Mail:Smtp:Host", "mail.example")));

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://portal.example:80")]
    [InlineData("http://localhost:5080;http://[::]:5080")]
    [InlineData("nonsense")]
    public void Plain_http_that_others_reach_is_refused_without_a_named_proxy(string urls)
    {
        RefusedFor("urls", ("urls", urls));
        Assert.Null(MessageWith(("urls", urls), ("Security:KnownProxies:0", "10.0.0.0/8")));
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080;http://[::1]:5080")]
    [InlineData("http://unix:/run/portal.sock")]
    [InlineData("https://*:443")]
    [InlineData("http://*:80;https://*:443")]
    public void Https_or_a_proxy_on_the_same_machine_is_enough(string urls) => Assert.Null(MessageWith(("urls", urls)));

    [Fact]
    public void Ports_and_endpoints_of_the_server_count_as_addresses()
    {
        Assert.Contains("urls = ", MessageWith(("urls", null), ("http_ports", "8080")));
        Assert.Null(MessageWith(("urls", null), ("http_ports", "8080"), ("https_ports", "8081")));
        Assert.Contains("urls = ", MessageWith(("Kestrel:Endpoints:Web:Url", "http://*:80")));
        Assert.Null(MessageWith(("urls", "http://*:80"), ("Kestrel:Endpoints:Web:Url", "https://*:443")));
    }

    private static string RefusedFor(string key, params (string Key, string? Value)[] settings)
    {
        var lines = MessageWith(settings)!.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"  {key} = \"", lines[1]);
        return lines[1];
    }

    /// <summary>What is said about settings that are right but for these.</summary>
    private static string? MessageWith(params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Portal:PublicUrl"] = "https://portal.example",
            ["Security:KeyCertificate"] = "/etc/portal/keys.pfx",
            ["Mail:PickupDirectory"] = "/var/spool/portal",
            ["urls"] = "http://localhost:5080",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        var check = new SettingsCheck(configuration);
        new ProductionRules(configuration, check).Examine();
        return check.Message;
    }
}
