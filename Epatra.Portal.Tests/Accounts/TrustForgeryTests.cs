using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

/// <summary>Cookies and fields that are not what they say, and people who may not trust a browser.</summary>
[Collection(PortalFixture.Collection)]
public sealed class TrustForgeryTests(PortalFixture portal)
{
    public static TheoryData<string, string> Powerful => new()
    {
        { "Sqlite", nameof(Role.Agent) }, { "PostgreSql", nameof(Role.Agent) },
        { "Sqlite", nameof(Role.Administrator) }, { "PostgreSql", nameof(Role.Administrator) },
    };

    [Theory, MemberData(nameof(Powerful))]
    public async Task Agents_and_administrators_cannot_trust_a_browser_whatever_the_form_says(string database, string role)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await host.SetRoleAsync(person, Enum.Parse<Role>(role));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.Null(visitor.Page.QuerySelector("[name='Input.TrustBrowser']"));

        await visitor.SubmitCodeAndTrustAsync(host, person);

        Assert.Equal("/", visitor.At);
        Assert.Null(visitor.Token(person));
        Assert.Empty(await host.TrustedBrowsersAsync(person));
    }

    [Theory, MemberData(nameof(Powerful))]
    public async Task What_somebody_trusted_before_becoming_an_agent_or_administrator_does_not_count(string database, string role)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);

        await host.SetRoleAsync(person, Enum.Parse<Role>(role));

        Assert.False(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_token_of_one_person_under_the_name_of_another_is_refused_and_reported(string database)
    {
        var host = portal.On(database);
        var (victim, thief) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = await host.TrustingAsync(victim);
        using var renamed = Trust.With(host, thief, visitor.Token(victim)!);

        Assert.False(await renamed.PasswordIsEnoughAsync(thief));

        var row = Assert.Single(await host.TrustedBrowsersAsync(victim));
        var entry = await host.QueryAsync(db => db.AuditEntries.SingleAsync(e => e.Kind == AuditKind.TrustedBrowserRefused && e.SubjectId == thief.Id));
        Assert.Equal($"trusted browser {row.Id} of somebody else", entry.Details);
        Assert.True(await visitor.PasswordIsEnoughAsync(victim));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%00%ff")]
    public async Task A_made_up_token_is_not_trusted(string token)
    {
        foreach (var host in new[] { portal.Sqlite, portal.PostgreSql })
        {
            var person = await host.AddWithAuthenticatorAsync();
            using var visitor = Trust.With(host, person, token);
            Assert.False(await visitor.PasswordIsEnoughAsync(person));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_hash_in_the_database_opens_nothing(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);

        using var visitor = Trust.With(host, person, Assert.Single(await host.TrustedBrowsersAsync(person)).TokenHash);

        Assert.False(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Ended_trust_does_not_count(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);

        await host.QueryAsync(db => db.TrustedBrowsers.Where(b => b.UserId == person.Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, DateTime.UnixEpoch)));

        Assert.False(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Trusting_a_browser_again_ends_what_it_was_before(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        using var copy = Trust.With(host, person, visitor.Token(person)!);
        Assert.True(await copy.PasswordIsEnoughAsync(person));
        host.Time.Advance(TimeSpan.FromMinutes(2));

        await visitor.TrustAsync(host, person); // its token was used by the copy, so the code is asked again

        var rows = await host.TrustedBrowsersAsync(person);
        Assert.Equal([false, true], rows.Select(row => row.EndedAt is null));
        Assert.False(await copy.PasswordIsEnoughAsync(person));
        Assert.True(await visitor.PasswordIsEnoughAsync(person));
    }

    [Theory]
    [InlineData("banana")]
    [InlineData("false")]
    [InlineData("")]
    public async Task A_field_that_says_something_else_does_not_trust(string value)
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);

        await visitor.SubmitAsync("code-form", ("Input.Code", await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow())), ("Input.TrustBrowser", value));

        Assert.Equal("/", visitor.At);
        Assert.Empty(await host.TrustedBrowsersAsync(person));
    }
}
