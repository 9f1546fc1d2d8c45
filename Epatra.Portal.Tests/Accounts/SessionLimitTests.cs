using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(PortalFixture.Collection)]
public sealed class SessionLimitTests(PortalFixture portal)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_ends_after_an_hour_without_use(string database)
    {
        var host = portal.On(database);
        using var visitor = await SignedInAsync(host);

        host.Time.Advance(TimeSpan.FromMinutes(60));

        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Use_keeps_a_session_alive(string database)
    {
        var host = portal.On(database);
        using var visitor = await SignedInAsync(host);

        for (var i = 0; i < 3; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(60) - Second);
            await visitor.GoAsync("/");
            Assert.Equal("/", visitor.At);
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_ends_after_a_day_however_much_it_is_used(string database)
    {
        var host = portal.On(database);
        using var visitor = await SignedInAsync(host);
        for (var minutes = 0; minutes < (24 * 60) - 30; minutes += 30)
        {
            host.Time.Advance(TimeSpan.FromMinutes(30));
            await visitor.GoAsync("/");
            Assert.Equal("/", visitor.At);
        }

        host.Time.Advance(TimeSpan.FromMinutes(30) - Second);
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);

        host.Time.Advance(Second);
        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
    }

    [Fact]
    public async Task The_limits_are_settings()
    {
        await using var host = await PortalHost.StartAsync(settings: [("SignIn:IdleMinutes", "5"), ("SignIn:SessionHours", "1"), ("SignIn:PendingMinutes", "2")]);
        var person = await host.AddWithAuthenticatorAsync();
        using var idle = new Visitor(host.Address);
        await idle.SignInWithPasswordAsync(person);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await idle.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?", idle.At);

        await idle.SignInAsync(person, host);
        Assert.Equal(host.Time.GetUtcNow().UtcDateTime.AddHours(1), await host.QueryAsync(db => db.Sessions.Select(s => s.ExpiresAt).SingleAsync()));
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await idle.GoAsync("/");
        Assert.StartsWith("/sign-in", idle.At);
    }

    /// <summary>The row holds the limits: a cookie that would live longer helps nobody.</summary>
    [Fact]
    public async Task The_absolute_limit_is_also_in_the_row()
    {
        var host = portal.Sqlite;
        using var visitor = await SignedInAsync(host);
        await host.QueryAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(x => x.ExpiresAt, host.Time.GetUtcNow().UtcDateTime)));

        await visitor.GoAsync("/");

        Assert.StartsWith("/sign-in", visitor.At);
    }

    private static async Task<Visitor> SignedInAsync(PortalHost host)
    {
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(await host.AddWithAuthenticatorAsync(), host);
        Assert.Equal("/", visitor.At);
        return visitor;
    }
}
