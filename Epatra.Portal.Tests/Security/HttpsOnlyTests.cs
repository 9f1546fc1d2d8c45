using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class HttpsOnlyTests
{
    [Fact]
    public async Task Who_only_typed_the_address_is_led_to_https_on_the_portals_own_name()
    {
        var answer = await AskAsync("GET", "/help?a=b");
        Assert.Equal((StatusCodes.Status307TemporaryRedirect, "https://portal.example/help?a=b"), (answer.StatusCode, answer.Headers.Location.ToString()));
    }

    [Theory]
    [InlineData("POST", null)]
    [InlineData("GET", "X-Forwarded-For")]
    public async Task What_is_posted_over_http_and_a_proxy_that_does_not_say_https_are_refused(string method, string? trace) =>
        Assert.Equal(StatusCodes.Status400BadRequest, (await AskAsync(method, "/sign-in", trace)).StatusCode);

    [Theory]
    [InlineData("/health/live", "http", "Production", "https://portal.example")]
    [InlineData("/sign-in", "https", "Production", "https://portal.example")]
    [InlineData("/sign-in", "http", "Development", "https://portal.example")]
    [InlineData("/sign-in", "http", "Production", "http://localhost:5080")]
    public async Task Everything_else_passes(string path, string scheme, string environment, string publicUrl) =>
        Assert.Equal(StatusCodes.Status204NoContent, (await AskAsync("GET", path, null, scheme, environment, publicUrl)).StatusCode);

    private static async Task<HttpResponse> AskAsync(
        string method, string path, string? trace = null, string scheme = "http", string environment = "Production", string publicUrl = "https://portal.example")
    {
        var context = new DefaultHttpContext();
        var parts = path.Split('?');
        (context.Request.Method, context.Request.Scheme, context.Request.Host) = (method, scheme, new HostString("evil.example"));
        (context.Request.Path, context.Request.QueryString) = (parts[0], parts.Length > 1 ? new QueryString("?" + parts[1]) : default);
        if (trace is not null)
        {
            context.Request.Headers[trace] = "192.0.2.1";
        }

        var only = new HttpsOnly(Options.Create(new PortalOptions { PublicUrl = publicUrl }), new Place(environment));
        await only.CheckAsync(context, passed =>
        {
            passed.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        return context.Response;
    }

    private sealed class Place(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
