using System.Net;
using Epatra.Portal.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Epatra.Portal.Live;

public sealed class CircuitStopTests
{
    [Fact]
    public async Task A_page_that_reconnects_while_the_portal_stops_is_turned_away()
    {
        await using var host = await PortalHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        var during = HttpStatusCode.OK;
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => during = Connect(http));
        Assert.Equal(HttpStatusCode.OK, Connect(http));

        await host.DisposeAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, during);
    }

    private static HttpStatusCode Connect(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var response = http.Send(request);
        return response.StatusCode;
    }
}
