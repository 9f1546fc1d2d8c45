using System.Net;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Mail;

/// <summary>The pages of Development; that Production has none of them stands with its other stories.</summary>
[Collection(PortalFixture.Collection)]
public sealed class SeenMailTests(PortalFixture portal)
{
    private readonly string subject = $"Look at <this> {Guid.NewGuid()}";

    private PortalHost Host => portal.Sqlite;

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_newcomer_reads_the_mail_of_everybody_and_follows_its_links(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync("nl");
        await host.WriteAsync(person, new Letter(subject, ["Before.\nA second line."], new("Press", $"{host.Address}help"), ["After."]));
        await host.SentAsync(subject);

        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/dev/mail");
        var newest = visitor.Page.QuerySelector("[data-testid=mail]")!;
        Assert.Equal(subject, newest.QuerySelector("a")!.TextContent);
        Assert.Contains(person.Email, newest.TextContent);
        Assert.Equal("sent", visitor.Text("mail-state"));

        await visitor.GoAsync(newest.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Contains("A second line.", visitor.Text("mail-text"));
        Assert.Equal("nl", visitor.Page.QuerySelector("[data-testid=mail-text]")!.GetAttribute("lang"));
        var html = visitor.Page.QuerySelector("a.button")!.GetAttribute("href")!;
        await visitor.GoAsync(visitor.Page.QuerySelector("[data-testid=mail-text] a")!.GetAttribute("href")!);
        Assert.Equal("/help", visitor.At);

        await visitor.GoAsync(html);
        Assert.Equal(subject, visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(visitor.Response.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/html")]
    public async Task A_mail_that_is_not_there_is_not_found(string what)
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync($"/dev/mail/{Guid.NewGuid()}{what}");
        Assert.Equal(HttpStatusCode.NotFound, visitor.Response.StatusCode);
        Assert.NotNull(visitor.Page.QuerySelector(".top"));
    }
}
