using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class ChangeTests(PortalFixture portal)
{
    public const string NewPassword = "Kruidnagel%52 thee";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_changed_password_signs_in_and_the_old_one_does_not(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        Assert.Equal("/?notice=password", visitor.At);
        Assert.Equal("Your new password is saved. Everywhere else you are signed out.", visitor.Text("notice"));

        using var other = new Visitor(host.Address);
        await other.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in", other.At);
        await other.SignInWithPasswordAsync(person, password: NewPassword);
        Assert.Equal("/sign-in/code", other.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_change_ends_every_other_session_and_trusted_browser_and_gives_this_session_a_new_id(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        Assert.True(await trusting.PasswordIsEnoughAsync(person));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var elsewhere = new Visitor(host.Address);
        await elsewhere.SignInAsync(person, host);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        using var copy = visitor.Copy();
        var before = visitor.Cookie("session");

        await ChangeAsync(visitor, TestPerson.Password, NewPassword);

        Assert.NotEqual(before, visitor.Cookie("session"));
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
        foreach (var dead in new[] { elsewhere, copy })
        {
            await dead.GoAsync("/");
            Assert.StartsWith("/sign-in", dead.At);
        }

        await trusting.SignInWithPasswordAsync(person, password: NewPassword);
        Assert.Equal("/sign-in/code", trusting.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nothing_that_is_asked_with_the_cookie_from_before_the_change_is_done(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        using var copy = visitor.Copy();
        await copy.GoAsync("/password/change");
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);

        await copy.SubmitAsync("change-form", ("Input.CurrentPassword", NewPassword), ("Input.NewPassword", NewPassword + "!"), ("Input.ConfirmPassword", NewPassword + "!"));

        Assert.StartsWith("/sign-in?", copy.At);
        Assert.Equal(1, await host.QueryAsync(db => db.OldPasswords.CountAsync(o => o.UserId == person.Id)));
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_new_session_keeps_the_end_and_the_proof_of_the_old_one(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var old = await SessionAsync(host, person);
        host.Time.Advance(TimeSpan.FromMinutes(3));
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        var renewed = await SessionAsync(host, person);
        Assert.NotEqual(old.Id, renewed.Id);
        Assert.Equal((old.ExpiresAt, old.ProofAt, old.Factor, old.CreatedAt), (renewed.ExpiresAt, renewed.ProofAt, renewed.Factor, renewed.CreatedAt));
        Assert.Equal($"session {old.Id} is now {renewed.Id}", await DetailsAsync(host, person, AuditKind.SessionRenewed));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_person_is_told_by_mail_with_a_link_to_say_that_it_was_somebody_else(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        var mail = await host.MailAsync(person, "Your password was changed");
        Assert.Equal(person.Email, mail.To);
        Assert.NotEmpty(mail.Link("/not-me?token="));
        Assert.DoesNotContain(NewPassword, mail.Text);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_ten_wrong_current_passwords_in_a_row_there_is_a_wait_and_only_here(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        for (var i = 0; i < 10; i++)
        {
            await ChangeAsync(visitor, "Not-the-current-1", NewPassword);
            Assert.StartsWith("This is not your current password. Type it again.", visitor.Error);
        }

        Assert.Equal("refused", visitor.Page.GetElementById("current-password")!.GetAttribute("aria-describedby"));
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        Assert.StartsWith("Too many wrong attempts", visitor.Error);
        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), (visitor.Response.StatusCode, visitor.Response.Headers.RetryAfter!.ToString()));
        Assert.Equal(10, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PasswordChangeRefused)));

        using var elsewhere = new Visitor(host.Address);
        await elsewhere.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", elsewhere.At);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        Assert.Equal("/?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nobody_elsewhere_keeps_the_owner_from_changing_the_password(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        using var stranger = new Visitor(host.Address, from: "203.0.113.82");
        for (var i = 0; i < 11; i++)
        {
            await stranger.SignInWithPasswordAsync(person, password: "wrong");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, stranger.Response.StatusCode);
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        Assert.Equal("/?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_change_forgets_the_wrong_passwords_at_the_sign_in(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        using var elsewhere = new Visitor(host.Address, from: "203.0.113.83");
        await elsewhere.SignInWithPasswordAsync(person, password: "wrong");
        await ChangeAsync(visitor, TestPerson.Password, NewPassword);
        Assert.Equal(0, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Passwords).SingleAsync()));
    }

    [Theory]
    [InlineData("Kort7!", "Kort7!", "rule")]
    [InlineData(NewPassword, NewPassword + "x", "The two passwords are not the same. Type them again.")]
    public async Task What_is_wrong_with_a_new_password_is_said_and_nothing_of_it_comes_back(string password, string again, string said)
    {
        var (host, person, visitor) = await SignedInAsync("Sqlite");
        await ChangeAsync(visitor, TestPerson.Password, password, again);
        Assert.Contains(said == "rule" ? PasswordRuleTexts.Broken(PasswordRule.Length, new()) : said, visitor.Error);
        Assert.DoesNotContain(password, visitor.Html);
        Assert.Equal("refused", visitor.Page.GetElementById("new-password")!.GetAttribute("aria-describedby")!.Split(' ')[0]);
        Assert.NotNull(await DetailsAsync(host, person, AuditKind.PasswordChangeRefused));
        Assert.Equal(0, await host.QueryAsync(db => db.OldPasswords.CountAsync(o => o.UserId == person.Id)));
    }

    [Fact]
    public async Task Somebody_who_is_not_signed_in_is_led_to_the_sign_in_and_back()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/password/change");
        Assert.Equal("/sign-in?returnUrl=%2Fpassword%2Fchange", visitor.At);
        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        await visitor.GoAsync("/password/change"); // the password alone is not enough
        Assert.StartsWith("/sign-in?", visitor.At);
        await visitor.GoAsync("/sign-in/code");
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/password/change", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_two_changes_at_once_one_wins_and_the_other_changes_nothing(string database)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        await visitor.GoAsync("/password/change");
        var requests = Enumerable.Range(0, 4).Select(i => visitor.Prepare("change-form", ("Input.CurrentPassword", TestPerson.Password),
            ("Input.NewPassword", $"{NewPassword}{i}"), ("Input.ConfirmPassword", $"{NewPassword}{i}"))).ToList();
        var answers = await Task.WhenAll(requests.Select(visitor.SendAsync));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().EndsWith("/?notice=password", StringComparison.Ordinal));
        Assert.Equal(1, await host.QueryAsync(db => db.OldPasswords.CountAsync(o => o.UserId == person.Id)));
        Assert.Equal(1, await host.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == person.Id && s.EndedAt == null)));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PasswordChanged)));
    }

    internal static async Task ChangeAsync(Visitor visitor, string current, string password, string? again = null)
    {
        await visitor.GoAsync("/password/change");
        await visitor.SubmitAsync("change-form", ("Input.CurrentPassword", current), ("Input.NewPassword", password), ("Input.ConfirmPassword", again ?? password));
    }

    private Task<(PortalHost Host, TestPerson Person, Visitor Visitor)> SignedInAsync(string database) => SignedInAsync(portal.On(database));

    /// <summary>A new person, signed in.</summary>
    internal static async Task<(PortalHost Host, TestPerson Person, Visitor Visitor)> SignedInAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
        return (host, person, visitor);
    }

    private static Task<Session> SessionAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id && s.EndedAt == null));

    private static Task<string?> DetailsAsync(PortalHost host, TestPerson person, AuditKind kind) =>
        host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == kind).Select(e => e.Details).SingleOrDefaultAsync());
}
