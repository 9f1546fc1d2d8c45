using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Door;

/// <summary>
/// A portal and two applications, one for everybody and one for the desk, behind a real nginx with the files of deploy/nginx.
/// Each has a host of its own: for cookies, addresses of this machine are hosts.
/// </summary>
public sealed class DoorFixture : IAsyncLifetime
{
    private readonly int port = Nginx.FreePort();
    private Nginx nginx = null!;

    internal PortalHost Portal { get; private set; } = null!;
    internal Uri Address => new($"http://127.0.0.1:{port}");
    internal string Application => $"127.0.0.2:{port}";
    internal string ForDesk => $"127.0.0.3:{port}";

    public async Task InitializeAsync()
    {
        Portal = await PortalHost.StartAsync(settings:
        [
            ("Portal:PublicUrl", Address.GetLeftPart(UriPartial.Authority)), ("Door:Hosts:0:Host", Application),
            ("Door:Hosts:1:Host", ForDesk), ("Door:Hosts:1:Roles:0", "Agent"), ("Door:Hosts:1:Roles:1", "Administrator"),
        ]);
        nginx = await Nginx.StartAsync(
            Nginx.Site("portal.conf", Address.Authority, ("10.0.0.1:5080", Portal.Address.Authority), ("    server 10.0.0.2:5080 max_fails=1 fail_timeout=5s;\n", "")),
            Site(Application),
            Site(ForDesk).Replace("    location / {", "    underscores_in_headers on;\n    ignore_invalid_headers off;\n\n    location / {", StringComparison.Ordinal), // as some applications want it
            Told());
    }

    public async Task DisposeAsync()
    {
        await nginx.DisposeAsync();
        await Portal.DisposeAsync();
    }

    /// <summary>A browser, at the portal.</summary>
    internal Visitor Visit() => new(Address);

    /// <summary>Somebody new who is signed in at the portal.</summary>
    internal async Task<(Visitor Visitor, TestPerson Person)> SignInAsync(string? name = null, bool agent = false)
    {
        var (visitor, person) = (Visit(), agent ? await Portal.AddAgentAsync(name: name) : await Portal.AddWithAuthenticatorAsync(name: name));
        await visitor.SignInAsync(person, Portal);
        return (visitor, person);
    }

    /// <summary>Somebody who is in the application as well.</summary>
    internal async Task<(Visitor Visitor, TestPerson Person)> EnterAsync(string? name = null, bool agent = false)
    {
        var (visitor, person) = await SignInAsync(name, agent);
        await visitor.EnterAsync(Application, "/");
        return (visitor, person);
    }

    private string Site(string host) => Nginx.Site("application.conf", host, ("app.example.com", host), ("127.0.0.1:8000", $"127.0.0.4:{port}"));

    /// <summary>The application says what it was told, in a file that lies there as well.</summary>
    private string Told() => $$"""
        server {
            listen 127.0.0.4:{{port}};
            underscores_in_headers on; # or it would not say what else came
            default_type text/plain;
            location / { return 200 "$request_uri|$http_x_portal_user|$http_x_portal_email|$http_x_portal_name|$http_x_portal_roles|$http_x_portal_language|"; }
        }
        """;
}

internal static class DoorActions
{
    /// <summary>Goes to an application, over the portal where it is asked to.</summary>
    public static async Task EnterAsync(this Visitor visitor, string host, string path)
    {
        await visitor.GoAsync($"http://{host}{path}");
        await visitor.GoOnAsync();
    }

    /// <summary>What a browser does by itself: the page says so in its head.</summary>
    public static async Task GoOnAsync(this Visitor visitor)
    {
        if (visitor.Page.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content") is { } refresh)
        {
            await visitor.GoAsync(refresh["0;url=".Length..]);
        }
    }

    /// <summary>What the application was told: address, id, mail address, name, role, language. Null where it was not asked.</summary>
    public static string[]? Told(this Visitor visitor) =>
        visitor.Response.Content.Headers.ContentType?.MediaType == "text/plain" ? visitor.Page.Body!.TextContent.Split('|')[..^1] : null;
}
