using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Shell;

/// <summary>Name, address and look of this portal.</summary>
internal sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>Name on the pages, and issuer in the authenticator app.</summary>
    [Required(ErrorMessage = "a name of 1 to 60 characters"), StringLength(60, ErrorMessage = "a name of 1 to 60 characters")]
    [RegularExpression(@".*[^\s:+&%].*", ErrorMessage = "a name with more in it than the signs : + & %, which no authenticator app shows")]
    public string Name { get; init; } = "Epatra Portal";

    [WebAddress]
    public string PublicUrl { get; init; } = "http://localhost:5080";

    [AllowedValues("nl", "fr", "en", ErrorMessage = "nl, fr or en")]
    public string DefaultLanguage { get; init; } = "nl";

    /// <summary>Whether the demo people are there; null for: in Development only.</summary>
    public bool? Demo { get; init; }

    /// <summary>A local path or an https address of an image; without one the portal's own.</summary>
    public string? Logo { get; init; }

    /// <summary>An IANA name; dates on pages are in this zone.</summary>
    [TimeZone]
    public string TimeZone { get; init; } = "Europe/Brussels";

    public IReadOnlyList<PortalLink> Links { get; init; } = [];

    /// <summary>The address of a page for a mail: the one base of all links, whatever a request says.</summary>
    /// <param name="path">Begins with a slash.</param>
    public string Address(string path) => PublicUrl.TrimEnd('/') + path;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>An application of the company, a tile on the home page.</summary>
internal sealed class PortalLink
{
    [Required(ErrorMessage = "a name")]
    public string Name { get; init; } = "";

    [RegularExpression("(https?://|/).*", ErrorMessage = "an address that begins with http://, https:// or /")]
    public string Url { get; init; } = "";
}

internal sealed class WebAddressAttribute() : ValidationAttribute("an address that begins with http:// or https://")
{
    public override bool IsValid(object? value) =>
        Uri.TryCreate(value as string, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}

internal sealed class TimeZoneAttribute() : ValidationAttribute("a time zone such as Europe/Brussels")
{
    public override bool IsValid(object? value) => value is string id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _);
}
