using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class ForgottenPasswordTests(PortalFixture portal)
{
    private const string Asked = "If {0} belongs to an account, a mail with a link is on its way to it.";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_known_and_an_unknown_address_are_answered_with_the_same_words_and_the_same_work(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        foreach (var email in new[] { person.Email, $"nobody-{Guid.NewGuid():N}@test.example" })
        {
            await visitor.GoAsync("/password/forgot");
            await visitor.SubmitAsync("forgot-form", ("Input.Email", email));
            Assert.StartsWith(string.Format(Asked, email), visitor.Text("notice"));
            Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        }

        await host.SendLinksAsync();
        Assert.Single(await host.MailsAsync(person));
        Assert.Equal(0, await host.QueryAsync(db => db.ForgottenPasswords.CountAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_portal_sends_the_link_by_itself_in_the_persons_language(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync("fr");
        using var visitor = new Visitor(host.Address, "nl");
        var link = await host.ForgetPasswordAsync(person, visitor);
        Assert.StartsWith("/password/reset?token=", link);
        var mail = Assert.Single(await host.MailsAsync(person));
        Assert.Equal("Un nouveau mot de passe pour votre compte", mail.Subject);
        Assert.Contains("60 minutes", mail.Text);
        Assert.Equal(AuditKind.PasswordLinkMailed, await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id).Select(e => e.Kind).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_address_may_be_written_in_another_way(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        var link = await host.ForgetPasswordAsync(person with { Email = $"  {person.Email.ToUpperInvariant()} " }, visitor);
        Assert.StartsWith("/password/reset?token=", link);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nobody_gets_more_than_three_mails_an_hour(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await host.ForgetPasswordAsync(person, visitor));
        }

        Assert.Null(await host.ForgetPasswordAsync(person, visitor));
        Assert.Equal(1, await host.QueryAsync(db => db.PasswordLinks.CountAsync(l => l.UserId == person.Id && l.EndedAt == null))); // the third still works
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await host.ForgetPasswordAsync(person, visitor));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PasswordLinkNotMailed)));
    }

    [Fact]
    public async Task After_thirty_from_one_address_there_is_a_wait_and_signing_in_goes_on()
    {
        var host = portal.Sqlite;
        using var visitor = new Visitor(host.Address, from: "203.0.113.77");
        await visitor.GoAsync("/password/forgot");
        for (var i = 0; i < AddressRequests.Burst; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(visitor.Prepare("forgot-form", ("Input.Email", $"a{i}@test.example")))).StatusCode);
        }

        await visitor.SubmitAsync("forgot-form", ("Input.Email", "a-last@test.example"));
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);
        Assert.StartsWith("Too many links were asked for from your network.", visitor.Error);
        Assert.Equal("a-last@test.example", visitor.Page.GetElementById("email")!.GetAttribute("value"));
        await visitor.SignInWithPasswordAsync(await host.AddWithAuthenticatorAsync());
        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_disabled_person_gets_no_link_and_the_page_says_the_same(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, u => u.CreatedAt)));
        using var visitor = new Visitor(host.Address);
        Assert.Null(await host.ForgetPasswordAsync(person, visitor));
        Assert.StartsWith(string.Format(Asked, person.Email), visitor.Text("notice"));
    }

    [Fact]
    public async Task The_link_leads_to_the_public_address_whatever_the_request_says()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/password/forgot");
        var request = visitor.Prepare("forgot-form", ("Input.Email", person.Email));
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(request)).StatusCode);
        await host.SendLinksAsync();
        var mail = Assert.Single(await host.MailsAsync(person));
        Assert.Contains("http://localhost:5080/password/reset?token=", mail.Text);
        Assert.DoesNotContain("evil", mail.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Nothing_typed_is_said_so(string typed)
    {
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.GoAsync("/password/forgot");
        await visitor.SubmitAsync("forgot-form", ("Input.Email", typed));
        Assert.Equal("Type your e-mail address.", visitor.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_cannot_be_an_address_is_answered_all_the_same(string database)
    {
        using var visitor = new Visitor(portal.On(database).Address);
        foreach (var typed in new[] { "a\u0001b@test.example", new string('a', 300), "\ud800@test.example" })
        {
            await visitor.GoAsync("/password/forgot");
            await visitor.SubmitAsync("forgot-form", ("Input.Email", typed));
            Assert.True(visitor.Text("notice") is not null, visitor.Response + visitor.Html);
        }
    }
}
