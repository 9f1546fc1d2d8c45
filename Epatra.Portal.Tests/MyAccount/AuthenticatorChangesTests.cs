using System.Globalization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.MyAccount;

/// <summary>One more authenticator, another one, one fewer; and never none.</summary>
[Collection(PortalFixture.Collection)]
public sealed class AuthenticatorChangesTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_right_to_enrol_lives_while_it_is_kept_two_hours_at_most_and_never_again(string database)
    {
        var host = portal.On(database);
        var (session, open) = await OwnGrantAsync(host);
        for (var minutes = 0; minutes < 117; minutes += 9)
        {
            host.Time.Advance(TimeSpan.FromMinutes(9));
            Assert.NotNull(await open());
            await KeepAsync(host, session);
        }

        host.Time.Advance(TimeSpan.FromMinutes(2));
        await KeepAsync(host, session);
        Assert.NotNull(await open());
        host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await open());

        (session, open) = await OwnGrantAsync(host);
        host.Time.Advance(TimeSpan.FromMinutes(10));
        await KeepAsync(host, session);
        Assert.Null(await open());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task One_more_is_connected_under_a_name_of_its_own_and_both_sign_in(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);
        await visitor.DoAsync(AccountAct.AddAuthenticator);
        Assert.Equal("/enroll", visitor.At);
        Assert.StartsWith("You are connecting one more authenticator app.", visitor.Text("notice"));

        var view = await host.BeginAsync(person);
        var secret = await host.EnrollAsync(person);

        Assert.Equal(($"{person.Email} (2)", WizardPurpose.OneMore), (view!.Entry!.Account, view.Purpose));
        await visitor.GoAsync("/account");
        Assert.Equal(2, visitor.Rows("authenticator").Count);
        Assert.Contains($"in the app: {person.Email} (2)", visitor.Rows("authenticator")[1]);
        using var old = await host.AtHomeAsync(person);
        using var @new = await host.AtHomeAsync(person with { Secret = secret });
    }

    [Fact]
    public async Task The_field_for_a_name_takes_no_more_than_is_kept()
    {
        var person = await portal.Sqlite.AddWithAuthenticatorAsync();
        using var visitor = await portal.Sqlite.AtHomeAsync(person);
        var id = await portal.Sqlite.FirstAsync(person);
        await visitor.GoAsync(AccountWords.Path(AccountAct.RenameAuthenticator, id));
        var longest = new string('x', int.Parse(visitor.Page.QuerySelector("#text")!.GetAttribute("maxlength")!, CultureInfo.InvariantCulture));

        await visitor.DoAsync(AccountAct.RenameAuthenticator, id, longest);

        Assert.Equal(longest, Assert.Single(await portal.Sqlite.AuthenticatorsAsync(person)).Name);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_old_phone_ends_when_the_new_one_is_confirmed_and_not_before(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.AddAuthenticatorAsync(person with { Secret = Base32.Encode(Totp.NewSecret()) }, number: 2);
        using var visitor = await host.AtHomeAsync(person);
        await visitor.DoAsync(AccountAct.NewPhone, await host.FirstAsync(person));
        Assert.StartsWith("You are moving to another phone or app.", visitor.Text("notice"));
        Assert.Equal(WizardPurpose.NewPhone, (await host.BeginAsync(person))!.Purpose);
        Assert.Equal(AuthenticatorState.Active, (await host.AuthenticatorsAsync(person))[0].State);

        var secret = await host.EnrollAsync(person);

        Assert.Equal([AuthenticatorState.Retired, AuthenticatorState.Active, AuthenticatorState.Active], (await host.AuthenticatorsAsync(person)).Select(a => a.State));
        using var @new = await host.AtHomeAsync(person with { Secret = secret });
        Assert.Equal(1, await CountAsync(host, person, AuditKind.AuthenticatorRemoved));
        await visitor.GoAsync("/account");
        Assert.Equal("/account", visitor.At); // the session goes on
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whoever_changes_from_one_more_to_a_new_phone_gets_the_new_phone(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);
        await visitor.DoAsync(AccountAct.AddAuthenticator);
        await host.BeginAsync(person);
        await visitor.DoAsync(AccountAct.NewPhone, await host.FirstAsync(person));

        await host.EnrollAsync(person);

        Assert.Equal([AuthenticatorState.Retired, AuthenticatorState.Active], (await host.AuthenticatorsAsync(person)).Select(a => a.State));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_right_to_one_more_ends_after_half_an_hour_and_is_of_one_session(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);
        await visitor.DoAsync(AccountAct.AddAuthenticator);
        using var other = await host.AtHomeAsync(person);
        await other.GoAsync("/enroll");
        Assert.Equal("/", other.At);

        host.Time.Advance(TimeSpan.FromMinutes(30));
        await visitor.GoAsync("/enroll");

        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_removed_one_signs_in_no_more_and_its_owner_is_told(string database)
    {
        var (host, person, visitor) = await WithTwoAsync(database);
        await visitor.DoAsync(AccountAct.RemoveAuthenticator, await host.FirstAsync(person));

        Assert.StartsWith("The authenticator app is removed.", visitor.Text("notice"));
        Assert.Single(visitor.Rows("authenticator"));
        Assert.Null(visitor.Page.QuerySelector("[data-testid=remove-authenticator]"));
        using var again = await host.HalfWayAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await again.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.NotNull(again.Text("old-entry"));
        var mail = await host.MailAsync(person, "An authenticator app was removed from your account");
        Assert.Contains("/not-me?token=", mail.Text);
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_last_one_is_never_removed(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);

        await visitor.DoAsync(AccountAct.RemoveAuthenticator, await host.FirstAsync(person));

        Assert.StartsWith("This is your only authenticator app", visitor.Error);
        Assert.Equal(AuthenticatorState.Active, (await host.AuthenticatorsAsync(person)).Single().State);
        Assert.Equal(1, await CountAsync(host, person, AuditKind.AccountChangeRefused));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_removals_at_the_same_moment_one_authenticator_is_left(string database)
    {
        var (host, person, visitor) = await WithTwoAsync(database);
        var ids = (await host.AuthenticatorsAsync(person)).ConvertAll(a => a.Id);
        var posts = new List<HttpRequestMessage>();
        foreach (var id in ids.Concat(ids))
        {
            await visitor.GoAsync(AccountWords.Path(AccountAct.RemoveAuthenticator, id));
            posts.Add(visitor.Prepare("account-form"));
        }

        await Task.WhenAll(posts.Select(visitor.SendAsync));

        Assert.Single(await host.AuthenticatorsAsync(person), a => a.State == AuthenticatorState.Active);
        Assert.Equal(1, await CountAsync(host, person, AuditKind.AuthenticatorRemoved));
        visitor.Dispose();
    }

    [Fact]
    public async Task More_than_five_are_not_possible()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        for (var number = 2; number <= AuthenticatorChanges.Most; number++)
        {
            await host.AddAuthenticatorAsync(person with { Secret = Base32.Encode(Totp.NewSecret()) }, number);
        }

        using var visitor = await host.AtHomeAsync(person);
        await visitor.DoAsync(AccountAct.AddAuthenticator);

        Assert.StartsWith("You have 5 authenticator apps", visitor.Error);
        await visitor.DoAsync(AccountAct.NewPhone, await host.FirstAsync(person));
        Assert.Equal("/enroll", visitor.At);
    }

    [Theory]
    [InlineData("  Work\tphone ", "Work phone")]
    [InlineData("<b>\u202e{0}</b>", "<b>{0}</b>")]
    [InlineData(" ", null)]
    public async Task A_name_is_kept_as_text_and_none_shows_the_app(string typed, string? kept)
    {
        var host = portal.PostgreSql;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);

        await visitor.DoAsync(AccountAct.RenameAuthenticator, await host.FirstAsync(person), typed);

        Assert.Equal("Saved.", visitor.Text("notice"));
        Assert.Equal(kept, (await host.AuthenticatorsAsync(person)).Single().Name);
        Assert.Equal(kept ?? "Google Authenticator", visitor.Page.QuerySelector("[data-testid=authenticator] strong")!.TextContent);
    }

    private async Task<(PortalHost Host, TestPerson Person, Visitor Visitor)> WithTwoAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.AddAuthenticatorAsync(person with { Secret = Base32.Encode(Totp.NewSecret()) }, number: 2, app: AuthenticatorApp.PasswordManager);
        return (host, person, await host.AtHomeAsync(person));
    }

    private static Task<int> CountAsync(PortalHost host, TestPerson person, AuditKind kind) =>
        host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == kind));

    /// <summary>Of somebody who has just asked to connect one more, and whether it is open.</summary>
    private static async Task<(Session Session, Func<Task<EnrollmentGrant?>> Open)> OwnGrantAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);
        Assert.Equal(AccountOutcome.Done, await host.AsAsync(person, (AuthenticatorChanges changes) => changes.BeginAsync(replaces: null)));
        var session = await host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id));
        return (session, () => host.RunAsync((EnrollmentGrants grants) => grants.FindOpenAsync(person.Id, WizardHolder.BrowserOf(session))));
    }

    private static Task<bool> KeepAsync(PortalHost host, Session session) => host.RunAsync(async (EnrollmentGrants grants) =>
    {
        await grants.KeepOwnAsync(session);
        return true;
    });
}
