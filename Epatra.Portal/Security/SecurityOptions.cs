using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Epatra.Portal.Security;

/// <summary>What protects the portal from outside: its proxies and the certificate of its keys.</summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>The proxies whose forwarded headers count: addresses, or networks such as 10.0.0.0/8. None named: this machine.</summary>
    [Networks]
    public IReadOnlyList<string> KnownProxies { get; init; } = [];

    /// <summary>
    /// A PFX file that encrypts the data-protection keys, made by `keys create`; a relative path is below the content root.
    /// Outside Development there has to be one.
    /// </summary>
    public string? KeyCertificate { get; init; }

    public string? KeyCertificatePassword { get; init; }

    /// <summary>The file of the certificate before, while keys in the database are still encrypted with it: `keys rotate` encrypts them with the new one.</summary>
    public string? PreviousKeyCertificate { get; init; }

    public string? PreviousKeyCertificatePassword { get; init; }
}

internal sealed class NetworksAttribute() : ValidationAttribute("addresses, or networks such as 10.0.0.0/8")
{
    public override bool IsValid(object? value) => value is string text ? IsNetwork(text) : value is IEnumerable<string> all && all.All(IsNetwork);

    /// <summary>Written out: the framework also reads 10.1 as an address, and somebody who writes that means something else.</summary>
    private static bool IsNetwork(string text) => (text.Contains(':') || text.Count(sign => sign == '.') == 3)
        && (IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _));
}
