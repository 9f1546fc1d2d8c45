using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(SetUpCollection.Name)]
public sealed class SetUpFloodTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("nl", "198.51.100.10", "Over 3 seconden kun je het opnieuw proberen.")]
    [InlineData("fr", "198.51.100.11", "Vous pourrez réessayer dans 3 secondes.")]
    [InlineData("en", "198.51.100.12", "You can try again in 3 seconds.")]
    public async Task A_flood_of_made_up_links_from_one_address_has_to_wait_and_leaves_no_trace_beyond_the_limit(string language, string address, string told)
    {
        using var visitor = new Visitor(Host.Address, language, address);
        var email = SetUpTests.NewEmail();
        await visitor.GoAsync(await SetUpTests.LinkAsync(Host));
        var (token, link) = (visitor.Token, visitor.At);
        Fail(address, AddressFailures.Burst - 1);
        await visitor.PostAsync("/set-up?token=made-up", [("_handler", "set-up"), token, .. SetUpTests.Typed(email)]);
        Assert.Equal((HttpStatusCode.OK, 1), (visitor.Response.StatusCode, await RefusedAsync(address)));

        await visitor.PostAsync("/set-up?token=made-up", [("_handler", "set-up"), token, .. SetUpTests.Typed(email)]);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(3)), (visitor.Response.StatusCode, visitor.Response.Headers.RetryAfter!.Delta));
        Assert.Contains(told, visitor.Error);
        Assert.NotNull(visitor.Page.QuerySelector("script[src*='wait']"));
        Assert.Equal(email, visitor.Page.QuerySelector("#email")!.GetAttribute("value"));
        Assert.Equal(1, await RefusedAsync(address));

        using var other = new Visitor(Host.Address);
        await other.GoAsync("/sign-in");
        await other.PostAsync("/set-up?token=made-up", [("_handler", "set-up"), other.Token, .. SetUpTests.Typed(email)]);
        Assert.Equal(HttpStatusCode.OK, other.Response.StatusCode);
        Host.Time.Advance(TimeSpan.FromSeconds(3));
        await visitor.GoAsync(link);
        await visitor.SubmitAsync("set-up-form", SetUpTests.Typed(email));
        Assert.Equal("/sign-in?notice=set-up", visitor.At);
    }

    private Task<int> RefusedAsync(string address) =>
        Host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.SetUpRefused && e.Address == address));

    private void Fail(string address, int times)
    {
        var failures = Host.Services.GetRequiredService<AddressFailures>();
        for (var i = 0; i < times; i++)
        {
            failures.Count(address);
        }
    }
}
