using System.Net;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>A half-way sign-in is nobody anywhere but on the pages of its second factor.</summary>
[Collection(PortalFixture.Collection)]
public sealed class HalfWayTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("/")]
    [InlineData("/?tile=3")]
    public async Task A_half_way_sign_in_opens_no_page_of_somebody_who_is_signed_in(string path)
    {
        using var visitor = await Host.HalfWayAsync(await Host.AddWithAuthenticatorAsync());
        await visitor.GoAsync(path);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(path)}", visitor.At);
    }

    [Fact]
    public async Task A_half_way_sign_in_cannot_sign_out_and_its_pages_do_not_offer_it()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await Host.HalfWayAsync(person);
        Assert.Null(visitor.Page.QuerySelector("[data-testid=sign-out]"));

        await visitor.PostAsync("/sign-out", visitor.Token);

        Assert.StartsWith("/sign-in", visitor.At);
        await visitor.GoAsync("/sign-in/code");
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        Assert.Equal("/", visitor.At);
    }

    [Fact]
    public async Task The_password_alone_gives_neither_a_session_cookie_nor_a_session()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = await Host.HalfWayAsync(person);

        Assert.NotNull(visitor.Cookie("half-way"));
        Assert.Null(visitor.Cookie("session"));
        Assert.False(await Host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id)));
    }

    [Fact]
    public async Task The_cookie_of_a_half_way_sign_in_is_worth_nothing_as_the_cookie_of_a_session()
    {
        using var visitor = await Host.HalfWayAsync(await Host.AddWithAuthenticatorAsync());
        visitor.Cookies.Add(Host.Address, new Cookie("epatra-session", visitor.Cookie("half-way")));

        await visitor.GoAsync("/");

        Assert.StartsWith("/sign-in", visitor.At);
    }

    [Fact]
    public async Task The_sign_in_page_does_not_take_a_half_way_sign_in_for_somebody()
    {
        using var visitor = await Host.HalfWayAsync(await Host.AddWithAuthenticatorAsync());
        await visitor.GoAsync("/sign-in");
        Assert.NotNull(visitor.Page.QuerySelector("[data-testid=sign-in-form]"));
    }

    [Fact]
    public async Task The_wizard_is_closed_to_somebody_with_an_authenticator_and_no_grant()
    {
        using var visitor = await Host.HalfWayAsync(await Host.AddWithAuthenticatorAsync());
        await visitor.GoAsync("/enroll");
        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Fact]
    public async Task The_wizard_is_closed_to_somebody_with_neither_an_authenticator_nor_a_grant()
    {
        using var visitor = await Host.HalfWayAsync(await Host.AddWithNeitherAsync());
        await visitor.GoAsync("/enroll");
        Assert.Equal("/sign-in/help", visitor.At);
    }

    [Fact]
    public async Task The_code_page_is_closed_to_somebody_without_an_authenticator()
    {
        using var newcomer = await Host.HalfWayAsync(await Host.AddWithGrantAsync());
        await newcomer.GoAsync("/sign-in/code");
        Assert.Equal("/enroll", newcomer.At);

        using var stuck = await Host.HalfWayAsync(await Host.AddWithNeitherAsync());
        await stuck.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in/help", stuck.At);
    }

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/help")]
    [InlineData("/enroll")]
    public async Task Without_the_password_the_pages_of_the_second_factor_are_closed(string path)
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync(path);
        Assert.Equal("/sign-in", visitor.At);
        Assert.Null(visitor.Text("notice"));
    }

    [Fact]
    public async Task An_invented_cookie_is_no_half_way_sign_in()
    {
        using var visitor = new Visitor(Host.Address);
        visitor.Cookies.Add(Host.Address, new Cookie("epatra-half-way", Security.Token.New()));
        await visitor.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_end_of_the_wizard_gives_no_session_without_a_confirmed_authenticator(string database)
    {
        var host = portal.On(database);
        foreach (var person in new[] { await host.AddWithGrantAsync(), await host.AddWithAuthenticatorAsync(), await host.AddWithNeitherAsync() })
        {
            using var visitor = new Visitor(host.Address);
            await visitor.SignInWithPasswordAsync(person);

            await visitor.PostAsync("/enroll/finish", visitor.Token);

            Assert.Contains(visitor.At, new[] { "/enroll", "/sign-in/code", "/sign-in/help" });
            Assert.Null(visitor.Cookie("session"));
            Assert.False(await host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id)));
        }
    }
}
