using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(PortalFixture.Collection)]
public sealed class FreezeTests(PortalFixture portal)
{
    private const string NewBrowser = "A sign-in from a new browser";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task This_was_not_me_ends_everything_and_lets_nobody_in(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        Assert.True(await trusting.PasswordIsEnoughAsync(person));
        var link = (await host.MailAsync(person, NewBrowser)).Link("/not-me");
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var thief = new Visitor(host.Address);
        await thief.SignInAsync(person, host);
        using var halfWay = await host.HalfWayAsync(person);

        using var owner = new Visitor(host.Address);
        await FreezeAsync(owner, link);
        Assert.StartsWith("Nobody can sign in to your account any more.", owner.Text("notice"));

        await thief.GoAsync("/");
        Assert.StartsWith("/sign-in", thief.At);
        await halfWay.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?", halfWay.At);
        await trusting.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", trusting.At);
        Assert.StartsWith("Your account is frozen", trusting.Error);
        Assert.NotNull(trusting.Page.QuerySelector("main a[href^='tel:'], main a[href^='mailto:']"));
        foreach (var path in new[] { "/sign-in/code", "/sign-in/recovery", "/enroll" })
        {
            await trusting.GoAsync(path);
            Assert.Equal("/sign-in/help", trusting.At);
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_that_is_posted_to_a_frozen_account_does_not_sign_in(string database)
    {
        var (host, person, _) = await PersonAsync(database);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var visitor = await host.HalfWayAsync(person);
        var code = visitor.Prepare("code-form", ("Input.Code", await host.CodeAsync(person)));
        var now = host.Time.Now();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now)));
        using var answer = await visitor.SendAsync(code);
        Assert.Equal("/sign-in/help", answer.Headers.Location!.AbsolutePath);
        Assert.Null(visitor.Cookie("session"));
        Assert.NotEqual(host.Time.Now(), await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.LastUsedAt).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_owner_and_support_are_told_and_the_audit_log_knows(string database)
    {
        var (host, person, link) = await PersonAsync(database);
        using var owner = new Visitor(host.Address);
        await FreezeAsync(owner, link);
        await host.MailAsync(person, "Your account is frozen");
        var support = Assert.Single(await host.MailsAsync(m => m.UserId == null && m.ReplyTo == person.Email));
        Assert.Equal(("support@ticportal.nl", "Account bevroren: Robin Test"), (support.To, support.Subject));
        var user = await host.QueryAsync(db => db.Users.SingleAsync(u => u.Id == person.Id));
        Assert.Equal(host.Time.Now(), user.FrozenAt);
        Assert.True(user.FrozenEventAt < user.FrozenAt);
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.AccountFrozen)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Looking_at_the_link_freezes_nothing(string database)
    {
        var (host, person, link) = await PersonAsync(database);
        using var robot = new Visitor(host.Address);
        await robot.GoAsync(link);
        Assert.NotNull(robot.Page.QuerySelector("[data-testid=not-me-form]"));
        Assert.Null(await FrozenAtAsync(host, person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Pressed_twice_or_from_two_mails_it_is_frozen_once_and_since_the_first_event(string database)
    {
        var (host, person, first) = await PersonAsync(database);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        using var other = new Visitor(host.Address);
        await other.SignInAsync(person, host);
        var second = (await host.MailsAsync(person))[^1].Link("/not-me");
        using var owner = new Visitor(host.Address);
        await FreezeAsync(owner, second);
        await FreezeAsync(owner, first);
        await FreezeAsync(owner, first);
        Assert.NotNull(owner.Text("notice"));
        var user = await host.QueryAsync(db => db.Users.SingleAsync(u => u.Id == person.Id));
        Assert.Equal(await host.QueryAsync(db => db.NotMeLinks.Where(l => l.UserId == person.Id).MinAsync(l => l.EventAt)), user.FrozenEventAt);
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.AccountFrozen)));
        Assert.Single(await host.MailsAsync(person), mail => mail.Subject == "Your account is frozen");
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_link_to_a_new_password_does_not_get_into_a_frozen_account(string database)
    {
        var (host, person, link) = await PersonAsync(database);
        using var thief = new Visitor(host.Address);
        var reset = await host.ForgetPasswordAsync(person, thief);
        using var owner = new Visitor(host.Address);
        await FreezeAsync(owner, link);
        await thief.GoAsync(reset!);
        Assert.Equal("This link is no longer valid.", thief.Error);
        Assert.Equal("", await host.ForgetPasswordAsync(person, thief)); // a mail, without a link
        Assert.Contains("Your account is frozen, so there is none now.", (await host.MailsAsync(person))[^1].Text);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_frozen_account_loses_its_grants(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        using var visitor = await host.HalfWayAsync(person);
        Assert.Equal("/enroll", visitor.At);
        var now = host.Time.Now();
        var token = Security.Token.New();
        await host.QueryAsync(async db =>
        {
            db.NotMeLinks.Add(new NotMeLink { UserId = person.Id, TokenHash = Security.Token.Hash(token), EventAt = now, ExpiresAt = now.AddDays(1) });
            return await db.SaveChangesAsync();
        });
        using var owner = new Visitor(host.Address);
        await FreezeAsync(owner, $"/not-me?token={token}");
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", visitor.At);
    }

    [Theory]
    [InlineData("/not-me")]
    [InlineData("/not-me?token=made-up")]
    public async Task Made_up_links_freeze_nobody_and_lead_to_support(string path)
    {
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.GoAsync(path);
        Assert.Equal("This link is no longer valid.", visitor.Error);
        Assert.NotNull(visitor.Page.QuerySelector("main a[href^='tel:'], main a[href^='mailto:']"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_support_has_ended_the_freeze_the_mails_before_it_freeze_nothing_any_more(string database)
    {
        var (host, person, link) = await PersonAsync(database);
        using var owner = new Visitor(host.Address);
        await FreezeAsync(owner, link);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, (DateTime?)null)));
        await owner.GoAsync(link);
        Assert.Equal("This link is no longer valid.", owner.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Made_up_links_wait_after_a_hundred_from_one_address_and_the_right_one_does_not(string database)
    {
        var (host, person, link) = await PersonAsync(database);
        using var visitor = new Visitor(host.Address, from: "203.0.113.79");
        await visitor.GoAsync(link);
        for (var i = 0; i < 100; i++)
        {
            var request = visitor.Prepare("not-me-form");
            request.RequestUri = new Uri($"/not-me?token=made-up-{i}", UriKind.Relative);
            using var answer = await visitor.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var last = visitor.Prepare("not-me-form");
        last.RequestUri = new Uri("/not-me?token=made-up", UriKind.Relative);
        using var refused = await visitor.SendAsync(last);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.FreezeRefused)) >= 100);
        Assert.Null(await FrozenAtAsync(host, person));

        await FreezeAsync(visitor, link);
        Assert.NotNull(await FrozenAtAsync(host, person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_link_is_over_after_thirty_days(string database)
    {
        var (host, person, link) = await PersonAsync(database);
        host.Time.Advance(TimeSpan.FromDays(30));
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(link);
        Assert.Equal("This link is no longer valid.", visitor.Error);
        Assert.Null(await FrozenAtAsync(host, person));
    }

    /// <summary>A person who has just signed in with a new browser, and the link of the mail about it.</summary>
    private async Task<(PortalHost Host, TestPerson Person, string Link)> PersonAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        return (host, person, (await host.MailAsync(person, NewBrowser)).Link("/not-me"));
    }

    private static async Task FreezeAsync(Visitor visitor, string link)
    {
        await visitor.GoAsync(link);
        await visitor.SubmitAsync("not-me-form");
    }

    private static Task<DateTime?> FrozenAtAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.FrozenAt).SingleAsync());
}
