using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.MyAccount;

/// <summary>Sessions and trusted browsers, seen and ended by their owner.</summary>
[Collection(PortalFixture.Collection)]
public sealed class AccessTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_is_ended_from_another_one_and_its_circuits_are_told(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var lost = await host.AtHomeAsync(person);
        var id = await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync());
        using var visitor = await host.AtHomeAsync(person);
        await visitor.GoAsync("/account");
        var rows = visitor.Page.QuerySelectorAll("li[data-testid=session]");
        Assert.Equal(["true", "false"], rows.Select(row => row.GetAttribute("data-this")));
        Assert.Null(rows[0].QuerySelector("[data-testid=revoke]"));
        using var ears = new Ear(host.Services, Sessions.Topic(id));

        await visitor.RevokeAsync(rows[1]);

        Assert.Equal("Done: it counts no more.", visitor.Text("notice"));
        Assert.Single(visitor.Rows("session"));
        await ears.UntilAsync(id.ToString());
        await lost.GoAsync("/");
        Assert.StartsWith("/sign-in", lost.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_that_has_gone_on_under_another_id_is_not_said_to_be_ended(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var lost = await host.AtHomeAsync(person);
        var session = await host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id));
        using var visitor = await host.AtHomeAsync(person);
        await visitor.GoAsync("/account");
        var row = visitor.Page.QuerySelectorAll("li[data-testid=session]")[1];
        await host.RunAsync((IServiceProvider services) =>
            services.GetRequiredService<Transactions>().RunAsync(effects => services.GetRequiredService<Sessions>().RenewAsync(session, effects)));

        await visitor.RevokeAsync(row);

        Assert.StartsWith("Nothing was ended", visitor.Text("notice"));
        var rows = visitor.Page.QuerySelectorAll("li[data-testid=session]");
        Assert.Equal(["true", "false"], rows.Select(each => each.GetAttribute("data-this")));
        await visitor.RevokeAsync(rows[1]);
        Assert.Equal("Done: it counts no more.", visitor.Text("notice"));
        Assert.Single(visitor.Rows("session"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_trusted_browser_is_marked_and_asked_for_a_code_again_when_it_is_ended(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var other = await host.TrustingAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var own = await host.TrustingAsync(person);
        await own.SignInWithPasswordAsync(person);
        await own.GoAsync("/account");
        var rows = own.Page.QuerySelectorAll("li[data-testid=trusted-browser]");
        Assert.Equal(["true", "false"], rows.Select(row => row.GetAttribute("data-this")));
        Assert.Contains("no code asked until", rows[0].TextContent);

        await own.RevokeAsync(rows[1]);

        Assert.False(await other.PasswordIsEnoughAsync(person));
        await own.PressAsync("sign-out");
        Assert.True(await own.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_end_of_trust_ends_what_the_trusted_browser_stood_in_for_the_code_of(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var stolen = await host.TrustingAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var own = await host.AtHomeAsync(person);
        await own.GoAsync("/account");
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, host.Time.Now())));
        await stolen.SignInWithPasswordAsync(person);
        Assert.Equal("/password/change", stolen.At);

        await own.RevokeAsync(Assert.Single(own.Page.QuerySelectorAll("li[data-testid=trusted-browser]")));

        await stolen.SubmitAsync("change-form", ("Input.CurrentPassword", TestPerson.Password), ("Input.NewPassword", ChangeTests.NewPassword), ("Input.ConfirmPassword", ChangeTests.NewPassword));
        Assert.StartsWith("/sign-in", stolen.At);
        Assert.Null(stolen.Cookie("session"));
        await own.GoAsync("/account");
        Assert.Equal("/account", own.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task All_at_once_leaves_this_session_and_nothing_else(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        using var lost = await host.AtHomeAsync(person);
        using var visitor = await host.AtHomeAsync(person);
        await visitor.GoAsync("/account");

        await visitor.PressAsync("revoke-all");

        Assert.Equal("/account?notice=revoked", visitor.At);
        Assert.Single(visitor.Rows("session"));
        Assert.Empty(visitor.Rows("trusted-browser"));
        await lost.GoAsync("/");
        Assert.StartsWith("/sign-in", lost.At);
        Assert.False(await trusting.PasswordIsEnoughAsync(person));
    }

    [Fact]
    public async Task Where_a_session_comes_from_is_shown_only_where_the_settings_say_so()
    {
        using (var visitor = await portal.Sqlite.AtHomeAsync(await portal.Sqlite.AddWithAuthenticatorAsync()))
        {
            await visitor.GoAsync("/account");
            Assert.Null(visitor.Text("address"));
        }

        await using var host = await PortalHost.StartAsync(settings: ("SignIn:ShowAddress", "true"));
        using var there = await host.AtHomeAsync(await host.AddWithAuthenticatorAsync());
        await there.GoAsync("/account");
        Assert.StartsWith("network address", there.Text("address"));
    }
}
