using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class ResetLinkTests(PortalFixture portal)
{
    private const string New = ChangeTests.NewPassword;

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_link_works_once_also_for_many_at_the_same_time(string database)
    {
        var (host, person, visitor, link) = await ResetTests.ForgottenAsync(portal.On(database));
        await visitor.GoAsync(link);
        var requests = Enumerable.Range(0, 6).Select(i => visitor.Prepare("reset-form", ("Input.NewPassword", New + i), ("Input.ConfirmPassword", New + i))).ToList();
        await Task.WhenAll(requests.Select(visitor.SendAsync)); // one at a time is looked at, the others are told to come back
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PasswordChanged)));
        await IsOverAsync(visitor, link);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Robots_that_look_at_the_link_change_nothing(string database)
    {
        var (host, person, visitor, link) = await ResetTests.ForgottenAsync(portal.On(database));
        for (var i = 0; i < 3; i++)
        {
            await visitor.GoAsync(link);
            Assert.NotNull(visitor.Page.QuerySelector("[data-testid=reset-form]"));
            Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(new(HttpMethod.Head, link))).StatusCode);
        }

        Assert.Equal(1, await host.QueryAsync(db => db.PasswordLinks.CountAsync(l => l.UserId == person.Id && l.EndedAt == null)));
        await ResetTests.ResetAsync(visitor, link);
        Assert.Equal("/sign-in?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_link_is_over_after_sixty_minutes(string database)
    {
        var (host, _, visitor, link) = await ResetTests.ForgottenAsync(portal.On(database));
        host.Time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromMilliseconds(1));
        await visitor.GoAsync(link);
        Assert.NotNull(visitor.Page.QuerySelector("[data-testid=reset-form]"));
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await visitor.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        Assert.Equal("This link is no longer valid.", visitor.Error);
        await IsOverAsync(visitor, link);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_newer_link_makes_the_older_one_void(string database)
    {
        var (host, person, visitor, link) = await ResetTests.ForgottenAsync(portal.On(database));
        var newer = await host.ForgetPasswordAsync(person, visitor);
        await IsOverAsync(visitor, link);
        await ResetTests.ResetAsync(visitor, newer!);
        Assert.Equal("/sign-in?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_sign_in_makes_the_link_void_and_the_password_alone_does_not(string database)
    {
        var (host, person, visitor, link) = await ResetTests.ForgottenAsync(portal.On(database));
        await visitor.SignInWithPasswordAsync(person);
        using (var other = new Visitor(host.Address))
        {
            await other.GoAsync(link);
            Assert.NotNull(other.Page.QuerySelector("[data-testid=reset-form]"));
        }

        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        await IsOverAsync(visitor, link);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_change_of_the_password_makes_the_link_void(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        using var mail = new Visitor(host.Address);
        var link = await host.ForgetPasswordAsync(person, mail);
        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, New);
        await IsOverAsync(mail, link!);
    }

    [Theory]
    [InlineData("/password/reset")]
    [InlineData("/password/reset?token=")]
    [InlineData("/password/reset?token=made-up")]
    public async Task Made_up_links_are_over_and_say_how_to_get_another(string path)
    {
        using var visitor = new Visitor(portal.Sqlite.Address);
        await IsOverAsync(visitor, path);
        Assert.NotNull(visitor.Page.QuerySelector("a[href='/password/forgot']"));
    }

    private static async Task IsOverAsync(Visitor visitor, string link)
    {
        await visitor.GoAsync(link);
        Assert.Equal("This link is no longer valid.", visitor.Error);
        Assert.Null(visitor.Page.QuerySelector("[data-testid=reset-form]"));
    }
}
