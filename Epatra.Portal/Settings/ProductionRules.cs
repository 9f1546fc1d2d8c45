using System.Net;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Settings;

/// <summary>What the settings must say outside Development, beyond being well-formed.</summary>
/// <param name="settings">The settings, with the addresses to listen on.</param>
/// <param name="check">Where what is wrong is noted.</param>
internal sealed class ProductionRules(IConfiguration settings, SettingsCheck check)
{
    /// <summary>Notes every rule that is not kept.</summary>
    public void Examine()
    {
        if (bool.TryParse(settings["Portal:Demo"], out var demo) && demo)
        {
            check.Add("Portal:Demo", "true", "only false outside Development: everybody can read the password of the demo people");
        }

        Require($"{PortalOptions.Section}:{nameof(PortalOptions.PublicUrl)}", IsHttps, "an address that begins with https:// outside Development");
        Require($"{SecurityOptions.Section}:{nameof(SecurityOptions.KeyCertificate)}", IsGiven,
            $"the PFX file that encrypts the keys in the database; make one with: {CommandLine.Example("keys create /a/safe/place/portal-keys.pfx")}");
        ExamineAddresses();
        ExamineMail();
    }

    private static bool IsHttps(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static bool IsGiven(string? value) => !string.IsNullOrWhiteSpace(value);

    private void Require(string key, Predicate<string?> rule, string allowed)
    {
        if (!rule(settings[key]))
        {
            check.Add(key, settings[key], allowed);
        }
    }

    /// <summary>
    /// Nobody's password may cross a network in the clear: the portal listens on HTTPS itself, or behind a proxy. One on
    /// this machine needs no naming as long as nobody else reaches the portal.
    /// </summary>
    private void ExamineAddresses()
    {
        var addresses = Addresses().ConvertAll(Parse);
        var proxies = settings.GetSection($"{SecurityOptions.Section}:{nameof(SecurityOptions.KnownProxies)}").GetChildren();
        if (!proxies.Any() && !addresses.Exists(address => address?.Scheme == Uri.UriSchemeHttps) && !addresses.TrueForAll(IsOnThisMachine))
        {
            check.Add("urls", settings["urls"] ?? "", "an https:// address; or http://localhost:5080, for a proxy on this machine that speaks HTTPS; "
                + "or name that proxy in Security:KnownProxies:0");
        }
    }

    private void ExamineMail()
    {
        if (!IsGiven(settings[$"{SmtpOptions.Section}:{nameof(SmtpOptions.Host)}"]))
        {
            Require($"{MailOptions.Section}:{nameof(MailOptions.PickupDirectory)}", IsGiven,
                "a folder that gets each mail as a file, where no mail server is named in Mail:Smtp:Host");
        }
    }

    /// <summary>Where the server listens: its own endpoints go before addresses, addresses before ports.</summary>
    private List<string> Addresses()
    {
        var endpoints = settings.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        return endpoints.Count > 0 ? endpoints : List("urls") is { Count: > 0 } named ? named
            : [.. List("https_ports").Select(port => $"https://*:{port}"), .. List("http_ports").Select(port => $"http://*:{port}")];
    }

    private static BindingAddress? Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private List<string> List(string key) => [.. (settings[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static bool IsOnThisMachine(BindingAddress? address) => address is not null && (address.IsUnixPipe || address.Host == "localhost"
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}
