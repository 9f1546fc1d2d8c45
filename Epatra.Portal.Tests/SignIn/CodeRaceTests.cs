using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>One code, posted many times at the same moment.</summary>
[Collection(PortalFixture.Collection)]
public sealed class CodeRaceTests(PortalFixture portal)
{
    private const int Posts = 50;

    [Fact]
    public async Task Fifty_sign_ins_with_one_code_give_one_session() => await FromManySignInsAsync(portal.Sqlite, [portal.Sqlite]);

    [Fact]
    public async Task Fifty_sign_ins_with_one_code_over_two_nodes_give_one_session()
    {
        await using var node = portal.PostgreSql.StartNode();
        await FromManySignInsAsync(portal.PostgreSql, [portal.PostgreSql, node]);
    }

    [Fact]
    public async Task One_sign_in_posted_fifty_times_gives_one_session() => await FromOneSignInAsync(portal.Sqlite, [portal.Sqlite]);

    [Fact]
    public async Task One_sign_in_posted_fifty_times_over_two_nodes_gives_one_session()
    {
        await using var node = portal.PostgreSql.StartNode();
        await FromOneSignInAsync(portal.PostgreSql, [portal.PostgreSql, node]);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_many_wrong_codes_at_the_same_moment_five_are_looked_at(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var wrong = await Phone.WrongCodeAsync(person.Secret!, host.Time.GetUtcNow());
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        var requests = Enumerable.Range(0, 20).Select(_ => visitor.Prepare("code-form", ("Input.Code", wrong))).ToList();

        var answers = await Task.WhenAll(requests.Select(visitor.SendAsync));

        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(16, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(5, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Guesses).SingleAsync()));
        Assert.Equal(20, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.CodeRefused)));
    }

    private static async Task FromManySignInsAsync(PortalHost host, PortalHost[] nodes)
    {
        var person = await host.AddWithAuthenticatorAsync();
        var visitors = Enumerable.Range(0, Posts).Select(i => new Visitor(nodes[i % nodes.Length].Address)).ToList();
        foreach (var visitor in visitors)
        {
            await visitor.SignInWithPasswordAsync(person);
        }

        var code = await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow());
        var posts = visitors.ConvertAll(visitor => (visitor, request: visitor.Prepare("code-form", ("Input.Code", code))));
        await OneWinsAsync(host, person, posts);
        Assert.Single(visitors, visitor => visitor.Cookie("session") is not null);
        visitors.ForEach(visitor => visitor.Dispose());
    }

    private static async Task FromOneSignInAsync(PortalHost host, PortalHost[] nodes)
    {
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        var code = await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow());
        var posts = Enumerable.Range(0, Posts).Select(i =>
        {
            var request = visitor.Prepare("code-form", ("Input.Code", code));
            request.RequestUri = new Uri(nodes[i % nodes.Length].Address, "/sign-in/code");
            return (Visitor: visitor.Copy(), request); // the cookie of the winner is not the others'
        }).ToList();
        await OneWinsAsync(host, person, posts);
        posts.ForEach(post => post.Visitor.Dispose());
    }

    private static async Task OneWinsAsync(PortalHost host, TestPerson person, IReadOnlyList<(Visitor Visitor, HttpRequestMessage Request)> posts)
    {
        var answers = await Task.WhenAll(posts.Select(post => post.Visitor.SendAsync(post.Request)));

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Redirect }));
        Assert.Single(answers, answer => answer.Headers.Location is { } to && new Uri(host.Address, to).PathAndQuery == "/");
        Assert.Equal(1, await host.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == person.Id)));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.SignedIn)));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.CodeAccepted)));
    }
}
