using System.Net;
using Epatra.Portal.Browser;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.Playwright;
using Xunit;

namespace Epatra.Portal.Faults;

/// <summary>Two instances on one PostgreSQL behind nginx, with the site of deploy/nginx; one of them is killed (kill -9).</summary>
[Collection(BrowserFixture.Collection)]
public sealed class NodeKillTests(BrowserFixture browser)
{
    private const int Visitors = 8;
    private const int RequestsBefore = 5, RequestsAfter = 20;

    private readonly Uri address = new($"http://127.0.0.1:{Nginx.FreePort()}");
    private readonly TaskCompletionSource underWay = new();
    private int asked;

    [Fact]
    public async Task When_a_node_is_killed_under_load_nobody_signs_in_again_and_a_wizard_comes_back_at_its_step()
    {
        var database = await (await PostgreSqlCluster.GetAsync()).CreateDatabaseAsync();
        var (people, newcomer) = await AddPeopleAsync(database);
        await using var one = Start(database);
        await using var other = Start(database);
        var (first, second) = (await one.AddressAsync(), await other.AddressAsync());
        await using var nginx = await Nginx.StartAsync(Nginx.Site("portal.conf", address.Authority,
            ("10.0.0.1:5080", first.Authority), ("10.0.0.2:5080", second.Authority), ("location / {", "add_header X-Node $upstream_addr always;\nlocation / {")));
        var visitors = await Task.WhenAll(people.Select(SignInAsync));
        await using var context = await browser.OpenAsync(address: address);
        var page = await context.NewPageAsync();
        var shown = await page.SignInToScanAsync(newcomer);
        var holder = await NodeAsync(context);

        Assert.Equal(holder, await NodeAsync(context));
        var killed = new TaskCompletionSource();
        var loads = Array.ConvertAll(visitors, visitor => LoadAsync(visitor, killed.Task));
        await underWay.Task.WaitAsync(Ear.Guard);
        await (holder == first.Authority ? one : other).KillAsync();
        killed.SetResult();

        Assert.All(await Task.WhenAll(loads).WaitAsync(Ear.Guard), at => Assert.Equal("/", at));
        Assert.Equal(shown, await page.ScanAgainAsync());
        Assert.NotEqual(holder, await NodeAsync(context));
        await page.EnrollFromScanAsync(TimeProvider.System);
    }

    private static async Task<(List<TestPerson> People, TestPerson Newcomer)> AddPeopleAsync(string database)
    {
        await using var host = PortalHost.StartOn(DatabaseProvider.PostgreSql, database, new());
        var people = new List<TestPerson>();
        for (var i = 0; i < Visitors; i++)
        {
            people.Add(await host.AddWithAuthenticatorAsync());
        }

        return (people, await host.AddWithGrantAsync());
    }

    private PortalProcess Start(string database) => PortalProcess.Start(
        AppContext.BaseDirectory,
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Database__Provider", nameof(DatabaseProvider.PostgreSql)), ("Database__ConnectionString", database),
            ("Portal__PublicUrl", address.GetLeftPart(UriPartial.Authority)), ("Portal__Demo", "false"), ("Passwords__Iterations", "1000"),
            ("Mail__PickupDirectory", Path.Combine(Path.GetTempPath(), "portal-nodes-mail")),
        ]);

    private async Task<Visitor> SignInAsync(TestPerson person)
    {
        var visitor = new Visitor(address);
        await visitor.SignInWithPasswordAsync(person);
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, TimeProvider.System.GetUtcNow()));
        Assert.Equal("/", visitor.At);
        return visitor;
    }

    /// <summary>One page after the other, some of them after the kill.</summary>
    /// <returns>The last page that was not home; home when there was none.</returns>
    private async Task<string> LoadAsync(Visitor visitor, Task killed)
    {
        var at = "/";
        for (var left = RequestsAfter; left > 0; left -= killed.IsCompleted ? 1 : 0)
        {
            try
            {
                await visitor.GoAsync("/");
                at = visitor is { At: "/", Response.StatusCode: HttpStatusCode.OK } ? at : $"{visitor.Response.StatusCode} {visitor.At}";
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // half of an answer had come; the next page is asked for as a person does
            }

            if (Interlocked.Increment(ref asked) == Visitors * RequestsBefore)
            {
                underWay.SetResult();
            }
        }

        return at;
    }

    /// <summary>The node that this browser belongs to.</summary>
    private static async Task<string> NodeAsync(IBrowserContext context) => (await context.APIRequest.GetAsync("/privacy")).Headers["x-node"].Split(", ")[^1];
}
