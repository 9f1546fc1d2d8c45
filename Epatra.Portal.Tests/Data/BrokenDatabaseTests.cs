using System.Net;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Data;

public sealed class BrokenDatabaseTests
{
    [Fact]
    public async Task A_page_that_fails_half_way_becomes_the_error_page_and_works_again_when_the_database_does()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await host.QueryAsync(data => data.Database.ExecuteSqlAsync($"ALTER TABLE \"HalfWaySignIns\" RENAME TO \"Away\""));

        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal(HttpStatusCode.InternalServerError, visitor.Response.StatusCode);
        Assert.Equal("500", visitor.Page.QuerySelector(".error-number")?.TextContent);
        Assert.DoesNotContain("Sqlite", visitor.Page.Body!.TextContent);

        await host.QueryAsync(data => data.Database.ExecuteSqlAsync($"ALTER TABLE \"Away\" RENAME TO \"HalfWaySignIns\""));
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);
    }
}
