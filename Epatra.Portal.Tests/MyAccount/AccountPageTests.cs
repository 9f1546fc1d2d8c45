using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.MyAccount;

[Collection(PortalFixture.Collection)]
public sealed class AccountPageTests(PortalFixture portal)
{
    [Theory]
    [InlineData("nl", "Mijn account", "Overal")]
    [InlineData("fr", "Mon compte", "Où vous êtes connecté")]
    [InlineData("en", "My account", "Where you are signed in")]
    public async Task It_is_reached_from_every_page_in_the_own_language(string language, string title, string part)
    {
        var host = portal.Sqlite;
        using var visitor = new Visitor(host.Address, language);
        await visitor.SignInAsync(await host.AddWithAuthenticatorAsync(language), host);
        await visitor.GoAsync(visitor.Page.QuerySelector("[data-testid=account]")!.GetAttribute("href")!);
        Assert.Equal(title, visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains(language == "nl" ? "Waar je bent aangemeld" : part, visitor.Page.QuerySelector("main")!.TextContent);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_name_greets_and_is_found(string database)
    {
        var host = portal.On(database);
        var (person, agent, name) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync(), $"Zoë {Guid.NewGuid():N}");
        using var visitor = await host.AtHomeAsync(person);

        await visitor.DoAsync(AccountAct.ChangeName, text: $"\u202e {name}\n");

        await visitor.GoAsync("/");
        Assert.Equal($"Hello {name}", visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal(person.Id, (await host.AsAsync(agent, (PersonSearch search) => search.FindAsync(name))).People.Single().Id);
        await visitor.DoAsync(AccountAct.ChangeName, text: " \t ");
        Assert.Equal("Type your name.", visitor.Error);
        await visitor.DoAsync(AccountAct.ChangeName, text: new string('é', 300));
        Assert.Equal(200, (await host.UserAsync(person)).Name.Length);
    }

    [Fact]
    public async Task The_language_is_changed_where_the_rest_is()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);
        await visitor.GoAsync("/account");
        await visitor.SubmitAsync("language-form", ("culture", "fr"));
        Assert.Equal(("/account", "Mon compte"), (visitor.At, visitor.Page.QuerySelector("h1")!.TextContent));
        Assert.Equal("fr", (await host.UserAsync(person)).Language);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_happened_is_told_newest_first_page_by_page_without_the_names_of_agents(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync(name: "Secret Agent"));
        using var visitor = await host.AtHomeAsync(person);
        await host.AsAsync(agent, (Transactions transactions) => transactions.RunAsync(effects =>
        {
            for (var i = 0; i < 45; i++)
            {
                effects.Audit(AuditKind.PersonSeen, person.Id);
                effects.Audit(AuditKind.CodeAccepted, person.Id); // says nothing beside its sign-in
            }

            return Task.FromResult(true);
        }));

        await visitor.GoAsync("/account");
        Assert.Equal(5, visitor.Rows("event").Count);
        Assert.StartsWith("Support looked at the page about Robin Test", visitor.Rows("event")[0]);
        await visitor.GoAsync("/account/events");
        var seen = new List<string>(visitor.Rows("event"));
        Assert.Equal(20, seen.Count);
        while (visitor.Page.QuerySelector("[data-testid=older]")?.GetAttribute("href") is { } older)
        {
            await visitor.GoAsync(older);
            seen.AddRange(visitor.Rows("event"));
        }

        var expected = await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind != AuditKind.CodeAccepted));
        Assert.Equal(expected, seen.Count);
        Assert.StartsWith("Robin Test gave the right password", seen[^1]);
        Assert.DoesNotContain(seen, row => row.Contains("Secret Agent", StringComparison.Ordinal) || row.Contains("typed a right code", StringComparison.Ordinal));
        await visitor.GoAsync("/account/events?before=nonsense");
        Assert.Equal(20, visitor.Rows("event").Count);
    }

    [Fact]
    public async Task A_clock_that_is_off_is_said_beside_its_app()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Offsets, "1 1 1 1 1 1")));
        using var visitor = await host.AtHomeAsync(person);
        await visitor.GoAsync("/account");
        Assert.Contains("ahead", visitor.Text("drift"));
    }
}
