using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Reset;

/// <summary>The desk finds out that it was a thief who called, after the reset and before the new authenticator.</summary>
[Collection(PortalFixture.Collection)]
public sealed class FailedVerificationTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task The_browser_of_the_call_is_out_of_the_wizard_and_the_reset_can_still_be_undone(string database)
    {
        var (host, person, agent) = await PeopleAsync(database);
        using var desk = await host.AgentAsync(agent);
        using var thief = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, thief);
        await thief.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", thief.At);

        Assert.Equal(DeskOutcome.Done, await ActAsync(host, desk, person, DeskAction.FailedVerification));

        await thief.GoAsync("/enroll");
        Assert.Equal("/sign-in/help", thief.At);
        Assert.Equal(DeskOutcome.Done, await ActAsync(host, desk, person, DeskAction.Undo));
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task The_day_after_a_delayed_reset_ends_with_the_wizard_that_was_begun_in_it(string database)
    {
        var (host, person, agent) = await PeopleAsync(database);
        using (var desk = await host.AgentAsync(agent))
        {
            Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        }

        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        var thief = await WizardBrowser.OpenAsync(host, person);
        await thief.OpenWizardAsync();
        var code = await thief.CodeAsync(await thief.ChooseAsync());
        using var later = await host.AgentAsync(agent);
        Assert.Equal(DeskOutcome.Done, await ActAsync(host, later, person, DeskAction.FailedVerification));

        Assert.NotEqual(CodeOutcome.Accepted, (await thief.ConfirmAsync(code))?.Answer.Outcome);
        Assert.False(await host.QueryAsync(db => db.Authenticators.AnyAsync(a => a.UserId == person.Id && a.State == AuthenticatorState.Active)));
        Assert.False(await host.QueryAsync(db => db.WizardRuns.AnyAsync(r => r.UserId == person.Id && r.EndedAt == null)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Whoever_proves_everything_after_it_is_let_in_again_and_that_is_no_second_reset(string database)
    {
        var (host, person, agent) = await PeopleAsync(database);
        using var desk = await host.AgentAsync(agent);
        using var caller = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, caller);
        Assert.Equal(DeskOutcome.Done, await ActAsync(host, desk, person, DeskAction.FailedVerification));

        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.SubmitAsync("request-form", ("Input.Act", "mail"));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Contains(DeskAction.Reset, (await host.AsAsync(agent, (CallerViews views) => views.ReadAsync(person.Id)))!.Actions);
        Assert.Equal(DeskOutcome.Reopened, await ActAsync(host, desk, person, DeskAction.Reset));
        await caller.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", caller.At);
    }

    /// <summary>The page says what was done last, which takes a clock that goes on.</summary>
    private static Task<DeskOutcome?> ActAsync(PortalHost host, Visitor desk, TestPerson person, DeskAction action)
    {
        host.Time.Advance(TimeSpan.FromSeconds(1));
        return desk.ActAsync(person, action);
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Agent)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        return (host, await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
    }
}
