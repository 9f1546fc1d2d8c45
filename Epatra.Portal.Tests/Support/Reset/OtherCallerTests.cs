using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Reset;

/// <summary>When another caller, or another agent, comes in between.</summary>
[Collection(PortalFixture.Collection)]
public sealed class OtherCallerTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_another_caller_reads_to_another_agent_is_not_the_browser_of_this_call(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        using var owner = await host.AskForHelpAsync(person);
        using var thief = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await owner.ReadOutAsync()));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(await host.AddAgentAsync(), person, await thief.ReadOutAsync()));

        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.CallBack));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(DeskAction.CallBack, (await host.AsAsync(agent, (CallerViews callers) => callers.ReadAsync(person.Id)))!.Actions);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await owner.ReadOutAsync()));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.CallBack));
        await thief.GoAsync("/enroll");
        Assert.NotEqual("/enroll", thief.At);
        await owner.GoAsync("/enroll");
        Assert.Equal("/enroll", owner.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_reset_is_not_announced_for_the_browser_of_another_call(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var thief = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(await host.AddAgentAsync(), person, await thief.ReadOutAsync()));
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        Assert.Null(await host.QueryAsync(db => db.Resets.Where(r => r.UserId == person.Id).Select(r => r.BrowserHash).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_reset_that_waits_for_agreement_is_shown_after_its_agent_was_deleted(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.AddResetsAsync(person, agent, 2);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.NeedsAgreement, await desk.ActAsync(person, DeskAction.Reset));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == agent.Id).ExecuteDeleteAsync());

        var seen = await host.AsAsync(await host.AddAgentAsync(), (CallerViews callers) => callers.ReadAsync(person.Id));
        Assert.Equal(Audit.AuditTexts.Erased, seen!.ProposedBy);
        Assert.Contains(DeskAction.Agree, seen.Actions);
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Agent, Visitor Desk)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        return (host, person, agent, await host.AgentAsync(agent));
    }
}
