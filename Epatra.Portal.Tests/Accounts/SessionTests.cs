using System.Buffers.Text;
using System.Net;
using System.Text;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(PortalFixture.Collection)]
public sealed class SessionTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Fact]
    public async Task Each_sign_in_has_a_session_of_its_own()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await SignedInAsync(Host, person);
        var (cookie, first) = (visitor.Cookie("session"), await SessionAsync(person));
        await visitor.PressAsync("sign-out");
        Host.Time.Advance(TimeSpan.FromSeconds(30));

        await visitor.SignInAsync(person, Host);

        Assert.NotEqual(cookie, visitor.Cookie("session"));
        Assert.NotEqual(first.Id, (await SessionAsync(person)).Id);
    }

    [Fact]
    public async Task Nobody_can_choose_the_cookie_of_a_session_beforehand()
    {
        using var thief = await SignedInAsync(Host, await Host.AddWithAuthenticatorAsync());
        var planted = thief.Cookie("session");
        await thief.PressAsync("sign-out");
        using var visitor = new Visitor(Host.Address);
        visitor.Cookies.Add(Host.Address, new Cookie("epatra-session", planted));

        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync(), Host);

        Assert.Equal("/", visitor.At);
        Assert.NotEqual(planted, visitor.Cookie("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Signing_out_ends_the_session_for_every_copy_of_its_cookie(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await SignedInAsync(host, person);
        using var thief = visitor.Copy();
        await thief.GoAsync("/");
        Assert.Equal("/", thief.At);

        await visitor.PressAsync("sign-out");

        Assert.Equal("/sign-in?notice=out", visitor.At);
        Assert.NotNull(visitor.Text("notice"));
        Assert.Null(visitor.Cookie("session"));
        await thief.GoAsync("/");
        Assert.StartsWith("/sign-in", thief.At);
        var row = await host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id));
        Assert.Equal(SessionEnd.SignedOut, row.EndedBy);
        Assert.NotNull(row.EndedAt);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_that_was_ended_is_refused_at_the_next_request(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await SignedInAsync(host, person);
        var id = await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync());

        Assert.True(await host.RunAsync<Sessions, bool>(sessions => sessions.EndAsync(id, SessionEnd.Revoked)));

        await visitor.GoAsync("/?tile=3");
        Assert.Equal("/sign-in?returnUrl=%2F%3Ftile%3D3", visitor.At);
        Assert.Null(visitor.Cookie("session"));
        Assert.False(await host.RunAsync<Sessions, bool>(sessions => sessions.EndAsync(id, SessionEnd.Revoked)));
    }

    [Fact]
    public async Task Ending_one_session_leaves_the_others()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var one = await SignedInAsync(Host, person);
        var id = (await SessionAsync(person)).Id;
        Host.Time.Advance(TimeSpan.FromSeconds(30));
        using var other = await SignedInAsync(Host, person);

        await Host.RunAsync<Sessions, bool>(sessions => sessions.EndAsync(id, SessionEnd.Revoked));

        await one.GoAsync("/");
        Assert.StartsWith("/sign-in", one.At);
        await other.GoAsync("/");
        Assert.Equal("/", other.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_disabled_person_is_out_at_the_next_request(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await SignedInAsync(host, person);

        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, DateTime.UnixEpoch)));

        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
    }

    [Fact]
    public async Task The_cookie_tells_nothing_about_the_person()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await SignedInAsync(Host, person);
        var cookie = visitor.Cookie("session")!;
        var content = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cookie));

        foreach (var told in new[] { person.Id, person.Email, "Robin", (await SessionAsync(person)).Id.ToString() })
        {
            Assert.DoesNotContain(told, cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(told, content, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_foreign_forms()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");
        using var halfWay = await visitor.SendAsync(visitor.Prepare("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password)));
        await visitor.GoAsync("/sign-in/code");
        using var complete = await visitor.SendAsync(visitor.Prepare("code-form", ("Input.Code", await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()))));

        var cookies = halfWay.Headers.GetValues("Set-Cookie").Concat(complete.Headers.GetValues("Set-Cookie")).ToList();
        Assert.Contains(cookies, cookie => cookie.StartsWith("epatra-half-way=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("epatra-session=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Home_is_closed_without_a_session()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/?tile=3&name=Zo%C3%AB");
        Assert.Equal("/sign-in?returnUrl=" + Uri.EscapeDataString("/?tile=3&name=Zo%C3%AB"), visitor.At);

        var person = await Host.AddWithAuthenticatorAsync();
        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        Assert.Equal("/?tile=3&name=Zo%C3%AB", visitor.At);
    }

    [Fact]
    public async Task Opening_the_address_of_sign_out_does_nothing()
    {
        using var visitor = await SignedInAsync(Host, await Host.AddWithAuthenticatorAsync());
        await visitor.GoAsync("/sign-out");
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/help")]
    [InlineData("/enroll")]
    public async Task The_pages_of_the_sign_in_send_somebody_who_is_in_home(string path)
    {
        using var visitor = await SignedInAsync(Host, await Host.AddWithAuthenticatorAsync());
        await visitor.GoAsync(path);
        Assert.Equal("/", visitor.At);
    }

    private static async Task<Visitor> SignedInAsync(PortalHost host, TestPerson person)
    {
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
        return visitor;
    }

    private Task<Session> SessionAsync(TestPerson person) =>
        Host.QueryAsync(db => db.Sessions.AsNoTracking().Where(s => s.UserId == person.Id).OrderByDescending(s => s.CreatedAt).FirstAsync());
}
