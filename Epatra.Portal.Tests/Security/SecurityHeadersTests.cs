using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Security;

[Collection(PortalFixture.Collection)]
public sealed class SecurityHeadersTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("GET", "/sign-in", 200)]
    [InlineData("HEAD", "/sign-in", 200)]
    [InlineData("GET", "/", 302)]
    [InlineData("GET", "/nothing-here", 404)]
    [InlineData("POST", "/sign-in", 400)]
    [InlineData("PUT", "/sign-in", 404)]
    [InlineData("GET", "/portal.css", 200)]
    [InlineData("GET", "/_framework/blazor.web.js", 200)]
    [InlineData("GET", "/_blazor/initializers", 200)]
    [InlineData("POST", "/_blazor/negotiate", 403)]
    [InlineData("GET", "/health/live", 200)]
    public async Task Every_answer_tells_the_browser_its_limits(string method, string path, int status)
    {
        using var visitor = new Visitor(Host.Address);
        using var answer = await visitor.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, (int)answer.StatusCode);
        AssertProtected(answer);
    }

    [Theory]
    [InlineData("/sign-in", "no-store")]
    [InlineData("/help", "no-store")]
    [InlineData("/", "no-store")]
    [InlineData("/nothing-here", "no-store")]
    [InlineData("/nothing.css", "no-store")]
    [InlineData("/health/live", "no-store")]
    [InlineData("/portal.css", "no-cache")]
    public async Task No_page_stays_in_a_cache_and_files_keep_their_own_caching(string path, string caching)
    {
        using var visitor = new Visitor(Host.Address);
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(caching, answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Pages_with_a_secret_stay_in_no_cache()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(await Host.AddWithGrantAsync());
        Assert.Equal(("/enroll", "no-store"), (visitor.At, visitor.Response.Headers.CacheControl!.ToString()));
        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync(), Host);
        Assert.Equal(("/", "no-store"), (visitor.At, visitor.Response.Headers.CacheControl!.ToString()));
    }

    [Theory]
    [InlineData("https", "max-age=31536000; includeSubDomains")]
    [InlineData("http", null)]
    public async Task Over_https_the_browser_is_told_to_stay_there(string scheme, string? expected)
    {
        using var visitor = new Visitor(Host.Address);
        foreach (var path in new[] { "/sign-in", "/portal.css", "/nothing-here" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Host = "portal.example";
            using var answer = await visitor.SendAsync(request);
            Assert.Equal(expected, Header(answer, "Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("https://pictures.example:8443/logo.svg?v=2", "img-src 'self' https://pictures.example:8443;")]
    [InlineData("http://pictures.example/logo.svg", "img-src 'self';")]
    [InlineData("/logo.svg", "img-src 'self';")]
    [InlineData(null, "img-src 'self';")]
    public async Task Only_the_host_of_the_logo_may_give_pictures_as_well(string? logo, string expected) =>
        Assert.Contains(expected, await PolicyAsync(new PortalOptions { Logo = logo }));

    [Theory]
    [InlineData("https://portal.example", "connect-src 'self' wss://portal.example;")]
    [InlineData("http://localhost:5080/", "connect-src 'self' ws://localhost:5080;")]
    public async Task Live_parts_connect_to_the_portal_only(string publicUrl, string expected) =>
        Assert.Contains(expected, await PolicyAsync(new PortalOptions { PublicUrl = publicUrl }));

    internal static void AssertProtected(HttpResponseMessage answer)
    {
        var policy = Header(answer, "Content-Security-Policy")!.Split("; ");
        Assert.Superset(
            new HashSet<string>
            {
                "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'",
                "frame-ancestors 'none'",
            },
            policy.ToHashSet());
        Assert.DoesNotContain("unsafe", string.Join(' ', policy));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Empty(answer.Headers.Server);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    /// <summary>What a portal with these settings would say.</summary>
    private static async Task<string> PolicyAsync(PortalOptions options)
    {
        var (context, response) = (new DefaultHttpContext(), new StartingResponse());
        context.Features.Set<IHttpResponseFeature>(response);
        await new SecurityHeaders(Options.Create(options)).AddAsync(context, _ => response.StartAsync());
        return response.Headers.ContentSecurityPolicy.ToString();
    }

    private sealed class StartingResponse : HttpResponseFeature
    {
        private Func<Task> starting = () => Task.CompletedTask;

        public Task StartAsync() => starting();

        public override void OnStarting(Func<object, Task> callback, object state) => starting = () => callback(state);
    }
}
