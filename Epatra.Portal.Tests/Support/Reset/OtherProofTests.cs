using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Reset;

/// <summary>When the usual proof cannot be had.</summary>
[Collection(PortalFixture.Collection)]
public sealed class OtherProofTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_announced_reset_takes_effect_after_twelve_hours_and_opens_the_wizard_for_a_day(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        Assert.NotEqual("", (await host.MailAsync(person, "Your authenticator will be reset")).Link("/cancel-reset"));
        await host.PassDelayAsync(person, TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));
        await host.PassDelayAsync(person, TimeSpan.FromMinutes(1));
        Assert.Equal(AuthenticatorState.Retired, await host.StateAsync(person));

        using var caller = await host.HalfWayAsync(person);
        Assert.Equal("/enroll", caller.At);
        host.Time.Advance(TimeSpan.FromHours(24));
        using var late = await host.HalfWayAsync(person);
        Assert.Equal("/sign-in/help", late.At);
        Assert.Equal(agent.Id, await host.QueryAsync(db => db.Resets.Where(r => r.UserId == person.Id && r.Proof == ResetProof.Delay).Select(r => r.AgentId).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_account_that_an_administrator_has_locked_is_not_opened_by_waiting(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        var now = host.Time.Now();
        Task LockAsync(DateTime? at) => host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, at)));
        await LockAsync(now);
        Assert.DoesNotContain(DeskAction.DelayedReset, (await host.AsAsync(agent, (CallerViews callers) => callers.ReadAsync(person.Id)))!.Actions);
        Assert.Equal(DeskOutcome.NoProof, await host.AsAsync(agent, (DelayedResets resets) => resets.AnnounceAsync(person.Id, new(Cause.Other, ""))));

        await LockAsync(null);
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        await LockAsync(now);
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));
        Assert.Equal(ResetState.Cancelled, await host.QueryAsync(db => db.Resets.Where(r => r.UserId == person.Id).Select(r => r.State).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_person_sees_an_announced_reset_on_every_page_and_stops_it_with_one_click_or_by_the_mail(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var owner = new Visitor(host.Address);
        await owner.SignInAsync(person, host);
        Assert.Null(owner.Text("reset-banner"));
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        var link = (await host.MailAsync(person, "Your authenticator will be reset")).Link("/cancel-reset");
        await owner.GoAsync("/");
        Assert.StartsWith("Support was asked to reset your authenticator.", owner.Text("reset-banner"));

        using var robot = new Visitor(host.Address);
        await robot.GoAsync(link); // looking at it changes nothing
        await owner.GoAsync("/cancel-reset");
        await owner.SubmitAsync("cancel-form");
        Assert.StartsWith("The reset was stopped.", owner.Text("notice"));
        await robot.SubmitAsync("cancel-form");
        Assert.NotNull(robot.Error);
        await host.PassDelayAsync(person, TimeSpan.FromHours(13));
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));

        using var later = await host.AgentAsync(await host.AddAgentAsync());
        Assert.Equal(DeskOutcome.Announced, await later.ActAsync(person, DeskAction.DelayedReset));
        await robot.GoAsync((await host.MailsAsync(person))[^1].Link("/cancel-reset"));
        await robot.SubmitAsync("cancel-form");
        Assert.StartsWith("The reset was stopped.", robot.Text("notice"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_reset_that_was_announced_for_a_browser_opens_the_wizard_there_and_nowhere_else(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        await caller.GoAsync("/sign-in/help");
        Assert.Contains("You may close this page.", caller.Text("request-state"), StringComparison.Ordinal);
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        using var impostor = await host.HalfWayAsync(person);
        Assert.Equal("/sign-in/help", impostor.At);
        host.Time.Advance(TimeSpan.FromHours(8)); // nobody waits beside the page all night
        await caller.SignInWithPasswordAsync(person);
        Assert.Equal("/enroll", caller.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_call_to_the_number_on_file_stands_in_for_the_mail_code_of_the_browser_whose_code_was_read_out(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35").SetProperty(x => x.SharedMailbox, true)));
        using var caller = await host.AskForHelpAsync(person);
        Assert.DoesNotContain(await host.MailsAsync(person), mail => mail.Subject == Calls.CodeMail); // others read it
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.CallBack));
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.CallBack));
        await caller.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", caller.At);
        Assert.Equal((ResetProof.CallBack, Calls.Note), await host.QueryAsync(db => db.Resets.Where(r => r.UserId == person.Id).Select(r => new ValueTuple<ResetProof, string>(r.Proof, r.Note)).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_link_back_leads_through_password_and_mailed_code_to_the_wizard_without_a_call(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest, ("Input.Agree", "true")));
        var link = (await host.MailAsync(person, "Support helps you back in")).Link("/help/back");
        using var caller = new Visitor(host.Address);
        await caller.GoAsync(link);
        Assert.StartsWith("/sign-in", caller.At);
        await caller.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        Assert.StartsWith("/help/back", caller.At);
        await caller.SubmitAsync("back-form");
        Assert.Equal("/sign-in/help", caller.At);
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal("/enroll", caller.At);

        using var second = new Visitor(host.Address);
        await second.SignInWithPasswordAsync(person, link);
        Assert.Equal("This link is no longer valid.", second.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_link_back_of_somebody_else_or_of_yesterday_or_without_agreement_resets_nothing(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest));
        var link = (await host.MailAsync(person, "Support helps you back in")).Link("/help/back");
        using var stranger = new Visitor(host.Address);
        await stranger.SignInWithPasswordAsync(await host.AddWithAuthenticatorAsync(), link);
        Assert.Equal("This link is no longer valid.", stranger.Error);
        using var caller = new Visitor(host.Address);
        await caller.SignInWithPasswordAsync(person, link);
        await caller.SubmitAsync("back-form");
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal("/sign-in/help", caller.At);
        Assert.Equal("mail-confirmed", caller.Page.QuerySelector("[data-testid=request-state]")!.GetAttribute("data-state"));

        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest, ("Input.Agree", "true")));
        var old = (await host.MailsAsync(person)).Last(mail => mail.Subject == "Support helps you back in").Link("/help/back");
        host.Time.Advance(TimeSpan.FromHours(24));
        using var late = new Visitor(host.Address);
        await late.SignInWithPasswordAsync(person, old);
        Assert.Equal("This link is no longer valid.", late.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_a_failed_verification_only_both_codes_count_for_every_agent_for_a_day(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.FailedVerification));

        var second = await host.AddAgentAsync();
        using var other = await host.AgentAsync(second);
        Assert.Equal(DeskOutcome.NoProof, await other.ActAsync(person, DeskAction.CallBack));
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(second, person, await caller.ReadOutAsync()));
        Assert.Equal(DeskOutcome.NoProof, await other.ActAsync(person, DeskAction.CallBack));
        await caller.GoAsync("/sign-in/help");
        await caller.SubmitAsync("request-form", ("Input.Act", "mail")); // the first one is void as well
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Done, await other.ActAsync(person, DeskAction.Reset));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Unfreezing_takes_both_codes_retires_what_came_since_and_asks_for_a_new_password(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        var frozen = host.Time.GetUtcNow().UtcDateTime.AddMinutes(2);
        var added = await Phone.SecretAsync(host.Time.GetUtcNow(), person.Secret!);
        host.Time.Advance(TimeSpan.FromMinutes(3));
        await host.AddAuthenticatorAsync(person with { Secret = added }, number: 2);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, frozen.AddMinutes(1)).SetProperty(x => x.FrozenEventAt, frozen)));

        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Unfreeze));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Unfreeze));

        Assert.Equal([AuthenticatorState.Active, AuthenticatorState.Retired], await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).OrderBy(a => a.Number).Select(a => a.State).ToListAsync()));
        await caller.GoAsync("/sign-in/code");
        await caller.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/password/change", caller.At);
        Assert.Null(caller.Cookie("session"));
        await caller.SubmitAsync("change-form", ("Input.CurrentPassword", TestPerson.Password), ("Input.NewPassword", "Nieuwe-Zon-88!"), ("Input.ConfirmPassword", "Nieuwe-Zon-88!"));
        Assert.Equal("/", caller.At);
        Assert.NotNull(caller.Cookie("session"));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.AccountUnfrozen)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_browser_of_the_page_is_the_one_that_is_reset_whatever_was_heard_hours_ago(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var _ = desk;
        using var yesterday = await host.AskForHelpAsync(person);
        await yesterday.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "no phone"));
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await yesterday.ReadOutAsync()));
        host.Time.Advance(TimeSpan.FromHours(20));
        using var today = await host.AskForHelpAsync(person, "cause-clock");
        await today.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal([Cause.Clock, Cause.NewPhone], await host.QueryAsync(db => db.HelpRequests.TalkedWithFirst(person.Id, Data.Clock.Now(host.Time)).Select(r => r.Cause!.Value).ToListAsync()));
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Agent, Visitor Desk)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        return (host, person, agent, await host.AgentAsync(agent));
    }
}
