using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class ExpiredPasswordTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_the_code_an_expired_password_is_changed_and_then_it_goes_on_to_where_the_person_wanted_to_be(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person, "/sign-in?returnUrl=%2Fhelp%3Fa%3Db");
        Assert.Equal("/sign-in/code", visitor.At);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/password/change", visitor.At);
        await SubmitAsync(visitor);
        Assert.Equal("/help?a=b", visitor.At);
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
        var expires = await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.PasswordExpiresAt).SingleAsync());
        Assert.InRange(expires!.Value, host.Time.Now().AddDays(180), host.Time.Now().AddDays(185));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nothing_skips_the_change(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = await AtTheChangeAsync(host, person);
        Assert.Null(visitor.Cookie("session"));
        foreach (var path in new[] { "/", "/account", "/enroll", "/sign-in", "/sign-in/help", "/support" })
        {
            await visitor.GoAsync(path);
            Assert.Null(visitor.Cookie("session"));
            Assert.Null(visitor.Text("sign-out"));
        }

        await visitor.GoAsync("/password/change");
        await visitor.PostAsync("/enroll/finish", visitor.Token);
        Assert.Equal("/password/change", visitor.At);
        Assert.Null(visitor.Cookie("session"));
        Assert.Equal(0, await host.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == person.Id)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_password_alone_does_not_open_the_change(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = await host.HalfWayAsync(person);
        await visitor.GoAsync("/password/change");
        Assert.StartsWith("/sign-in?", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_cookie_of_the_password_is_worth_nothing_after_the_code(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = await host.HalfWayAsync(person);
        using var thief = visitor.Copy();
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/password/change", visitor.At);
        await thief.GoAsync("/password/change");
        Assert.StartsWith("/sign-in?", thief.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task In_a_trusted_browser_the_change_follows_on_the_password(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        await ExpireAsync(host, person);
        await visitor.SignInWithPasswordAsync(person, "/sign-in?returnUrl=%2Fhelp");
        Assert.Equal("/password/change", visitor.At);
        Assert.Null(visitor.Cookie("session"));
        await SubmitAsync(visitor);
        Assert.Equal("/help", visitor.At);
        var session = await host.QueryAsync(db => db.Sessions.SingleAsync(s => s.UserId == person.Id && s.EndedAt == null));
        Assert.Equal((SecondFactor.TrustedBrowser, null), (session.Factor, session.ProofAt));
        await visitor.PressAsync("sign-out");
        await visitor.SignInWithPasswordAsync(person, password: ChangeTests.NewPassword);
        Assert.Equal("/sign-in/code", visitor.At); // no browser is trusted after a change
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_browser_that_was_to_be_trusted_is_trusted_after_the_change(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAndTrustAsync(host, person);
        Assert.Equal("/password/change", visitor.At);
        Assert.Empty(await host.TrustedBrowsersAsync(person));
        await SubmitAsync(visitor);
        await visitor.PressAsync("sign-out");
        await visitor.SignInWithPasswordAsync(person, password: ChangeTests.NewPassword);
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_a_recovery_code_the_change_comes_first_and_then_the_wizard(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        var codes = await host.AddRecoveryCodesAsync(person);
        using var visitor = await host.HalfWayAsync(person);
        await visitor.GoAsync("/sign-in/recovery");
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]));
        Assert.Equal("/password/change", visitor.At);
        await SubmitAsync(visitor);
        Assert.Equal("/enroll", visitor.At);
        Assert.NotNull(visitor.Cookie("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_the_wizard_the_change_comes_before_the_session(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        await ExpireAsync(host, person);
        var wizard = await WizardBrowser.OpenAsync(host, person);
        Assert.NotNull(await wizard.EnrollAsync());
        var entry = await wizard.RunAsync((WizardConfirmation confirmation) => confirmation.FinishAsync());
        Assert.Equal((LocalUrl.NewPassword, null), (entry!.Path, entry.Session));
        var answer = await host.RunAsync(async (IServiceProvider services) =>
        {
            services.GetRequiredService<Actor>().HalfWay = await services.GetRequiredService<HalfWaySignIns>().FindAsync(entry.HalfWayToken!);
            return await services.GetRequiredService<PasswordChange>().TryAsync(TestPerson.Password, ChangeTests.NewPassword, ChangeTests.NewPassword);
        });
        Assert.Equal((ChangeOutcome.Changed, SecondFactor.Enrollment), (answer.Outcome, answer.Entry!.Session!.Factor));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_half_way_sign_in_that_ran_out_at_the_change_goes_on_after_signing_in_again(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person, "/sign-in?returnUrl=%2Fhelp");
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        host.Time.Advance(TimeSpan.FromMinutes(16));
        await SubmitAsync(visitor);
        Assert.Equal("/sign-in?notice=over&returnUrl=%2Fhelp", visitor.At);
        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        await SubmitAsync(visitor);
        Assert.Equal("/help", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_password_that_expires_during_a_session_is_asked_for_at_the_next_sign_in(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        await ExpireAsync(host, person);
        await visitor.GoAsync("/");
        Assert.Equal((HttpStatusCode.OK, "/"), (visitor.Response.StatusCode, visitor.At));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_expired_password_is_no_new_one(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = await AtTheChangeAsync(host, person);
        await SubmitAsync(visitor, TestPerson.Password);
        Assert.Equal(PasswordRuleTexts.Broken(PasswordRule.Different, new()), visitor.Error);
        Assert.Null(visitor.Cookie("session"));
        await SubmitAsync(visitor); // and what was begun still goes on
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_link_of_a_reminder_leads_home_after_the_change(string database)
    {
        var (host, person) = await ExpiredAsync(database);
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/password/change");
        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        await SubmitAsync(visitor);
        Assert.Equal("/?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Recovery_codes_that_are_not_saved_yet_are_not_skipped(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        await ExpireAsync(host, person);
        var wizard = await WizardBrowser.OpenAsync(host, person);
        Assert.NotNull(await wizard.EnrollAsync());
        Assert.False(await wizard.RunAsync((PasswordChange change) => Task.FromResult(change.IsOpen)));
    }

    [Fact]
    public async Task The_change_during_the_sign_in_is_in_the_audit_log()
    {
        var (host, person) = await ExpiredAsync("Sqlite");
        using var visitor = await AtTheChangeAsync(host, person);
        await SubmitAsync(visitor);
        var kinds = await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync());
        Assert.Equal([AuditKind.PasswordAccepted, AuditKind.CodeAccepted, AuditKind.AccessRevoked, AuditKind.PasswordChanged, AuditKind.SignedIn], kinds);
    }

    private async Task<(PortalHost Host, TestPerson Person)> ExpiredAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await ExpireAsync(host, person);
        return (host, person);
    }

    private static Task<int> ExpireAsync(PortalHost host, TestPerson person)
    {
        var now = host.Time.Now();
        return host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, now)));
    }

    private static async Task<Visitor> AtTheChangeAsync(PortalHost host, TestPerson person)
    {
        var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/password/change", visitor.At);
        return visitor;
    }

    private static Task SubmitAsync(Visitor visitor, string password = ChangeTests.NewPassword) => visitor.SubmitAsync("change-form",
        ("Input.CurrentPassword", TestPerson.Password), ("Input.NewPassword", password), ("Input.ConfirmPassword", password));
}
