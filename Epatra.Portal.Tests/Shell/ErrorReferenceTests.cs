using System.Net;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Shell;

/// <summary>A portal of its own, whose log is read and which is broken on purpose.</summary>
public sealed class ErrorReferenceTests
{
    [Fact]
    public async Task Every_page_of_an_error_that_may_be_reported_has_a_reference_that_stands_in_the_log()
    {
        await using var host = await PortalHost.StartAsync();
        var log = LogLines.Of(host);
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/sign-in");

        await visitor.PostAsync("/language");
        Assert.Contains($"status 400, reference {Reference(visitor)}", log.Line("reference"));

        await visitor.PostAsync("/_blazor/negotiate");
        Assert.Equal("This is not open to you", Title(visitor));
        Assert.Contains($"status 403, reference {Reference(visitor)}", log.Line("reference"));

        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE \"AuditEntries\""));
        await visitor.SignInWithPasswordAsync(new TestPerson("", "nobody@test.example", null));
        Assert.Equal(HttpStatusCode.InternalServerError, visitor.Response.StatusCode);
        var line = log.Line("reference");
        Assert.Contains($"status 500, reference {Reference(visitor)}", line);
        Assert.Contains("AuditEntries", line); // with what happened, once
        Assert.Single(log.All, one => one.Contains("no such table", StringComparison.Ordinal) && one.Contains("   at ", StringComparison.Ordinal) && one.Contains("reference", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/nothing-here", 404, "This page does not exist")]
    [InlineData("PUT", "/sign-in", 404, "This page does not exist")]
    public async Task A_mistyped_address_needs_no_reference(string method, string path, int status, string title)
    {
        await using var host = await PortalHost.StartAsync();
        using var visitor = new Visitor(host.Address);
        using var answer = await visitor.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, true, false), ((int)answer.StatusCode, html.Contains(title, StringComparison.Ordinal), html.Contains("Reference", StringComparison.Ordinal)));
    }

    private static string Reference(Visitor visitor) => visitor.Page.QuerySelector("main code")!.TextContent;

    private static string Title(Visitor visitor) => visitor.Page.QuerySelector("h1")!.TextContent;
}
