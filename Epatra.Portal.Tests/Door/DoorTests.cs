using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Door;

/// <summary>Stories of people who use an application behind nginx.</summary>
public sealed class DoorTests(DoorFixture door) : IClassFixture<DoorFixture>
{
    [Fact]
    public async Task Somebody_who_is_not_signed_in_signs_in_and_comes_back_to_what_was_asked_for()
    {
        var person = await door.Portal.AddWithAuthenticatorAsync(name: "Zoë, 100 % Ünal");
        using var visitor = door.Visit();
        await visitor.GoAsync($"http://{door.Application}/notes/today?x=1&y=a%20b");
        Assert.StartsWith("/sign-in?returnUrl=", visitor.At, StringComparison.Ordinal);

        await visitor.SignInWithPasswordAsync(person, visitor.At);
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, door.Portal.Time.GetUtcNow()));
        Assert.StartsWith("/auth/door?", visitor.At, StringComparison.Ordinal);
        await visitor.GoOnAsync();

        Assert.Equal(["/notes/today?x=1&y=a%20b", person.Id, person.Email, "Zo%C3%AB, 100 %25 %C3%9Cnal", "User", "en"], visitor.Told()!);
        Assert.Equal("Zoë, 100 % Ünal", Uri.UnescapeDataString(visitor.Told()![3]));
        await visitor.GoAsync($"http://{door.Application}/again");
        Assert.Equal("/again", visitor.Told()?[0]);
        var entered = await door.Portal.QueryAsync(db => db.AuditEntries.SingleAsync(e => e.Kind == AuditKind.DoorEntered && e.SubjectId == person.Id));
        Assert.Equal((person.Id, true), (entered.ActorId, entered.Details!.EndsWith($"host {door.Application}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Headers_of_a_client_open_nothing_and_change_nothing()
    {
        var (visitor, person) = await door.EnterAsync();
        using var stranger = door.Visit();
        (string, string)[] forged =
        [
            ("X_Portal_User", "admin"), ("X_Portal_Email", "admin@epatra.example"), ("x-portal_name", "Admin"), ("X_Portal-Roles", "Administrator"), ("X-Portal_Language", "fr"),
            ("X-Forwarded-Host", door.Application), ("X-Forwarded-Proto", "https"), ("X-Original-URL", "/auth/check"), ("X-Rewrite-URL", "/auth/check"),
            ("X-Forwarded-Uri", "//evil.example/"), ("X-Forwarded-Method", "POST"), ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", $"host={door.Application}"), ("X-Original-For", "127.0.0.1"),
        ];
        foreach (var (name, value) in forged)
        {
            using var refused = await stranger.SendAsync(With($"http://{door.Application}/a", name, value));
            Assert.Equal((name, $"http://{door.Application}/auth/enter?path=%2Fa"), (name, refused.Headers.Location?.ToString()));
            using var own = await visitor.SendAsync(With($"http://{door.Application}/a", name, value));
            Assert.Equal((name, $"/a|{person.Id}|{person.Email}|Robin Test|User|en|"), (name, await own.Content.ReadAsStringAsync()));
            using var desk = await visitor.SendAsync(With($"http://{door.ForDesk}/a", name, value));
            Assert.Equal((name, DoorCaller.IsIntroduction(name) ? HttpStatusCode.Forbidden : HttpStatusCode.Redirect), (name, desk.StatusCode));
        }

        using var host = With($"http://{door.ForDesk}/a", "Host", door.Application); // another application's name, at the address of this one
        using var other = await visitor.SendAsync(host);
        Assert.Equal($"http://{door.ForDesk}/auth/enter?path=%2Fa", other.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("X-Portal-User", true)]
    [InlineData("x-portal-roles", true)]
    [InlineData("X_Portal_User", false)]
    [InlineData("X_PORTAL-Email", false)]
    [InlineData("X-Portal_Roles", false)]
    [InlineData("X.Portal.User", false)]
    [InlineData("x~portal!roles", false)]
    public async Task Whoever_says_himself_who_he_is_is_refused_in_each_spelling_that_reaches_the_portal(string name, bool everywhere)
    {
        var (visitor, _) = await door.EnterAsync(agent: true);
        await visitor.EnterAsync(door.ForDesk, "/");
        Assert.Equal("Agent", visitor.Told()?[4]);
        using var desk = await visitor.SendAsync(With($"http://{door.ForDesk}/a", name, "admin")); // whose nginx lets every name through
        Assert.Equal(HttpStatusCode.Forbidden, desk.StatusCode);
        using var usual = await visitor.SendAsync(With($"http://{door.Application}/a", name, "admin"));
        Assert.Equal(everywhere ? HttpStatusCode.Forbidden : HttpStatusCode.OK, usual.StatusCode);
    }

    [Fact]
    public async Task Nobody_asks_the_question_of_the_proxy_himself()
    {
        var (visitor, _) = await door.EnterAsync();
        await visitor.GoAsync($"http://{door.Application}/auth/check");
        Assert.Equal(HttpStatusCode.NotFound, visitor.Response.StatusCode);
    }

    [Fact]
    public async Task An_application_lets_in_whose_role_the_settings_name()
    {
        var (user, person) = await door.EnterAsync();
        await user.EnterAsync(door.ForDesk, "/");
        Assert.Equal(HttpStatusCode.Forbidden, user.Response.StatusCode);
        Assert.Contains("may not use", user.Error, StringComparison.Ordinal);
        var details = $"role host {door.ForDesk}";
        Assert.Equal(1, await door.Portal.QueryAsync(db => db.AuditEntries.CountAsync(e => e.ActorId == person.Id && e.Kind == AuditKind.DoorRefused && e.Details == details)));

        var (agent, _) = await door.SignInAsync(agent: true);
        await agent.EnterAsync(door.ForDesk, "/");
        Assert.Equal("Agent", agent.Told()?[4]);
    }

    [Fact]
    public async Task Whoever_signs_out_at_the_portal_is_out_of_every_application()
    {
        var (visitor, _) = await door.EnterAsync();
        await visitor.GoAsync("/");
        await visitor.PressAsync("sign-out");
        await OutAsync(visitor);
    }

    [Fact]
    public async Task A_revocation_is_heard_at_once_and_within_a_second_where_the_message_is_lost()
    {
        var (visitor, person) = await door.EnterAsync();
        var (other, lost) = await door.EnterAsync();
        await RevocationTests.RevokeAsync(door.Portal, person, RevocationReason.RoleChange);
        await OutAsync(visitor);

        var now = door.Portal.Time.Now();
        await door.Portal.QueryAsync(db => db.Sessions.Where(s => s.UserId == lost.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now)));
        door.Portal.Time.Advance(TimeSpan.FromSeconds(1));
        await other.GoAsync($"http://{door.Application}/");
        Assert.Null(other.Told());
    }

    [Fact]
    public async Task A_session_that_goes_on_under_another_id_goes_on_in_the_application()
    {
        var (visitor, person) = await door.EnterAsync();
        await door.Portal.RunAsync(async (IServiceProvider services) =>
        {
            var (sessions, database) = ((Sessions)services.GetService(typeof(Sessions))!, (PortalDbContext)services.GetService(typeof(PortalDbContext))!);
            var session = await database.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id);
            return await ((Transactions)services.GetService(typeof(Transactions))!).RunAsync(effects => sessions.RenewAsync(session, effects, proven: true));
        });
        door.Portal.Time.Advance(TimeSpan.FromSeconds(2));

        await visitor.GoAsync($"http://{door.Application}/still");
        Assert.Equal("/still", visitor.Told()?[0]);
    }

    [Fact]
    public async Task Work_in_an_application_counts_as_activity_and_silence_ends_the_session()
    {
        var (visitor, _) = await door.EnterAsync();
        for (var i = 0; i < 3; i++)
        {
            door.Portal.Time.Advance(TimeSpan.FromMinutes(40));
            await visitor.GoAsync($"http://{door.Application}/");
            Assert.NotNull(visitor.Told());
        }

        door.Portal.Time.Advance(TimeSpan.FromMinutes(61));
        await visitor.GoAsync($"http://{door.Application}/");
        Assert.Null(visitor.Told());
    }

    [Fact]
    public async Task A_trusted_browser_is_a_session_and_the_password_alone_is_none()
    {
        var person = await door.Portal.AddWithAuthenticatorAsync();
        using var visitor = door.Visit();
        await visitor.SignInWithPasswordAsync(person);
        await visitor.EnterAsync(door.Application, "/");
        Assert.StartsWith("/sign-in?returnUrl=", visitor.At, StringComparison.Ordinal);

        await visitor.TrustAsync(door.Portal, person);
        await visitor.EnterAsync(door.Application, "/");
        Assert.Null(visitor.Told());
        await visitor.SignInWithPasswordAsync(person, visitor.At);
        await visitor.GoOnAsync();
        Assert.Equal(person.Id, visitor.Told()?[1]);
    }

    private static HttpRequestMessage With(string address, string name, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Returns when the application lets nobody in any more; the clock of the portal stands still meanwhile.</summary>
    private async Task OutAsync(Visitor visitor)
    {
        using var guard = new CancellationTokenSource(Ear.Guard);
        do
        {
            guard.Token.ThrowIfCancellationRequested();
            await visitor.GoAsync($"http://{door.Application}/");
        }
        while (visitor.Told() is not null);
        Assert.StartsWith("/sign-in?returnUrl=", visitor.At, StringComparison.Ordinal);
    }
}
