using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Accounts;

[Collection(PortalFixture.Collection)]
public sealed class RevocationTests(PortalFixture portal)
{
    public static TheoryData<string, string> Reasons
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var reason in Enum.GetNames<RevocationReason>())
            {
                all.Add("Sqlite", reason);
                all.Add("PostgreSql", reason);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Reasons))]
    public async Task Every_event_ends_sessions_trust_and_half_way_sign_ins_and_tells_their_circuits(string database, string reason)
    {
        var (host, person, other) = await PeopleAsync(database);
        using var trusting = await host.TrustingAsync(person);
        using var bystander = await host.TrustingAsync(other);
        Assert.True(await bystander.PasswordIsEnoughAsync(other));
        using var signedIn = await SignedInAsync(host, person);
        using var halfWay = new Visitor(host.Address);
        await halfWay.SignInWithPasswordAsync(person);
        var (session, half) = (await SessionAsync(host, person), await HalfWayAsync(host, person));
        using var ears = new Ear(host.Services, Sessions.Topic(session.Id));
        using var halfEars = new Ear(host.Services, HalfWaySignIns.Topic(half.Id));

        await RevokeAsync(host, person, Enum.Parse<RevocationReason>(reason));

        await ears.UntilAsync(session.Id.ToString());
        await halfEars.UntilAsync(half.Id.ToString());
        await signedIn.GoAsync("/");
        Assert.StartsWith("/sign-in", signedIn.At);
        await halfWay.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?", halfWay.At);
        Assert.False(await trusting.PasswordIsEnoughAsync(person));
        Assert.True(await bystander.PasswordIsEnoughAsync(other));
        var entries = await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id).OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal($"reason {reason} sessions 1 trusted browsers 1 half-way sign-ins 1", Assert.Single(entries, e => e.Kind == AuditKind.AccessRevoked).Details);
        Assert.Equal($"session {session.Id}", Assert.Single(entries, e => e.Kind == AuditKind.SessionEnded).Details);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_actors_own_session_goes_on_where_it_is_named(string database)
    {
        var (host, person, _) = await PeopleAsync(database);
        using var own = await SignedInAsync(host, person);
        var session = await SessionAsync(host, person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var other = await SignedInAsync(host, person);

        await RevokeAsync(host, person, RevocationReason.SignOutEverywhere, except: session.Id);

        await own.GoAsync("/");
        Assert.Equal("/", own.At);
        await other.GoAsync("/");
        Assert.StartsWith("/sign-in", other.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_actors_own_half_way_sign_in_goes_on(string database)
    {
        var (host, person, _) = await PeopleAsync(database);
        using var own = new Visitor(host.Address);
        await own.SignInWithPasswordAsync(person);
        var half = await HalfWayAsync(host, person);
        using var other = new Visitor(host.Address);
        await other.SignInWithPasswordAsync(person);

        await RevokeAsync(host, person, RevocationReason.RecoveryCode, actor: half);

        await own.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in/code", own.At);
        await other.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?", other.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_transaction_that_is_undone_ends_nothing(string database)
    {
        var (host, person, _) = await PeopleAsync(database);
        using var trusting = await host.TrustingAsync(person);

        await RevokeAsync(host, person, RevocationReason.Reset, undo: true);

        Assert.True(await trusting.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task No_sign_in_by_trust_slips_through_a_revocation_of_the_same_moment(string database)
    {
        var (host, person, _) = await PeopleAsync(database);
        using var visitor = await host.TrustingAsync(person);
        await visitor.GoAsync("/sign-in");
        var posts = Enumerable.Range(0, 20)
            .Select(_ => visitor.Prepare("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password))).ToList();

        await Task.WhenAll([.. posts.Select(visitor.SendAsync), RevokeAsync(host, person, RevocationReason.PasswordChange)]);

        Assert.False(await host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id && s.EndedAt == null)));
        Assert.Single(await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.AccessRevoked).ToListAsync()));
    }

    /// <summary>As the events of later parts do it.</summary>
    internal static async Task RevokeAsync(
        PortalHost host, TestPerson person, RevocationReason reason, Guid? except = null, HalfWaySignIn? actor = null, bool undo = false)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Actor>().HalfWay = actor;
        await services.GetRequiredService<Transactions>().RunAsync(async effects =>
        {
            await services.GetRequiredService<Revocations>().EndEverythingAsync(person.Id, except, reason, effects);
            if (undo)
            {
                effects.Undo();
            }
        });
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Other)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        return (host, await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
    }

    private static async Task<Visitor> SignedInAsync(PortalHost host, TestPerson person)
    {
        host.Time.Advance(TimeSpan.FromSeconds(30)); // the code before this one may be used up
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
        return visitor;
    }

    private static Task<Session> SessionAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id && s.EndedAt == null));

    private static Task<HalfWaySignIn> HalfWayAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.HalfWaySignIns.AsNoTracking().SingleAsync(h => h.UserId == person.Id && h.EndedAt == null));
}
