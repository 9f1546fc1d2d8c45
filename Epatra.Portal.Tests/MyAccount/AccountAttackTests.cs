using System.Net;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.MyAccount;

/// <summary>Somebody with an open browser, a stolen session or ids of somebody else gets nothing by the account pages.</summary>
[Collection(PortalFixture.Collection)]
public sealed class AccountAttackTests(PortalFixture portal)
{
    /// <summary>What takes a code that is not older than five minutes.</summary>
    public static TheoryData<string, AccountAct> Guarded
    {
        get
        {
            var all = new TheoryData<string, AccountAct>();
            foreach (var act in Enum.GetValues<AccountAct>().Where(AccountWords.NeedsProof))
            {
                all.Add("Sqlite", act);
                all.Add("PostgreSql", act);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Guarded))]
    public async Task Without_fresh_proof_nothing_is_done_and_what_was_typed_stays(string database, AccountAct act)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var id = await host.FirstAsync(person);
        host.GrowStale();
        var before = await StateAsync(host, person);
        string?[] codes = [null, "", "12345", await Phone.WrongCodeAsync(person.Secret!, host.Time.GetUtcNow())];
        foreach (var code in codes)
        {
            await visitor.DoAsync(act, id, "typed@test.example", code);
            Assert.NotNull(visitor.Error);
            Assert.NotNull(visitor.Page.QuerySelector("[data-testid=fresh-code]"));
            Assert.True(AccountWords.Field(act) is null || visitor.Page.QuerySelector("[name='Input.Text']")!.GetAttribute("value") == "typed@test.example");
        }

