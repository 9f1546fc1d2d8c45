using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Dashboard;
using Epatra.Portal.Support.Person;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support;

/// <summary>An agent who is limited to companies finds, sees and helps nobody else.</summary>
[Collection(PortalFixture.Collection)]
public sealed class DeskReachTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_limited_agent_reaches_people_of_the_own_companies_by_every_way_and_nobody_else(string database)
    {
        var (host, company) = (portal.On(database), $"Reach {Guid.NewGuid():N}");
        var (administrator, agent, near, far) = (await host.AddAdministratorAsync(), await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        await host.SetAsync(near, u => (u.Name, u.Company) = ("Nina Nabij", company));
        await host.SetAsync(far, u => (u.Name, u.Company) = ("Vera Ver", company + " Ver"));
        using var nearCaller = await CallAsync(host, near);
        using var farCaller = await CallAsync(host, far);
        Assert.Equal((true, true), await SeesAsync(host, agent, company, near, far));

        Assert.Equal(PersonOutcome.Done, await host.AsAsync(administrator, (PersonChanges changes) => changes.LimitAsync(agent.Id, [company, company])));
        Assert.Equal((true, false), await SeesAsync(host, agent, company, near, far));
        Assert.Equal((true, false), await host.QueryAsync(async db => // for what takes effect later
        {
            var users = await db.Users.AsNoTracking().Where(u => u.Id == agent.Id || u.Id == near.Id || u.Id == far.Id).ToDictionaryAsync(u => u.Id);
            return (await DeskReach.HasAsync(db, users[agent.Id], users[near.Id]), await DeskReach.HasAsync(db, users[agent.Id], users[far.Id]));
        }));

        using var desk = await host.AgentAsync(agent);
        await desk.GoAsync($"/support/people/{far.Id}");
        Assert.Equal(404, (int)desk.Response.StatusCode);
        await desk.GoAsync(DeskWords.Path(far.Id, DeskAction.EndSessions));
        Assert.Equal((404, false), ((int)desk.Response.StatusCode, desk.Html.Contains(far.Email, StringComparison.Ordinal)));
        Assert.Equal(DeskOutcome.NotAllowed, await host.AsAsync(agent, (OtherActions acts) => acts.EndSessionsAsync(far.Id, new(Cause.Other, "x"))));
        Assert.Equal(DeskOutcome.Done, await host.AsAsync(agent, (OtherActions acts) => acts.EndSessionsAsync(near.Id, new(Cause.Other, "x"))));
        Assert.Equal(SupportCodeOutcome.NotAllowed, await host.HearAsync(agent, far, await farCaller.ReadOutAsync()));
        Assert.Equal((RequestOutcome.NotAllowed, RequestOutcome.Done), (await TakeAsync(host, agent, far), await TakeAsync(host, agent, near)));

        Assert.Equal(PersonOutcome.Done, await host.AsAsync(administrator, (PersonChanges changes) => changes.LimitAsync(agent.Id, [])));
        Assert.Equal((false, false), await SeesAsync(host, agent, company, near, far)); // the last company that is taken away frees nobody
        Assert.False(await host.QueryAsync(async db => await DeskReach.HasAsync(db, await db.Users.SingleAsync(u => u.Id == agent.Id), await db.Users.SingleAsync(u => u.Id == near.Id))));

        Assert.Equal(PersonOutcome.Done, await host.AsAsync(administrator, (PersonChanges changes) => changes.LimitAsync(agent.Id, null)));
        Assert.Equal((true, true), await SeesAsync(host, agent, company, near, far));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_page_says_whether_an_agent_is_limited_and_that_one_without_companies_helps_nobody(string database)
    {
        var host = portal.On(database);
        var (administrator, agent) = (await host.AddAdministratorAsync(), await host.AddAgentAsync());
        using var page = await host.AgentAsync(administrator);
        await page.GoAsync($"/people/{agent.Id}");
        Assert.Equal("People of all companies", page.Text("reach"));

        await LimitAsync(page, agent, "true", "Noord\n \u202eZuid ");
        Assert.Equal("Noord, Zuid", page.Text("reach"));
        await LimitAsync(page, agent, "true", new string('x', 201));
        Assert.NotNull(page.Error);
        await LimitAsync(page, agent, "true", "");
        Assert.Equal("Nobody: limited to companies, and none is named", page.Text("reach"));
        await page.GoAsync($"/people/{agent.Id}/reach");
        Assert.Equal("Nobody: limited to companies, and none is named", page.Text("reach"));
        Assert.NotNull(page.Page.QuerySelector("[data-testid=reach-only][checked]"));
        await LimitAsync(page, agent, "false", "Noord");
        Assert.Equal("People of all companies", page.Text("reach"));
        Assert.False(await host.QueryAsync(db => db.AgentCompanies.AnyAsync(l => l.UserId == agent.Id)));
    }

    private static async Task LimitAsync(Visitor page, TestPerson agent, string limited, string companies)
    {
        await page.GoAsync($"/people/{agent.Id}/reach");
        await page.SubmitAsync("act-form", ("Input.Limited", limited), ("Input.Companies", companies));
    }

    /// <summary>Whether each of them is found, on the page and in the lists of the dashboard; all of these ways agree.</summary>
    private static async Task<(bool, bool)> SeesAsync(PortalHost host, TestPerson agent, string company, params TestPerson[] people)
    {
        var found = await host.AsAsync(agent, (PersonSearch search) => search.FindAsync(company));
        var (snapshot, _, _) = await host.AsAsync(agent, (DashboardView dashboard) => dashboard.ReadAsync());
        List<bool> sees = [];
        foreach (var person in people)
        {
            bool[] ways =
            [
                found.People.Any(p => p.Id == person.Id),
                await host.AsAsync(agent, (PersonReader reader) => reader.ReadAsync(person.Id)) is not null,
                await host.AsAsync(agent, (CallerViews callers) => callers.ReadAsync(person.Id)) is not null,
                snapshot.Requests.Any(r => r.UserId == person.Id),
                snapshot.Feed.Any(item => item.SubjectId == person.Id),
            ];
            sees.Add(Assert.Single(ways.Distinct()));
        }

        return (sees[0], sees[1]);
    }

    private static async Task<Visitor> CallAsync(PortalHost host, TestPerson person)
    {
        var caller = await host.AskForHelpAsync(person);
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "help"));
        return caller;
    }

    private static async Task<RequestOutcome> TakeAsync(PortalHost host, TestPerson agent, TestPerson person)
    {
        var id = await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id && r.EndedAt == null).Select(r => r.Id).SingleAsync());
        return (await host.AsAsync(agent, (RequestDesk requests) => requests.TakeAsync(id))).Outcome;
    }
}
