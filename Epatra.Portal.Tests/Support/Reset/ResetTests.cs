using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Reset;

[Collection(PortalFixture.Collection)]
public sealed class ResetTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_both_proofs_only_the_browser_that_proved_them_may_enrol(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var caller = await host.AskForHelpAsync(person);
        var mailed = await host.MailCodeAsync(person);
        using var impostor = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(mailed);
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Reset));

        await caller.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", caller.At);
        await impostor.GoAsync("/enroll");
        Assert.StartsWith("/sign-in", impostor.At);
        await impostor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", impostor.At);
        await impostor.GoAsync("/enroll");
        Assert.Equal("/sign-in/help", impostor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Everything_that_was_proven_before_is_worthless_after_a_reset(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        var recovery = await host.AddRecoveryCodesAsync(person);
        using var trusting = await host.TrustingAsync(person);
        using var caller = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, caller);

        await trusting.GoAsync("/");
        Assert.StartsWith("/sign-in", trusting.At);
        await trusting.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", trusting.At);
        Assert.Equal(AuthenticatorState.Retired, await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).SingleAsync()));
        Assert.Equal(0, await host.RunAsync((RecoveryCodes codes) => codes.LeftAsync(person.Id)));
        Assert.Equal(10, recovery.Count);
        var mail = await host.MailAsync(person, "Your authenticator was reset");
        Assert.NotEqual("", mail.Link("/not-me"));
        Assert.Contains($"agent {agent.Id} proof Both cause NewPhone", await DetailsAsync(host, person, AuditKind.AuthenticatorsReset), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Without_proof_there_is_no_reset_whatever_is_posted(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Reset));
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Reset));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.CallBack)); // there is no number on file

        Assert.Equal(AuthenticatorState.Active, await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).SingleAsync()));
        Assert.Equal(3, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.DeskRefused)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Proof_of_two_browsers_does_not_add_up(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var owner = await host.AskForHelpAsync(person);
        await owner.TypeMailCodeAsync(await host.MailCodeAsync(person));
        using var thief = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await thief.ReadOutAsync()));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Reset));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_reset_can_be_undone_for_ten_minutes_and_the_old_entry_and_recovery_codes_count_again(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.AddRecoveryCodesAsync(person);
        using var caller = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, caller);
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Undo));

        await caller.GoAsync("/enroll");
        Assert.StartsWith("/sign-in", caller.At);
        Assert.Equal(10, await host.RunAsync((RecoveryCodes codes) => codes.LeftAsync(person.Id)));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var owner = new Visitor(host.Address);
        await owner.SignInAsync(person, host);
        Assert.Equal("/", owner.At);
        Assert.Equal(DeskOutcome.NothingToDo, await desk.ActAsync(person, DeskAction.Undo));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_ten_minutes_or_an_enrolment_it_is_too_late_to_undo(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var caller = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, caller);
        host.Time.Advance(Resets.Undoable);
        using var later = await host.AgentAsync(agent);
        Assert.Equal(DeskOutcome.NothingToDo, await later.ActAsync(person, DeskAction.Undo));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task New_proof_in_a_second_browser_opens_the_same_reset_anew_and_closes_the_first(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var first = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, first);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var second = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await second.ReadOutAsync()));
        await second.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Reopened, await desk.ActAsync(person, DeskAction.Reset));

        await second.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", second.At);
        await first.GoAsync("/enroll");
        Assert.StartsWith("/sign-in", first.At);
        Assert.Equal(1, await host.QueryAsync(db => db.Resets.CountAsync(r => r.UserId == person.Id)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_two_hours_the_wizard_is_closed_and_new_proof_opens_it_anew(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var caller = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, caller);
        host.Time.Advance(TimeSpan.FromHours(2));
        await caller.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", caller.At);

        using var later = await host.AgentAsync(agent);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.SubmitAsync("request-form", ("Input.Act", "mail"));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Reopened, await later.ActAsync(person, DeskAction.Reset));
        await caller.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", caller.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_agents_own_code_of_the_last_five_minutes_is_asked_for_and_what_was_filled_in_stays(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        var before = desk.Cookie("session");
        using var tab = desk.Copy();
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(DeskOutcome.NotFresh, await desk.ActAsync(person, DeskAction.LiftWait));
        Assert.StartsWith("Type a code from your own authenticator app", desk.Error);
        Assert.Contains("as the story says", desk.Page.QuerySelector("[data-testid=note]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(desk.Page.QuerySelector("[data-testid=cause-new-phone][checked]"));
        Assert.Equal(DeskOutcome.NotFresh, await host.AsAsync(agent, (OtherActions acts) => acts.LiftWaitAsync(person.Id, new DeskWish(Cause.Other, "by force"))));

        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.LiftWait, ("Input.Code", await host.CodeAsync(agent))));
        Assert.NotEqual(before, desk.Cookie("session"));
        await tab.GoAsync("/support");
        Assert.StartsWith("/sign-in", tab.At); // the old one is dead,
        Assert.Equal(before, tab.Cookie("session")); // and its answer takes no cookie away: in another tab that would be the new one
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Above_two_resets_of_a_person_in_a_day_another_agent_has_to_agree(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.AddResetsAsync(person, agent, 2);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.NeedsAgreement, await desk.ActAsync(person, DeskAction.Reset));
        Assert.Equal(DeskOutcome.NotAllowed, await desk.ActAsync(person, DeskAction.Agree));
        Assert.Equal(AuthenticatorState.Active, await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).SingleAsync()));

        using var other = await host.AgentAsync(await host.AddAgentAsync());
        Assert.Equal(DeskOutcome.Done, await other.ActAsync(person, DeskAction.Agree));
        await caller.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", caller.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Above_ten_resets_by_an_agent_in_an_hour_another_has_to_agree(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.AddResetsAsync(await host.AddWithAuthenticatorAsync(), agent, 10);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.NeedsAgreement, await desk.ActAsync(person, DeskAction.Reset));
        host.Time.Advance(TimeSpan.FromMinutes(61));
        using var rested = await host.AgentAsync(agent);
        Assert.Equal(DeskOutcome.Done, await rested.ActAsync(person, DeskAction.CancelReset));
        Assert.Equal(DeskOutcome.Done, await rested.ActAsync(person, DeskAction.Reset));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Two_agents_who_press_at_once_make_one_reset(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        var second = await host.AddAgentAsync();
        using var other = await host.AgentAsync(second);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        var wish = new DeskWish(Cause.NewPhone, "at once");
        var outcomes = await Task.WhenAll(
            host.AsAsync(agent, (Resets resets) => resets.ResetAsync(person.Id, wish)), host.AsAsync(second, (Resets resets) => resets.ResetAsync(person.Id, wish)));
        Assert.Equal([DeskOutcome.Done, DeskOutcome.Reopened], outcomes.Order());
        Assert.Equal(1, await host.QueryAsync(db => db.EnrollmentGrants.CountAsync(g => g.UserId == person.Id && g.Kind == GrantKind.Reset && g.UsedAt == null)));
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Agent, Visitor Desk)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        return (host, person, agent, await host.AgentAsync(agent));
    }

    private static Task<string?> DetailsAsync(PortalHost host, TestPerson person, AuditKind kind) =>
        host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == kind).Select(e => e.Details).SingleAsync());
}