        Assert.Equal(before, await StateAsync(host, person));
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(Guarded))]
    public async Task With_a_code_it_is_done_in_one_go(string database, AccountAct act)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var id = await host.FirstAsync(person);
        host.GrowStale();
        var (before, session) = (await StateAsync(host, person), visitor.Cookie("session"));

        await visitor.DoAsync(act, id, $"{Guid.NewGuid():N}@new.example", await host.CodeAsync(person));

        Assert.Null(visitor.Error);
        Assert.NotEqual(before, await StateAsync(host, person));
        Assert.NotEqual(session, visitor.Cookie("session")); // a step up has a new id
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(Guarded))]
    public async Task The_operation_itself_asks_for_it_as_well(string database, AccountAct act)
    {
        var (host, person, visitor) = await SignedInAsync(database);
        var id = await host.FirstAsync(person);
        host.GrowStale();
        var before = await StateAsync(host, person);

        var answer = await host.AsAsync(person, (AccountOperation account) => account.RunAsync(act, id, "new@test.example"));

        Assert.Equal(AccountOutcome.NotFresh, answer.Outcome);
        Assert.Equal(before, await StateAsync(host, person));
        visitor.Dispose();
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Ids_of_somebody_else_change_nothing(string database)
    {
        var (host, victim, browser) = await SignedInAsync(database);
        host.Time.Advance(TimeSpan.FromSeconds(30)); // a code of its own
        using var trusting = await host.TrustingAsync(victim);
        var (_, _, thief) = await SignedInAsync(database);
        var (authenticator, before) = (await host.FirstAsync(victim), await StateAsync(host, victim));
        var session = await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == victim.Id && s.EndedAt == null).Select(s => s.Id).SingleAsync());
        var trusted = (await host.TrustedBrowsersAsync(victim)).Single().Id;

        foreach (var act in new[] { AccountAct.NewPhone, AccountAct.RenameAuthenticator, AccountAct.RemoveAuthenticator })
        {
            await thief.DoAsync(act, authenticator, "mine");
            Assert.StartsWith("This authenticator app is not connected any more.", thief.Error);
            Assert.DoesNotContain(victim.Email, thief.Html);
        }

        await thief.GoAsync("/account");
        await thief.SubmitAsync("revoke-form", ("Input.Session", $"{session}"), ("Input.Browser", $"{trusted}"));
        await thief.SubmitAsync("revoke-form", ("Input.Session", "nonsense"), ("Input.Browser", "'; --"));

        Assert.Equal(before, await StateAsync(host, victim));
        await browser.GoAsync("/");
        Assert.Equal("/", browser.At);
        Assert.True(await trusting.PasswordIsEnoughAsync(victim));
        thief.Dispose();
        browser.Dispose();
    }

    [Fact]
    public async Task Nothing_is_done_without_the_token_of_the_form_nor_by_GET()
    {
        var (host, person, visitor) = await SignedInAsync("Sqlite");
        var (id, before) = (await host.FirstAsync(person), await StateAsync(host, person));
        string[] paths = [.. Enum.GetValues<AccountAct>().Select(act => AccountWords.Path(act, id)), "/account", "/account/try-code", "/account/e-mail?token=x"];
        foreach (var path in paths)
        {
            await visitor.PostAsync(path, ("_handler", "account"), ("Input.Text", "x@test.example"), ("Input.All", "true"));
            Assert.Equal(HttpStatusCode.BadRequest, visitor.Response.StatusCode);
            await visitor.GoAsync($"{path}{(path.Contains('?') ? '&' : '?')}Input.Text=x@test.example&Input.All=true&_handler=account&_handler=revoke");
            Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        }

        Assert.Equal(before, await StateAsync(host, person));
        visitor.Dispose();
    }

    [Fact]
    public async Task Nothing_that_stands_in_a_field_breaks_anything()
    {
        var (host, person, visitor) = await SignedInAsync("PostgreSql");
        var id = await host.FirstAsync(person);
        string[] values = ["", "1\u0001\u001b2\r\n", "\u202e\u202d", "👩‍👩‍👧🔐", "\ud83d", "<script>alert(1)</script>\"'>", "{0} %s", "'; DROP TABLE \"Users\"; --", "١٢٣٤٥٦", new string('é', 5_000)];
        foreach (var value in values)
        {
            foreach (var act in new[] { AccountAct.RenameAuthenticator, AccountAct.ChangeName, AccountAct.ChangeEmail })
            {
                await visitor.DoAsync(act, id, value, value);
                Assert.True((int)visitor.Response.StatusCode < 500, act + value);
                Assert.DoesNotContain("<script>alert", visitor.Html);
            }

            await visitor.GoAsync("/account/try-code");
            await visitor.SubmitAsync("try-form", ("Input.Code", value));
            Assert.NotNull(visitor.Error);
            await visitor.GoAsync("/account");
            await visitor.SubmitAsync("revoke-form", ("Input.Session", value), ("Input.Browser", value));
            Assert.Equal("/account?notice=not-revoked", visitor.At);
        }

        Assert.Equal(0, await host.QueryAsync(db => db.EmailLinks.CountAsync(l => l.UserId == person.Id)));
        visitor.Dispose();
    }

    [Fact]
    public async Task Blocked_authenticators_prove_nothing_and_nothing_is_counted()
    {
        var (host, person, visitor) = await SignedInAsync("Sqlite");
        host.GrowStale();
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Blocked)));
        var entries = await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id));

        await visitor.DoAsync(AccountAct.AddAuthenticator, code: await host.CodeAsync(person));
        Assert.NotNull(visitor.Error);
        await visitor.GoAsync("/account/try-code");
        await visitor.SubmitAsync("try-form", ("Input.Code", "123456"));

        Assert.NotNull(visitor.Error);
        Assert.Equal(entries, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id)));
        visitor.Dispose();
    }

    [Fact]
    public async Task Half_way_and_nobody_are_led_to_the_sign_in()
    {
        var host = portal.Sqlite;
        using var halfWay = await host.HalfWayAsync(await host.AddWithAuthenticatorAsync());
        using var nobody = new Visitor(host.Address);
        foreach (var visitor in new[] { halfWay, nobody })
        {
            foreach (var path in new[] { "/account", "/account/events", "/account/try-code", "/account/e-mail?token=x", "/account/change-email" })
            {
                await visitor.GoAsync(path);
                Assert.StartsWith("/sign-in", visitor.At);
            }
        }
    }

    [Fact]
    public async Task A_page_that_does_not_exist_says_so()
    {
        var (_, _, visitor) = await SignedInAsync("Sqlite");
        await visitor.GoAsync("/account/something");
        Assert.Equal(HttpStatusCode.NotFound, visitor.Response.StatusCode);
        visitor.Dispose();
    }

    private async Task<(PortalHost Host, TestPerson Person, Visitor Visitor)> SignedInAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.AddAuthenticatorAsync(person with { Secret = Base32.Encode(Totp.NewSecret()) }, number: 2);
        return (host, person, await host.AtHomeAsync(person));
    }

    /// <summary>Everything that an act could have changed.</summary>
    private static Task<(string, string, string, int, int, int, int)> StateAsync(PortalHost host, TestPerson person) => host.QueryAsync(async db => (
        await db.Users.Where(u => u.Id == person.Id).Select(u => u.Name + u.Email).SingleAsync(),
        string.Join(' ', await db.Authenticators.Where(a => a.UserId == person.Id).OrderBy(a => a.Number).Select(a => $"{a.Name}{a.State}").ToListAsync()),
        string.Join(' ', await db.RecoveryCodes.Where(c => c.UserId == person.Id).OrderBy(c => c.Hash).Select(c => c.Hash).ToListAsync()),
        await db.EnrollmentGrants.CountAsync(g => g.UserId == person.Id),
        await db.EmailLinks.CountAsync(l => l.UserId == person.Id),
        await db.Sessions.CountAsync(s => s.UserId == person.Id && s.EndedAt == null),
        await db.TrustedBrowsers.CountAsync(b => b.UserId == person.Id && b.EndedAt == null)));
}
