using System.Net;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class ResetTests(PortalFixture portal)
{
    private const string New = ChangeTests.NewPassword;

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_link_gives_a_new_password_and_the_code_is_still_asked(string database)
    {
        var (host, person, visitor, link) = await ForgottenAsync(database);
        await ResetAsync(visitor, link);
        Assert.Equal(("/sign-in?notice=password", "Your new password is saved. Sign in with it."), (visitor.At, visitor.Text("notice")));
        Assert.Null(visitor.Cookie("session"));
        await visitor.SignInWithPasswordAsync(person, password: New);
        Assert.Equal("/sign-in/code", visitor.At);
        await host.MailAsync(person, "Your password was changed");
        var reset = await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.PasswordResetAt).SingleAsync());
        Assert.Equal(host.Time.Now(), reset);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_reset_ends_every_session_trusted_browser_and_half_way_sign_in(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        await trusting.SignInWithPasswordAsync(person);
        Assert.Equal("/", trusting.At);
        using var halfWay = await host.HalfWayAsync(person);
        using var visitor = halfWay.Copy();
        var link = await host.ForgetPasswordAsync(person, visitor);
        await ResetAsync(visitor, link!);
        await trusting.GoAsync("/");
        Assert.StartsWith("/sign-in", trusting.At);
        await halfWay.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?", halfWay.At);
        await trusting.SignInWithPasswordAsync(person, password: New);
        Assert.Equal("/sign-in/code", trusting.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Worthless_links_wait_after_a_hundred_from_one_address_and_right_ones_do_not(string database)
    {
        var (host, person, first, link) = await ForgottenAsync(database);
        using var visitor = new Visitor(host.Address, from: "203.0.113.78");
        await visitor.GoAsync(link);
        await ResetAsync(first, link);
        for (var i = 0; i < 100; i++)
        {
            using var answer = await visitor.SendAsync(visitor.Prepare("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New)));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await visitor.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (visitor.Response.StatusCode, visitor.Error!.StartsWith("Too many wrong attempts came from your network.", StringComparison.Ordinal)));

        var right = await host.ForgetPasswordAsync(person, first);
        await ResetAsync(visitor, right!, New + "2");
        Assert.Equal("/sign-in?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Somebody_who_is_locked_or_frozen_while_choosing_gets_no_new_password(string database)
    {
        var (host, person, visitor, link) = await ForgottenAsync(database);
        await visitor.GoAsync(link);
        var now = host.Time.Now();
        foreach (var (disabled, frozen) in new (DateTime?, DateTime?)[] { (now, null), (null, now) })
        {
            await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, disabled).SetProperty(x => x.FrozenAt, frozen)));
            Assert.False(await host.RunAsync(async (IServiceProvider services) =>
            {
                var user = await services.GetRequiredService<PortalDbContext>().Users.AsNoTracking().SingleAsync(u => u.Id == person.Id);
                return await services.GetRequiredService<Transactions>().RunAsync(effects => services.GetRequiredService<NewPasswords>().ReplaceAsync(user, "hash", byMail: true, effects));
            }));
        }

        await visitor.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        Assert.Equal("This link is no longer valid.", visitor.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_password_that_is_not_taken_leaves_the_link_as_it_is(string database)
    {
        var (_, _, visitor, link) = await ForgottenAsync(database);
        await ResetAsync(visitor, link, TestPerson.Password);
        Assert.Equal(PasswordRuleTexts.Broken(PasswordRule.Different, new()), visitor.Error);
        await visitor.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", "other"));
        Assert.Equal("The two passwords are not the same. Type them again.", visitor.Error);
        await visitor.SubmitAsync("reset-form", ("Input.NewPassword", New), ("Input.ConfirmPassword", New));
        Assert.Equal("/sign-in?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_ten_passwords_that_are_not_taken_the_link_waits(string database)
    {
        var (host, _, visitor, link) = await ForgottenAsync(database);
        for (var i = 0; i < 10; i++)
        {
            await ResetAsync(visitor, link, "abc");
        }

        await ResetAsync(visitor, link);
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (visitor.Response.StatusCode, visitor.Error!.StartsWith("Too many wrong attempts.", StringComparison.Ordinal)));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await ResetAsync(visitor, link);
        Assert.Equal("/sign-in?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_reset_ends_the_wait_after_wrong_passwords(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address, from: "203.0.113.80");
        for (var i = 0; i < 10; i++)
        {
            await visitor.SignInWithPasswordAsync(person, password: "wrong");
        }

        var link = await host.ForgetPasswordAsync(person, visitor);
        await ResetAsync(visitor, link!);
        await visitor.SignInWithPasswordAsync(person, password: New);
        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Fact]
    public async Task The_token_is_kept_as_a_hash_only()
    {
        var (host, person, _, link) = await ForgottenAsync("Sqlite");
        var token = link.Split("token=")[1];
        var row = await host.QueryAsync(db => db.PasswordLinks.SingleAsync(l => l.UserId == person.Id));
        Assert.Equal(Security.Token.Hash(token), row.TokenHash);
        Assert.DoesNotContain(token, row.TokenHash);
    }

    private Task<(PortalHost Host, TestPerson Person, Visitor Visitor, string Link)> ForgottenAsync(string database) => ForgottenAsync(portal.On(database));

    /// <summary>A new person, and the link that was mailed.</summary>
    internal static async Task<(PortalHost Host, TestPerson Person, Visitor Visitor, string Link)> ForgottenAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        var visitor = new Visitor(host.Address);
        var link = await host.ForgetPasswordAsync(person, visitor);
        Assert.NotNull(link);
        return (host, person, visitor, link);
    }

    internal static async Task ResetAsync(Visitor visitor, string link, string password = New)
    {
        await visitor.GoAsync(link);
        await visitor.SubmitAsync("reset-form", ("Input.NewPassword", password), ("Input.ConfirmPassword", password));
    }
}
