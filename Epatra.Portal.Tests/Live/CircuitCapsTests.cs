using System.Net;
using System.Net.WebSockets;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Live;

[Collection(PortalFixture.Collection)]
public sealed class CircuitCapsTests(PortalFixture portal)
{
    private readonly CircuitCaps caps = new();

    [Fact]
    public async Task A_person_has_at_most_ten_circuits_and_nobody_with_the_password_alone_takes_them_away()
    {
        var person = await portal.Sqlite.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.SignInWithPasswordAsync(person);
        var open = new List<ClientWebSocket>();
        for (var i = 0; i < CircuitCaps.PerPerson; i++)
        {
            open.Add(await ConnectAsync(visitor));
        }

        Assert.All(open, socket => Assert.Equal(HttpStatusCode.SwitchingProtocols, socket.HttpStatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ConnectAsync(visitor)).HttpStatusCode);
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, portal.Sqlite.Time.GetUtcNow()));
        Assert.Equal("/", visitor.At); // the page stands
        open.Add(await ConnectAsync(visitor));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, open[^1].HttpStatusCode);

        using var other = new Visitor(portal.Sqlite.Address);
        await other.SignInWithPasswordAsync(await portal.Sqlite.AddWithAuthenticatorAsync());
        using var another = await ConnectAsync(other);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, another.HttpStatusCode);
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task People_who_are_not_known_have_at_most_twenty_circuits_of_one_network()
    {
        var gate = new TaskCompletionSource();
        var open = Enumerable.Range(0, CircuitCaps.PerNetwork).Select(number => OpenAsync($"2001:db8:1:1::{number}", gate.Task)).ToList();
        Assert.All(open, circuit => Assert.False(circuit.IsCompleted));
        Assert.Equal(StatusCodes.Status429TooManyRequests, await OpenAsync("2001:db8:1:1::ffff", gate.Task));
        var elsewhere = OpenAsync("2001:db8:1:2::1", gate.Task);
        Assert.False(elsewhere.IsCompleted);

        gate.SetResult();
        await Task.WhenAll([.. open, elsewhere]);
        Assert.Equal(StatusCodes.Status200OK, await OpenAsync("2001:db8:1:1::ffff", Task.CompletedTask));
    }

    [Theory]
    [InlineData("GET", "/_blazor/")]
    [InlineData("GET", "/_Blazor")]
    [InlineData("CONNECT", "/_BLAZOR/")] // a WebSocket over HTTP/2
    public async Task Another_spelling_of_the_address_holds_a_place_too(string method, string path)
    {
        var gate = new TaskCompletionSource();
        var open = Enumerable.Range(0, CircuitCaps.PerNetwork).Select(_ => OpenAsync("203.0.113.1", gate.Task, method, path)).ToList();

        Assert.Equal(StatusCodes.Status429TooManyRequests, await OpenAsync("203.0.113.1", Task.CompletedTask, method, path));
        Assert.Equal(StatusCodes.Status429TooManyRequests, await OpenAsync("203.0.113.1", Task.CompletedTask));

        gate.SetResult();
        await Task.WhenAll(open);
    }

    [Theory]
    [InlineData("GET", "/_blazor/initializers")]
    [InlineData("POST", "/_blazor/negotiate")]
    [InlineData("POST", "/_blazor/disconnect")]
    [InlineData("POST", "/_blazor")]
    public async Task The_short_requests_around_a_circuit_hold_no_place(string method, string path)
    {
        var gate = new TaskCompletionSource();
        var open = Enumerable.Range(0, CircuitCaps.PerNetwork + 1).Select(_ => OpenAsync("203.0.113.1", gate.Task, method, path)).ToList();
        Assert.All(open, request => Assert.False(request.IsCompleted));

        gate.SetResult();
        Assert.All(await Task.WhenAll(open), status => Assert.Equal(StatusCodes.Status200OK, status));
    }

    [Fact]
    public async Task There_are_at_most_a_thousand_circuits_in_all()
    {
        var gate = new TaskCompletionSource();
        var open = Enumerable.Range(0, CircuitCaps.InAll).Select(number => OpenAsync($"10.0.{number / 250}.{number % 250}", gate.Task)).ToList();
        Assert.All(open, circuit => Assert.False(circuit.IsCompleted));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await OpenAsync("203.0.113.1", gate.Task));

        gate.SetResult();
        await Task.WhenAll(open);
        Assert.Equal(StatusCodes.Status200OK, await OpenAsync("203.0.113.1", Task.CompletedTask));
    }

    [Fact]
    public async Task A_circuit_that_fails_gives_its_place_back()
    {
        for (var i = 0; i <= CircuitCaps.PerNetwork; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => OpenAsync("203.0.113.1", Task.FromException(new IOException())));
        }
    }

    /// <summary>A connection that lasts until the task ends.</summary>
    private async Task<int> OpenAsync(string address, Task until, string method = "GET", string path = "/_blazor")
    {
        var services = new ServiceCollection().AddSingleton(new Actor { Address = address }).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        (context.Request.Path, context.Request.Method) = (path, method);
        await caps.LimitAsync(context, _ => until);
        return context.Response.StatusCode;
    }

    private async Task<ClientWebSocket> ConnectAsync(Visitor visitor)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Cookies = visitor.Cookies;
        socket.Options.SetRequestHeader("Origin", portal.Sqlite.Address.GetLeftPart(UriPartial.Authority));
        try
        {
            await socket.ConnectAsync(new UriBuilder(portal.Sqlite.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket;
    }
}
