using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Security;
using Xunit;

namespace Epatra.Portal.Support;

[Collection(PortalFixture.Collection)]
public sealed class SupportLayoutTests(PortalFixture portal)
{
    [Fact]
    public async Task Only_the_pages_of_the_desk_load_its_files()
    {
        var agent = await portal.Sqlite.AddAgentAsync();
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.SignInAsync(agent, portal.Sqlite);
        foreach (var path in (string[])["/", "/help", "/privacy", "/password/change", "/error"])
        {
            await visitor.GoAsync(path);
            Assert.DoesNotContain("desk.", visitor.Html, StringComparison.Ordinal);
        }

        foreach (var path in (string[])["/support", $"/support/people/{agent.Id}"])
        {
            await visitor.GoAsync(path);
            Assert.Contains("desk.", visitor.Html, StringComparison.Ordinal);
            SecurityHeadersTests.AssertProtected(visitor.Response);
        }
    }

    [Fact]
    public async Task The_way_to_the_desk_is_shown_to_those_who_work_there()
    {
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.SignInAsync(await portal.Sqlite.AddWithAuthenticatorAsync(), portal.Sqlite);
        Assert.Null(visitor.Text("desk"));

        using var agent = new Visitor(portal.Sqlite.Address);
        await agent.SignInAsync(await portal.Sqlite.AddAgentAsync(), portal.Sqlite);
        Assert.Equal("Support", agent.Text("desk"));
    }

    [Fact]
    public async Task A_page_that_is_nothing_without_its_live_part_says_so()
    {
        var (administrator, person) = (await portal.Sqlite.AddAdministratorAsync(), await portal.Sqlite.AddWithAuthenticatorAsync());
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.SignInAsync(administrator, portal.Sqlite);
        foreach (var path in (string[])["/support", "/people", $"/support/people/{person.Id}"])
        {
            await visitor.GoAsync(path);
            Assert.Contains("<noscript><p class=\"error\">This page shows what happens as it happens. Switch JavaScript on", visitor.Html, StringComparison.Ordinal);
            Assert.Contains("data-without-live=\"\" hidden=\"\">This page shows what happens as it happens, and cannot reach the server", visitor.Html, StringComparison.Ordinal);
        }
    }
}
