using System.Globalization;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class CodeTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_is_accepted_once(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var code = await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow());
        using var first = await host.HalfWayAsync(person);
        await first.SubmitCodeAsync(code);
        Assert.Equal("/", first.At);

        using var second = await host.HalfWayAsync(person);
        await second.SubmitCodeAsync($"{code[..3]} {code[3..]}");

        Assert.Equal(English(nameof(AuthenticatorTexts.AlreadyUsed)), second.Error);
        Assert.Null(second.Cookie("session"));
        Assert.Equal(0, await WrongCodesAsync(host, person));
        Assert.DoesNotContain(code, second.Html);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_of_a_step_before_the_last_used_one_is_refused_as_used(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var first = await host.HalfWayAsync(person);
        await first.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));

        using var second = await host.HalfWayAsync(person);
        await second.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow().AddSeconds(-30)));

        Assert.Equal(English(nameof(AuthenticatorTexts.AlreadyUsed)), second.Error);
        Assert.Null(second.Cookie("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_wrong_code_has_its_own_words_and_counts(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var wrong = await Phone.WrongCodeAsync(person.Secret!, host.Time.GetUtcNow());
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(wrong);

        Assert.Equal("/sign-in/code", visitor.At);
        Assert.Equal(English(nameof(AuthenticatorTexts.Wrong)), visitor.Error);
        Assert.DoesNotContain(wrong, visitor.Html);
        Assert.Equal(1, await WrongCodesAsync(host, person));
        Assert.Equal("Wrong", await RefusalAsync(host, person));

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        Assert.Equal("/", visitor.At);
        Assert.Equal(0, await WrongCodesAsync(host, person));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("7654321")]
    [InlineData("12 34")]
    [InlineData("48151x")]
    [InlineData("-48151")]
    [InlineData("٤٨١٥١٦")]
    [InlineData("<b>481</b>")]
    public async Task What_is_not_a_code_has_its_own_words_and_does_not_count(string typed)
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(typed);

        Assert.Equal(English(nameof(AuthenticatorTexts.NotACode)), visitor.Error);
        Assert.True(typed.Length == 0 || !visitor.Page.QuerySelector("main")!.OuterHtml.Contains($"\"{typed}\"", StringComparison.Ordinal));
        Assert.Equal("", visitor.Page.QuerySelector("[name='Input.Code']")!.GetAttribute("value") ?? "");
        Assert.Equal(0, await WrongCodesAsync(host, person));
        Assert.Equal("NotACode", await RefusalAsync(host, person));
    }

    [Theory]
    [InlineData("{0} {1}")]
    [InlineData(" {0}{1} ")]
    [InlineData("{0}\u00a0{1}")]
    [InlineData("{0}\t{1}\r\n")]
    public async Task A_code_may_be_typed_with_blanks(string format)
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        var code = await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow());
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(string.Format(CultureInfo.InvariantCulture, format, code[..3], code[3..]));

        Assert.Equal("/", visitor.At);
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(30, true)]
    [InlineData(-60, false)]
    [InlineData(60, false)]
    public async Task The_step_before_and_the_step_after_are_accepted_and_no_other(int seconds, bool accepted)
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow().AddSeconds(seconds)));

        Assert.Equal(accepted ? "/" : "/sign-in/code", visitor.At);
    }

    [Fact]
    public async Task A_retired_authenticator_opens_nothing()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired)));

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));

        Assert.Null(visitor.Cookie("session"));
        Assert.False(await host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id)));
    }

    private static string English(string text) => AuthenticatorTexts.ResourceManager.GetString(text, CultureInfo.InvariantCulture)!;

    private static Task<int> WrongCodesAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Guesses).SingleOrDefaultAsync());

    private static Task<string?> RefusalAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.CodeRefused).Select(e => e.Details).SingleAsync());
}
