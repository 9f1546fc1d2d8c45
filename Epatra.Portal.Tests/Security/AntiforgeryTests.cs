using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Security;

[Collection(PortalFixture.Collection)]
public sealed class AntiforgeryTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    /// <summary>Every address that takes a POST, but the circuits', which look at the origin.</summary>
    private IReadOnlyList<RouteEndpoint> Posts =>
    [
        .. Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint =>
            endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true
            && !Path(endpoint).StartsWith("/_blazor", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_address_that_takes_a_POST_asks_for_the_token_of_its_form()
    {
        var paths = Posts.Select(Path).ToHashSet();
        Assert.Superset(new HashSet<string> { "/sign-in", "/sign-in/code", "/language", "/sign-out", "/enroll/finish" }, paths);
        Assert.Empty(Posts.Where(endpoint => endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true }).Select(Path));
    }

    [Fact]
    public void Every_address_says_which_methods_it_takes()
    {
        var open = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint =>
            endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is null && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null).Select(Path);
        Assert.Equal(["/_blazor", "/_blazor/disconnect", "/_blazor/negotiate", "/{*path}"], open.Where(path => path != "/_blazor/initializers").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_post_without_a_token_does_anything_signed_in_or_half_way()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var signedIn = new Visitor(Host.Address);
        await signedIn.SignInAsync(person, Host);
        using var halfWay = new Visitor(Host.Address);
        await halfWay.SignInWithPasswordAsync(person);
        var before = await StateAsync(person);

        foreach (var path in Posts.Select(Path))
        {
            foreach (var visitor in new[] { signedIn, halfWay })
            {
                using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("culture", "fr")]) });
                Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Redirect, path); // half-way some lead to the sign-in
                Assert.False(answer.Headers.Contains("Set-Cookie") && answer.StatusCode != HttpStatusCode.BadRequest, path);
            }
        }

        Assert.Equal(before, await StateAsync(person));
    }

    [Fact]
    public async Task Nothing_changes_by_GET()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(person, Host);
        var before = await StateAsync(person);

        foreach (var path in Posts.Select(Path))
        {
            await visitor.GoAsync($"{path}?culture=fr&returnUrl=%2Fhelp&Input.Code=123456&_handler=code&Input.Email={person.Email}");
        }

        Assert.Equal(before, await StateAsync(person));
        Assert.Null(visitor.Cookie("language"));
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
    }

    private static string Path(RouteEndpoint endpoint) =>
        "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{Id:guid}", $"{Guid.Empty}", StringComparison.Ordinal);

    /// <summary>What requests of this person could have changed.</summary>
    private Task<(string, int, int, int)> StateAsync(TestPerson person) => Host.QueryAsync(async db => (
        await db.Users.Where(u => u.Id == person.Id).Select(u => u.Language).SingleAsync(),
        await db.Sessions.CountAsync(s => s.UserId == person.Id && s.EndedAt == null),
        await db.HalfWaySignIns.CountAsync(h => h.UserId == person.Id && h.EndedAt == null),
        await db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind != AuditKind.PageRefused))); // that a page was refused changes nothing
}
