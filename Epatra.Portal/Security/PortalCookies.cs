using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Security;

/// <summary>
/// Names and flags of the portal's cookies. Over HTTPS they carry the __Host- prefix, which a browser accepts only with
/// Secure, Path=/ and no domain; plain names are for http in Development.
/// </summary>
internal sealed class PortalCookies(IOptions<PortalOptions> portal)
{
    public const string Antiforgery = "antiforgery";

    private bool Secure => portal.Value.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public string Name(string name) => (Secure ? "__Host-epatra-" : "epatra-") + name;

    public CookieBuilder Builder(string name) => new()
    {
        Name = Name(name),
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = Secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None,
        Path = "/",
        IsEssential = true,
    };

    /// <param name="lifetime">How long the browser keeps it; null until the browser is closed.</param>
    public void Set(HttpContext http, string name, string value, TimeSpan? lifetime)
    {
        var options = Builder(name).Build(http);
        options.MaxAge = lifetime;
        http.Response.Cookies.Append(Name(name), value, options);
    }

    public string? Get(HttpContext http, string name) => http.Request.Cookies[Name(name)];

    public void Delete(HttpContext http, string name) => http.Response.Cookies.Delete(Name(name), Builder(name).Build(http));
}
