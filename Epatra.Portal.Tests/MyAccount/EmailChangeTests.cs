using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.MyAccount;

/// <summary>Another mail address: asked with fresh proof, confirmed at the new one, told to the old one.</summary>
[Collection(PortalFixture.Collection)]
public sealed class EmailChangeTests(PortalFixture portal)
{
    private const string LinkMail = "Confirm your e-mail address";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task It_counts_when_it_is_confirmed_and_the_old_address_is_told_twice(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var email = New();
        await visitor.DoAsync(AccountAct.ChangeEmail, text: $" {email} ");
        Assert.StartsWith("We sent a mail to the new address.", visitor.Text("notice"));
        Assert.EndsWith(email, visitor.Text("new-email"));
        Assert.Equal(person.Email, (await host.UserAsync(person)).Email);

        await visitor.GoAsync(await LinkAsync(host, person));
        Assert.Contains(email, visitor.Page.QuerySelector(".lead")!.TextContent);
        Assert.Equal(person.Email, (await host.UserAsync(person)).Email); // looking changes nothing
        await visitor.SubmitAsync("email-form");

        Assert.StartsWith("Your e-mail address is changed.", visitor.Text("notice"));
        var user = await host.UserAsync(person);
        Assert.Equal((email, email, host.Time.GetUtcNow().UtcDateTime), (user.UserName, user.Email, user.EmailChangedAt));
        var mails = await host.MailsAsync(person);
        Assert.Equal(
            [("Another e-mail address was asked for", person.Email), (LinkMail, email), ("Your e-mail address was changed", person.Email)],
            mails.Select(mail => (mail.Subject, mail.To)).Order());
        Assert.All(mails.Where(mail => mail.To == person.Email), mail => Assert.Contains("/not-me?token=", mail.Text));
        using var again = await host.AtHomeAsync(person with { Email = email });
        Assert.False(CallerProofs.MailCounts(user, user.EmailChangedAt!.Value.AddDays(7).AddSeconds(-1)));
        Assert.True(CallerProofs.MailCounts(user, user.EmailChangedAt!.Value.AddDays(7)));
        var (agent, part) = (await host.AddAgentAsync(), email[..20]);
        Assert.Equal(person.Id, (await host.AsAsync(agent, (PersonSearch search) => search.FindAsync(part))).People.Single().Id);
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_taken_address_gets_the_same_answer_and_no_link(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var free = New();
        var taken = (await host.AddWithAuthenticatorAsync()).Email.ToUpperInvariant();
        await visitor.DoAsync(AccountAct.ChangeEmail, text: free);
        var answer = visitor.Page.QuerySelector("main")!.TextContent;

        await visitor.DoAsync(AccountAct.ChangeEmail, text: taken);

        Assert.Equal(Plain(answer, free), Plain(visitor.Page.QuerySelector("main")!.TextContent, taken));
        var mail = Assert.Single(await host.MailsAsync(m => m.Recipient == taken));
        Assert.Equal("Your e-mail address was asked for", mail.Subject);
        Assert.DoesNotContain("token=", mail.Text);
        Assert.DoesNotContain(person.Email, mail.Text);
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_link_works_once_for_a_day_for_its_person_and_only_the_newest(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        await visitor.DoAsync(AccountAct.ChangeEmail, text: New());
        var first = await LinkAsync(host, person);
        host.Time.Advance(TimeSpan.FromSeconds(1)); // or both mails would be as old
        await visitor.DoAsync(AccountAct.ChangeEmail, text: New());
        var second = await LinkAsync(host, person);
        Assert.True(await IsOverAsync(visitor, first));
        using var stranger = await host.AtHomeAsync(await host.AddWithAuthenticatorAsync());
        Assert.True(await IsOverAsync(stranger, second));
        using var nobody = new Visitor(host.Address);
        await nobody.GoAsync(second);
        Assert.StartsWith("/sign-in?returnUrl=", nobody.At);

        await visitor.GoAsync(second);
        var post = visitor.Prepare("email-form");
        await visitor.SubmitAsync("email-form");
        var address = (await host.UserAsync(person)).Email;
        using var replay = await visitor.SendAsync(post);

        Assert.Contains("data-testid=\"error\"", await replay.Content.ReadAsStringAsync());
        Assert.Equal(address, (await host.UserAsync(person)).Email);
        Assert.True(await IsOverAsync(visitor, second));
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_link_is_over_after_a_day_after_a_new_password_and_when_somebody_else_has_the_address(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var email = New();
        await visitor.DoAsync(AccountAct.ChangeEmail, text: email);
        var link = await LinkAsync(host, person);
        var other = await host.AddWithAuthenticatorAsync();
        await SetEmailAsync(host, other, email);
        await visitor.GoAsync(link);
        await visitor.SubmitAsync("email-form");
        Assert.NotNull(visitor.Error);
        Assert.Equal(person.Email, (await host.UserAsync(person)).Email);
        await SetEmailAsync(host, other, other.Email);
        Assert.False(await IsOverAsync(visitor, link)); // the refusal used nothing up

        var now = host.Time.GetUtcNow().UtcDateTime.AddSeconds(1);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordChangedAt, now)));
        Assert.True(await IsOverAsync(visitor, link));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordChangedAt, now.AddDays(-1))));
        host.Time.Advance(TimeSpan.FromHours(24));
        using var later = await host.AtHomeAsync(person);
        Assert.True(await IsOverAsync(later, link));
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_two_people_who_confirm_one_address_at_the_same_moment_one_gets_it(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var other = await host.AddWithAuthenticatorAsync();
        using var rival = await host.AtHomeAsync(other);
        var email = New();
        var posts = new List<(Visitor Visitor, HttpRequestMessage Post)>();
        foreach (var (who, at) in new[] { (person, visitor), (other, rival) })
        {
            await at.DoAsync(AccountAct.ChangeEmail, text: email);
            await at.GoAsync(await LinkAsync(host, who));
            posts.Add((at, at.Prepare("email-form")));
        }

        await Task.WhenAll(posts.Select(one => one.Visitor.SendAsync(one.Post)));

        Assert.Equal(1, await host.QueryAsync(db => db.Users.CountAsync(u => u.Email == email)));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => (e.SubjectId == person.Id || e.SubjectId == other.Id) && e.Kind == AuditKind.EmailChanged)));
        visitor.Dispose();
    }

    [Fact]
    public async Task The_mail_to_an_address_that_is_not_confirmed_yet_says_no_word_of_whoever_asked_for_it()
    {
        var (host, person, visitor) = await SignedInAsync("Sqlite");
        const string Bait = "your account is blocked, see https://evil.example";
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Name, Bait)));
        var email = New();
        await visitor.DoAsync(AccountAct.ChangeEmail, text: email);
        var bodies = host.Services.GetRequiredService<Mail.MailBodies>();
        var mail = await host.QueryAsync(db => db.OutboxMails.SingleAsync(m => m.Recipient == email));
        Assert.DoesNotContain("evil", $"{mail.Subject} {bodies.Unprotect(mail.ProtectedText)} {bodies.Unprotect(mail.ProtectedHtml)}", StringComparison.Ordinal);
        visitor.Dispose();
    }

    [Fact]
    public async Task The_fourth_mail_of_an_hour_is_not_sent()
    {
        var (host, person, visitor) = await SignedInAsync("Sqlite");
        for (var i = 0; i < 3; i++)
        {
            await visitor.DoAsync(AccountAct.ChangeEmail, text: New());
        }

        await visitor.DoAsync(AccountAct.ChangeEmail, text: New());

        Assert.StartsWith("You asked for several links already.", visitor.Error);
        Assert.Equal(3, (await host.MailsAsync(person)).Count(mail => mail.Subject == LinkMail));
        visitor.Dispose();
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("a b@test.example")]
    [InlineData("<script>@")]
    public async Task What_is_no_address_is_said_and_stays_in_the_field(string typed)
    {
        var (_, _, visitor) = await SignedInAsync("Sqlite");
        await visitor.DoAsync(AccountAct.ChangeEmail, text: typed);
        Assert.StartsWith("Type an e-mail address", visitor.Error);
        Assert.Equal(typed, visitor.Page.QuerySelector("[name='Input.Text']")!.GetAttribute("value") ?? "");
        visitor.Dispose();
    }

    private async Task<(PortalHost Host, TestPerson Person, Visitor Visitor)> SignedInAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.AddRecoveryCodesAsync(person);
        var visitor = await host.AtHomeAsync(person);
        await host.QueryAsync(db => db.OutboxMails.Where(m => m.UserId == person.Id).ExecuteDeleteAsync()); // about the new browser
        return (host, person, visitor);
    }

    private static string New() => $"{Guid.NewGuid():N}@new.example";

    private static string Plain(string page, string email) => System.Text.RegularExpressions.Regex.Replace(page.Replace(email, "…"), @"\s+|\d\d:\d\d", " ").Split("What happened")[0];

    private static Task<int> SetEmailAsync(PortalHost host, TestPerson person, string email) => host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id)
        .ExecuteUpdateAsync(u => u.SetProperty(x => x.UserName, email).SetProperty(x => x.NormalizedUserName, email.ToUpperInvariant())));

    private static async Task<string> LinkAsync(PortalHost host, TestPerson person) =>
        (await host.MailsAsync(person)).Last(mail => mail.Subject == LinkMail).Link("/account/e-mail");

    private static async Task<bool> IsOverAsync(Visitor visitor, string link)
    {
        await visitor.GoAsync(link);
        return visitor.Error is not null && visitor.Page.QuerySelector("[data-testid=email-form]") is null;
    }
}
