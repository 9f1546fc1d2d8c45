using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class PasswordTests(PortalFixture portal)
{
    private const string WrongPassword = "Zonnebloem-18!";

    private PortalHost Host => portal.Sqlite;

    [Fact]
    public async Task Wrong_password_unknown_person_and_disabled_person_get_the_same_page()
    {
        var (wrong, disabled) = (await Host.AddWithAuthenticatorAsync(), await Host.AddWithAuthenticatorAsync());
        await DisableAsync(disabled);
        var unknown = wrong with { Email = $"{Guid.NewGuid():N}@test.example" };

        var pages = new[]
        {
            await RefusedAsync(wrong, WrongPassword),
            await RefusedAsync(unknown, TestPerson.Password),
            await RefusedAsync(disabled, TestPerson.Password),
        };

        Assert.Contains("data-testid=\"error\"", pages[0]);
        Assert.Equal(pages[0], pages[1]);
        Assert.Equal(pages[0], pages[2]);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Wrong_password_unknown_person_and_disabled_person_do_the_same_work(string database)
    {
        var host = portal.On(database);
        var (wrong, disabled) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        await host.QueryAsync(db => db.Users.Where(u => u.Id == disabled.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, DateTime.UnixEpoch)));

        Assert.Equal((1, 1), await WorkAsync(host, wrong, WrongPassword, wrong.Id));
        Assert.Equal((1, 1), await WorkAsync(host, wrong with { Email = "nobody@test.example" }, WrongPassword, subjectId: null));
        Assert.Equal((1, 1), await WorkAsync(host, disabled, TestPerson.Password, disabled.Id));
    }

    [Fact]
    public async Task The_address_is_still_there_after_a_refusal_and_the_password_never_is()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);

        await visitor.SignInWithPasswordAsync(person, password: WrongPassword);

        Assert.Equal(person.Email, visitor.Page.QuerySelector("[name='Input.Email']")!.GetAttribute("value"));
        Assert.DoesNotContain(WrongPassword, visitor.Html);
    }

    [Theory]
    [InlineData("{0} ")]
    [InlineData("  {0}")]
    [InlineData("{1}")]
    public async Task The_address_may_have_blanks_around_it_and_capitals(string typed)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);

        await visitor.SignInWithPasswordAsync(person with { Email = string.Format(typed, person.Email, person.Email.ToUpperInvariant()) });

        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Theory]
    [InlineData(" " + TestPerson.Password)]
    [InlineData(TestPerson.Password + " ")]
    [InlineData("zonnebloem-17!")]
    [InlineData("")]
    public async Task The_password_counts_exactly_as_it_was_typed(string password)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);

        await visitor.SignInWithPasswordAsync(person, password: password);

        Assert.NotNull(visitor.Error);
        Assert.Null(visitor.Cookie("half-way"));
    }

    [Fact]
    public async Task With_neither_an_authenticator_nor_a_grant_the_password_leads_to_help()
    {
        using var visitor = await ArrivedAsync(await Host.AddWithNeitherAsync());
        Assert.Equal("/sign-in/help", visitor.At);
        Assert.DoesNotContain("/enroll", visitor.Html);
    }

    [Fact]
    public async Task With_a_grant_the_password_leads_to_the_wizard()
    {
        using var visitor = await ArrivedAsync(await Host.AddWithGrantAsync());
        Assert.Equal("/enroll", visitor.At);
    }

    [Fact]
    public async Task With_an_authenticator_the_password_leads_to_the_code()
    {
        using var visitor = await ArrivedAsync(await Host.AddWithAuthenticatorAsync());
        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Fact]
    public async Task The_right_password_starts_the_count_of_wrong_ones_anew()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person, password: WrongPassword);
        await visitor.SignInWithPasswordAsync(person, password: WrongPassword);
        Assert.Equal(2, await FailuresAsync(Host, person.Id));

        await visitor.SignInWithPasswordAsync(person);

        Assert.Equal(0, await FailuresAsync(Host, person.Id));
    }

    private async Task<Visitor> ArrivedAsync(TestPerson person)
    {
        var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        return visitor;
    }

    /// <summary>The page of a refusal, without what is random in it and without the address that was typed.</summary>
    private async Task<string> RefusedAsync(TestPerson person, string password)
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person, password: password);
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        Assert.Null(visitor.Cookie("half-way"));
        return visitor.Html.Replace(visitor.Token.Value, "").Replace(person.Email, "");
    }

    /// <summary>What a refusal adds: entries in the audit log, and failures on the row where they count.</summary>
    private static async Task<(int Entries, int Failures)> WorkAsync(PortalHost host, TestPerson person, string password, string? subjectId)
    {
        var (entries, failures) = (await EntriesAsync(), await FailuresAsync(host, subjectId ?? FailureCounts.Stranger(person.Email.ToUpperInvariant())));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person, password: password);
        return (await EntriesAsync() - entries, await FailuresAsync(host, subjectId ?? FailureCounts.Stranger(person.Email.ToUpperInvariant())) - failures);

        Task<int> EntriesAsync() => host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.PasswordRefused && e.SubjectId == subjectId));
    }

    private static Task<int> FailuresAsync(PortalHost host, string userId) =>
        host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == userId).Select(c => c.Passwords).SingleOrDefaultAsync());

    private Task<int> DisableAsync(TestPerson person) => Host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id)
        .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, DateTime.UnixEpoch)));
}
