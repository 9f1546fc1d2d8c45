using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Support;

[Collection(PortalFixture.Collection)]
public sealed class SupportLayoutTests(PortalFixture portal)
{
    private const string StyleAttributes = "style-src-attr 'unsafe-inline'";

    [Fact]
    public async Task Only_the_pages_of_the_desk_load_its_files_and_allow_style_attributes()
    {
        var agent = await portal.Sqlite.AddAgentAsync();
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.SignInAsync(agent, portal.Sqlite);
        foreach (var path in (string[])["/", "/help", "/privacy", "/password/change", "/error"])
        {
            await visitor.GoAsync(path);
            Assert.DoesNotContain("Radzen", visitor.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("desk.", visitor.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", Policy(visitor), StringComparison.Ordinal);
        }

        foreach (var path in (string[])["/support", $"/support/people/{agent.Id}"])
        {
            await visitor.GoAsync(path);
            Assert.Contains("Radzen", visitor.Html, StringComparison.Ordinal);
            Assert.EndsWith(StyleAttributes, Policy(visitor), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", Policy(visitor).Replace(StyleAttributes, "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/_content/Radzen.Blazor/css/standard-base.css", 200)]
    [InlineData("/_content/Radzen.Blazor/Radzen.Blazor.min.js", 200)]
    [InlineData("/_content/Radzen.Blazor/css/dark.css", 404)]
    [InlineData("/_content/Radzen.Blazor/fonts/MaterialSymbolsOutlined.woff2", 404)]
    public async Task Of_the_component_library_only_what_is_used_is_served(string path, int status)
    {
        using var visitor = new Visitor(portal.Sqlite.Address);
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(status, (int)answer.StatusCode);
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

    private static string Policy(Visitor visitor) => visitor.Response.Headers.GetValues("Content-Security-Policy").Single();
}
