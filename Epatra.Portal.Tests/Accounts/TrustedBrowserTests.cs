using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Accounts;

/// <summary>Whom a trusted browser lets in with the password alone, and whom not.</summary>
[Collection(PortalFixture.Collection)]
public sealed class TrustedBrowserTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task In_a_trusted_browser_the_password_leads_straight_to_the_page_that_was_asked_for(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        using var other = new Visitor(host.Address);

        await visitor.SignInWithPasswordAsync(person, "/?tile=3");

        Assert.Equal("/?tile=3", visitor.At);
        Assert.Null(visitor.Cookie("half-way"));
        Assert.Null(visitor.Cookie("browser"));
        var session = await host.QueryAsync(db => db.Sessions.SingleAsync(s => s.UserId == person.Id && s.EndedAt == null));
        Assert.Equal((SecondFactor.TrustedBrowser, null), (session.Factor, session.ProofAt));
        Assert.NotNull(session.PreviousSignInAt);
        Assert.Contains($"session {session.Id} factor TrustedBrowser", await AuditAsync(host, person, AuditKind.SignedIn));
        Assert.False(await other.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_database_has_only_the_hash_of_the_token_and_the_log_has_the_trust(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);

        var row = Assert.Single(await host.TrustedBrowsersAsync(person));
        Assert.Equal(Security.Token.Hash(visitor.Token(person)!), row.TokenHash);
        Assert.Equal(row.CreatedAt.AddDays(14), row.ExpiresAt);
        Assert.Equal($"trusted browser {row.Id}", Assert.Single(await AuditAsync(host, person, AuditKind.BrowserTrusted)));
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_lasts_fourteen_days()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person);
        var code = await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow());

        using var answer = await visitor.SendAsync(visitor.Prepare("code-form", ("Input.Code", code), ("Input.TrustBrowser", "true")));

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("epatra-trusted-", StringComparison.Ordinal));
        Assert.EndsWith("; max-age=1209600; path=/; samesite=lax; httponly", cookie);
        Assert.DoesNotContain(person.Id, cookie);
    }

    [Fact]
    public async Task Without_the_tick_box_the_code_is_asked_next_time()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(person, Host);
        await visitor.PressAsync("sign-out");

        Assert.False(await visitor.PasswordIsEnoughAsync(person));
        Assert.Empty(await Host.TrustedBrowsersAsync(person));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_a_trusted_browser_too()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await Host.TrustingAsync(person);

        await visitor.SignInWithPasswordAsync(person, password: "Zonnebloem-18!");

        Assert.NotNull(visitor.Error);
        Assert.Null(visitor.Cookie("session"));
        Assert.True(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Two_people_can_trust_the_same_browser(string database)
    {
        var host = portal.On(database);
        var (one, other) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = await host.TrustingAsync(one);
        Assert.False(await visitor.PasswordIsEnoughAsync(other));
        await visitor.TrustAsync(host, other);

        Assert.True(await visitor.PasswordIsEnoughAsync(one));
        Assert.True(await visitor.PasswordIsEnoughAsync(other));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Trust_counts_only_as_long_as_there_is_an_active_authenticator(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired)));

        await visitor.SignInWithPasswordAsync(person);

        Assert.Equal("/sign-in/help", visitor.At);
        Assert.Null(visitor.Cookie("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whether_a_browser_is_trusted_can_be_asked_before_the_password_is_looked_at(string database)
    {
        var host = portal.On(database);
        var (person, other) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = await host.TrustingAsync(person);
        var token = visitor.Token(person)!;

        Assert.True(await IsTrustedAsync(host, person, token));
        Assert.False(await IsTrustedAsync(host, other, token));
        Assert.False(await IsTrustedAsync(host, person, token[1..]));
        Assert.False(await IsTrustedAsync(host, person, null));
        await host.SetRoleAsync(person, Role.Agent);
        Assert.False(await IsTrustedAsync(host, person, token));
        Assert.Null(Assert.Single(await host.TrustedBrowsersAsync(person)).LastUsedAt);
    }

    [Fact]
    public async Task The_tick_box_stays_ticked_after_a_wrong_code()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.False(visitor.Page.QuerySelector("[name='Input.TrustBrowser']")!.HasAttribute("checked"));

        await visitor.SubmitAsync("code-form", ("Input.Code", "12345"), ("Input.TrustBrowser", "true"));
        Assert.True(visitor.Page.QuerySelector("[name='Input.TrustBrowser']")!.HasAttribute("checked"));

        await visitor.SubmitAsync("code-form", ("Input.Code", "12345"));
        Assert.False(visitor.Page.QuerySelector("[name='Input.TrustBrowser']")!.HasAttribute("checked"));
        Assert.Empty(await Host.TrustedBrowsersAsync(person));
    }

    private static async Task<bool> IsTrustedAsync(PortalHost host, TestPerson person, string? token)
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().TrustToken = _ => token;
        return await scope.ServiceProvider.GetRequiredService<TrustedBrowsers>().IsTrustedAsync(person.Id);
    }

    private static Task<List<string?>> AuditAsync(PortalHost host, TestPerson person, AuditKind kind) =>
        host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == kind).Select(e => e.Details).ToListAsync());
}
