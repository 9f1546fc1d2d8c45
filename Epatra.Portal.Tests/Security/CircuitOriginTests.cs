using System.Net;
using System.Net.WebSockets;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Security;

[Collection(PortalFixture.Collection)]
public sealed class CircuitOriginTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;
    private string Own => Host.Address.GetLeftPart(UriPartial.Authority);

    public static TheoryData<string?> Foreign =>
        [null, "", "null", "https://elsewhere.example", "http://localhost", "http://localhost:5080.elsewhere.example", "https://localhost:5080", "http://localhost:5080, http://elsewhere.example"];

    [Theory, MemberData(nameof(Foreign))]
    public async Task A_foreign_or_missing_origin_negotiates_no_circuit(string? origin)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("/_blazor/negotiate?negotiateVersion=1", origin));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("/_blazor/disconnect", origin));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("/_blazor?id=something", origin));
    }

    [Theory, MemberData(nameof(Foreign))]
    public async Task A_foreign_or_missing_origin_opens_no_web_socket(string? origin) => Assert.Equal(HttpStatusCode.Forbidden, await ConnectAsync(origin));

    [Fact]
    public async Task The_pages_own_origin_and_that_of_the_public_address_open_circuits()
    {
        foreach (var origin in new[] { Own, "http://localhost:5080" })
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync("/_blazor/negotiate?negotiateVersion=1", origin));
            Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync(origin));
        }
    }

    [Theory]
    [InlineData("/_blazor/initializers", null, HttpStatusCode.OK)]
    [InlineData("/_blazor/initializers", "https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("/_blazor?id=nobodys", null, HttpStatusCode.NotFound)]
    [InlineData("/_blazor?id=nobodys", "https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("/_blazor", null, HttpStatusCode.Forbidden)]
    [InlineData("/_blazor/disconnect", null, HttpStatusCode.Forbidden)]
    public async Task Only_what_browsers_ask_without_an_origin_may_come_without_one(string path, string? origin, HttpStatusCode expected) =>
        Assert.Equal(expected, await SendAsync(HttpMethod.Get, path, origin));

    private Task<HttpStatusCode> PostAsync(string path, string? origin) => SendAsync(HttpMethod.Post, path, origin);

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? origin)
    {
        using var visitor = new Visitor(Host.Address, from: "203.0.113.30");
        using var request = new HttpRequestMessage(method, path);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var answer = await visitor.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> ConnectAsync(string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(Host.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }
}
