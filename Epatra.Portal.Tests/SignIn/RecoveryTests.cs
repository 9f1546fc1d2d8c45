using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class RecoveryTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_recovery_code_signs_in_once_and_leads_to_the_wizard(string database)
    {
        var (host, person, codes) = await PersonAsync(database);
        using var visitor = await TypeAsync(host, person, codes[3]);
        Assert.Equal("/enroll", visitor.At);
        Assert.NotNull(visitor.Cookie("session"));
        Assert.Null(visitor.Cookie("half-way"));
        Assert.StartsWith("You are signed in.", visitor.Text("notice"));
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
        Assert.Contains("Connect the app", visitor.Html);

        using var again = await TypeAsync(host, person, codes[3]);
        Assert.StartsWith("This recovery code is not right, or has been used before.", again.Error);
        Assert.Null(again.Cookie("session"));
        using var other = await TypeAsync(host, person, codes[4]);
        Assert.Equal("/enroll", other.At);
    }

    [Theory]
    [InlineData("{0}{1}{2}{3}")]
    [InlineData(" {0} {1} {2} {3} ")]
    [InlineData("{0}–{1}—{2}‑{3}")] // the dashes of a word processor
    [InlineData("{4}")]
    public async Task A_recovery_code_may_be_typed_in_any_spelling(string format)
    {
        var (host, person, codes) = await PersonAsync(nameof(Data.DatabaseProvider.Sqlite));
        var groups = codes[0].Split('-');
        using var visitor = await TypeAsync(host, person, string.Format(format, groups[0], groups[1], groups[2], groups[3], codes[0].ToLowerInvariant()));
        Assert.Equal("/enroll", visitor.At);

        using var again = await TypeAsync(host, person, codes[0]);
        Assert.NotNull(again.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_recovery_code_that_is_typed_in_many_browsers_at_once_signs_in_once(string database)
    {
        var (host, person, codes) = await PersonAsync(database);
        var visitors = Enumerable.Range(0, 10).Select(_ => new Visitor(host.Address)).ToList();
        foreach (var visitor in visitors)
        {
            await visitor.SignInWithPasswordAsync(person);
            await visitor.GoAsync("/sign-in/recovery");
        }

        await Task.WhenAll(visitors.Select(visitor => visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]))));

        Assert.Single(visitors, visitor => visitor.Cookie("session") is not null);
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("ABCD-EFGH-JKLM-NPQ")]
    [InlineData("ABCD-EFGH-JKLM-NPQ0")]
    [InlineData("<b>ABCD-EFGH-JKLM</b>")]
    public async Task What_is_not_a_recovery_code_has_its_own_words_and_does_not_count(string typed)
    {
        var (host, person, _) = await PersonAsync(nameof(Data.DatabaseProvider.Sqlite));
        using var visitor = await TypeAsync(host, person, typed);

        Assert.StartsWith("A recovery code has sixteen letters and digits", visitor.Error);
        Assert.Equal(0, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Codes).SingleAsync()));
        Assert.Equal("", visitor.Page.QuerySelector("[name='Input.RecoveryCode']")!.GetAttribute("value") ?? "");
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_person_is_told_by_mail_in_the_persons_language_and_the_audit_log_knows(string database)
    {
        var (host, person, codes) = await PersonAsync(database);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Language, "fr")));
        using var visitor = await TypeAsync(host, person, codes[0]);

        var mail = await host.MailAsync(person, "Un code de récupération de votre compte a été utilisé");
        Assert.Equal(person.Email, mail.To);
        Assert.Contains("Codes de récupération restants : 9.", mail.Text);
        Assert.NotEmpty(mail.Link("/not-me"));
        Assert.DoesNotContain(codes[0], mail.Text);
        Assert.Equal("9 left", await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.RecoveryCodeUsed).Select(e => e.Details).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_recovery_code_that_is_refused_is_in_the_audit_log_with_the_reason_and_without_the_code(string database)
    {
        var (host, person, codes) = await PersonAsync(database);
        foreach (var typed in new[] { codes[0], codes[0], "ABCD-EFGH-JKLM-NPQR", "123456" })
        {
            using var visitor = await TypeAsync(host, person, typed);
        }

        Assert.Equal(["recovery code Wrong", "recovery code Wrong", "recovery code NotACode"], await host.QueryAsync(db => db.AuditEntries
            .Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.CodeRefused).OrderBy(e => e.Sequence).Select(e => e.Details).ToListAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_recovery_code_ends_the_persons_other_sessions_trusted_browsers_and_half_way_sign_ins(string database)
    {
        var (host, person, codes) = await PersonAsync(database);
        using var trusting = await host.TrustingAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30)); // for a code of its own
        using var signedIn = new Visitor(host.Address);
        await signedIn.SignInAsync(person, host);
        Assert.Equal("/", signedIn.At);
        using var halfWay = new Visitor(host.Address);
        await halfWay.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", halfWay.At);

        using var visitor = await TypeAsync(host, person, codes[0]);

        await signedIn.GoAsync("/");
        Assert.StartsWith("/sign-in", signedIn.At);
        await halfWay.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?", halfWay.At);
        Assert.False(await trusting.PasswordIsEnoughAsync(person));
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At); // the session that it began goes on
        Assert.Equal("reason RecoveryCode sessions 1 trusted browsers 1 half-way sign-ins 1", await host.QueryAsync(db =>
            db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.AccessRevoked).Select(e => e.Details).SingleAsync()));
    }

    [Fact]
    public async Task Somebody_whose_authenticator_is_blocked_gets_in_with_a_recovery_code_and_connects_a_new_one()
    {
        var (host, person, codes) = await PersonAsync(nameof(Data.DatabaseProvider.Sqlite));
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Blocked)));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", visitor.At);
        Assert.NotNull(visitor.Page.QuerySelector("a[href='/sign-in/recovery']"));

        await visitor.GoAsync("/sign-in/recovery");
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[9]));

        Assert.Equal("/enroll", visitor.At);
    }

    [Fact]
    public async Task Without_the_password_there_is_no_recovery_page()
    {
        using var visitor = new Visitor(portal.Sqlite.Address);
        await visitor.GoAsync("/sign-in/recovery");
        Assert.Equal("/sign-in", visitor.At);
    }

    [Fact]
    public async Task Somebody_without_recovery_codes_is_told_so()
    {
        using var visitor = await TypeAsync(portal.Sqlite, await portal.Sqlite.AddWithAuthenticatorAsync(), "ABCD-EFGH-JKLM-NPQR");
        Assert.StartsWith("Your account has no recovery codes left.", visitor.Text("notice"));
        Assert.StartsWith("This recovery code is not right", visitor.Error);
    }

    private Task<(PortalHost Host, TestPerson Person, IReadOnlyList<string> Codes)> PersonAsync(string database) => PersonAsync(portal.On(database));

    /// <summary>A new person with recovery codes.</summary>
    internal static async Task<(PortalHost Host, TestPerson Person, IReadOnlyList<string> Codes)> PersonAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        return (host, person, await host.AddRecoveryCodesAsync(person));
    }

    /// <summary>A new browser in which a recovery code was typed after the password.</summary>
    internal static async Task<Visitor> TypeAsync(PortalHost host, TestPerson person, string code)
    {
        var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        await visitor.GoAsync("/sign-in/recovery");
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", code));
        return visitor;
    }
}
