using System.Net;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Shell;

/// <summary>Portals of their own, because each is broken on purpose.</summary>
public sealed class BrokenPortalTests
{
    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite), "Authenticators")]
    [InlineData(nameof(DatabaseProvider.PostgreSql), "Authenticators")]
    [InlineData(nameof(DatabaseProvider.Sqlite), "Sessions")]
    [InlineData(nameof(DatabaseProvider.PostgreSql), "Sessions")]
    public async Task A_fault_in_the_database_becomes_a_page_with_a_reference_and_nothing_of_the_inside(string database, string table)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        // While nobody can say whose session it is, only the browser tells the language.
        using var visitor = new Visitor(host.Address, table == "Sessions" ? "fr" : "en");
        await visitor.SignInAsync(await host.AddWithAuthenticatorAsync("fr"), host);
        await BreakAsync(host, table);

        await visitor.GoAsync("/");

        AssertBroken(visitor);
    }

    [Fact]
    public async Task A_fault_half_way_becomes_a_page_as_well_and_no_session()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithAuthenticatorAsync("fr");
        using var visitor = new Visitor(host.Address, "fr");
        await visitor.SignInWithPasswordAsync(person);
        await BreakAsync(host, "HalfWaySignIns");

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));

        AssertBroken(visitor);
        Assert.Null(visitor.Cookie("session"));
        Assert.False(await host.QueryAsync(db => db.Sessions.AnyAsync()));
    }

    [Fact]
    public async Task A_session_that_cannot_be_written_leaves_nothing_of_the_code_behind()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithAuthenticatorAsync("fr");
        using var visitor = new Visitor(host.Address, "fr");
        await visitor.SignInWithPasswordAsync(person);
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Sessions\" RENAME TO \"Away\""));
        var code = await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow());
        await visitor.SubmitCodeAsync(code);
        AssertBroken(visitor);
        Assert.Null(visitor.Cookie("session"));

        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Away\" RENAME TO \"Sessions\""));
        await visitor.GoAsync("/sign-in/code");
        await visitor.SubmitCodeAsync(code);
        Assert.Equal("/", visitor.At);
    }

    [Fact]
    public async Task A_portal_that_is_too_busy_says_when_to_come_back()
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithAuthenticatorAsync();
        var codes = await host.AddRecoveryCodesAsync(person);
        using var recovering = await host.HalfWayAsync(person);
        await recovering.GoAsync("/sign-in/recovery");
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/sign-in");
        using var held = new ManualResetEventSlim();
        var jobs = host.Services.GetRequiredService<HashingQueue>().Occupy(held);

        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, visitor.Response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(15), visitor.Response.Headers.RetryAfter!.Delta);
        Assert.Equal("Many people are signing in at the same time. Please try again in fifteen seconds.", visitor.Error);
        Assert.Equal(person.Email, visitor.Page.GetElementById("email")!.GetAttribute("value"));
        Assert.Null(visitor.Cookie("half-way"));
        await recovering.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, recovering.Response.StatusCode);
        Assert.Equal("It is very busy right now", recovering.Page.QuerySelector("h1")!.TextContent);
        await visitor.GoAsync("/help");
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);

        held.Set();
        await Task.WhenAll(jobs);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
    }

    private static Task<int> BreakAsync(PortalHost host, string table) => host.QueryAsync(db =>
    {
#pragma warning disable EF1002 // a name of a table cannot be a parameter
        return db.Database.ExecuteSqlRawAsync($"ALTER TABLE \"{table}\" RENAME TO \"Away\"");
#pragma warning restore EF1002
    });

    private static void AssertBroken(Visitor visitor)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, visitor.Response.StatusCode);
        SecurityHeadersTests.AssertProtected(visitor.Response);
        Assert.Equal("Un problème est survenu de notre côté", visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(visitor.Page.QuerySelector("header .brand"));
        Assert.NotNull(visitor.Page.QuerySelector("main a.button[href='/']"));
        Assert.False(string.IsNullOrWhiteSpace(visitor.Page.QuerySelector("main code")!.TextContent));
        foreach (var inside in new[] { "Exception", "Microsoft.", "Epatra.Portal.", "Npgsql", "SQLite", "SELECT", " at ", ".cs:" })
        {
            Assert.DoesNotContain(inside, visitor.Page.QuerySelector("body")!.TextContent);
        }
    }
}
