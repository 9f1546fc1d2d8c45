using System.ComponentModel.DataAnnotations;
using Epatra.Portal.Accounts;

namespace Epatra.Portal.Door;

/// <summary>The applications that ask the portal who comes in.</summary>
internal sealed class DoorOptions
{
    public const string Section = "Door";

    public IReadOnlyList<DoorHost> Hosts { get; init; } = [];

    /// <summary>The application on a host; null for a host that is not in the settings.</summary>
    public DoorHost? Find(string? host) => Hosts.FirstOrDefault(known => known.Host.Equals(host, StringComparison.OrdinalIgnoreCase));
}

/// <summary>An application behind the door.</summary>
internal sealed class DoorHost
{
    /// <summary>As browsers write it, with its port unless that is the usual one.</summary>
    [RegularExpression(@"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?", ErrorMessage = "a host such as app.example.com, or app.example.com:8443")]
    public string Host { get; init; } = "";

    /// <summary>Who may pass; none named: everybody who is signed in.</summary>
    [AllowedValues(nameof(Role.User), nameof(Role.Agent), nameof(Role.Administrator), ErrorMessage = "User, Agent or Administrator")]
    public IReadOnlyList<string> Roles { get; init; } = [];

    public bool LetsIn(Role role) => Roles.Count == 0 || Roles.Contains(role.ToString());
}
