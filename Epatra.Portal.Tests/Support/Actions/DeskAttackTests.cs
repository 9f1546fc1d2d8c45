using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Actions;

/// <summary>Floods, looks that leave no trace, and rights that are gone.</summary>
[Collection(PortalFixture.Collection)]
public sealed class DeskAttackTests(PortalFixture portal)
{
    [Theory, InlineData("Sqlite")]
    public async Task An_agent_does_not_see_address_and_number_of_an_administrator_by_the_page_of_an_action(string database)
    {
        var host = portal.On(database);
        var (boss, agent) = (await host.AddAgentAsync(Role.Administrator), await host.AddAgentAsync());
        await host.QueryAsync(db => db.Users.Where(u => u.Id == boss.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        using var desk = await host.AgentAsync(agent);
        await desk.GoAsync(DeskWords.Path(boss.Id, DeskAction.CallBack));
        Assert.Equal((false, false), (desk.Html.Contains(boss.Email, StringComparison.Ordinal), desk.Html.Contains("470 11 22 33", StringComparison.Ordinal)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_look_at_a_person_by_the_page_of_an_action_is_in_the_audit_log(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        await desk.GoAsync(DeskWords.Path(person.Id, DeskAction.CallBack));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PersonSeen)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task An_agent_does_not_end_or_take_the_request_of_an_administrator_or_of_himself(string database)
    {
        var host = portal.On(database);
        var (boss, agent) = (await host.AddAgentAsync(Role.Administrator), await host.AddAgentAsync());
        using var desk = await host.AgentAsync(agent);
        using var caller = await host.AskForHelpAsync(boss);
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "help"));
        var id = await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == boss.Id).Select(r => r.Id).SingleAsync());
        await host.AsAsync(agent, (RequestDesk requests) => requests.EndAsync(id));
        Assert.True(await host.QueryAsync(db => db.HelpRequests.AnyAsync(r => r.Id == id && r.EndedAt == null)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task Three_requests_a_day_for_one_person_however_the_address_is_written(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var flood = new Visitor(host.Address);
        foreach (var email in new[] { person.Email, person.Email, person.Email, person.Email.Replace("test", "Test", StringComparison.Ordinal), person.Email.Replace("test", "tEst", StringComparison.Ordinal), person.Email.Replace("test", "teSt", StringComparison.Ordinal) })
        {
            await flood.GoAsync("/help");
            await flood.SubmitAsync("ask-form", ("Input.Email", email), ("Input.Note", "call me on 0900"));
        }

        Assert.Equal(3, await host.QueryAsync(db => db.HelpRequests.CountAsync(r => r.UserId == person.Id)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_look_at_the_older_entries_of_a_person_is_in_the_audit_log(string database)
    {
        var host = portal.On(database);
        var (boss, person) = (await host.AddAgentAsync(Role.Administrator), await host.AddWithAuthenticatorAsync());
        using var desk = await host.AgentAsync(boss);
        await desk.GoAsync($"/audit?person={person.Id}&before=9223372036854775807");
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PersonSeen)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_browser_that_was_closed_by_wrong_support_codes_works_again_after_two_hours_as_its_page_says(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var owner = await host.AskForHelpAsync(person);
        var right = (await owner.ReadOutAsync()).Replace(" ", "", StringComparison.Ordinal);
        for (int number = 1000000, wrong = 0; wrong < SupportCodes.MostWrongCodes; number++)
        {
            foreach (var check in Enumerable.Range(0, 10))
            {
                if (wrong < SupportCodes.MostWrongCodes && $"{number}{check}" != right && await host.HearAsync(agent, person, $"{number}{check}") == SupportCodeOutcome.Wrong)
                {
                    wrong++;
                }
            }
        }

        await owner.GoAsync("/sign-in/help");
        Assert.Null(owner.Text("support-code"));
        host.Time.Advance(TimeSpan.FromHours(3));
        await owner.SignInWithPasswordAsync(person);
        await owner.AskForHelpAsync();
        Assert.NotNull(owner.Text("support-code"));
    }

    [Theory, InlineData("Sqlite")]
    public async Task Whoever_has_the_password_does_not_fill_the_mailbox_of_the_desk(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        for (var browser = 0; browser < 6; browser++)
        {
            using var flood = await host.AskForHelpAsync(person);
            await flood.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "spam"));
        }

        Assert.InRange((await host.MailsAsync(m => m.UserId == null && m.ReplyTo == person.Email)).Count, 1, 3);
    }

    [Fact]
    public void Proof_of_a_clock_that_was_ahead_does_not_count()
    {
        var now = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        var request = new HelpRequest { Kind = RequestKind.CannotGetIn, Email = "x@test.example", CreatedAt = now, SupportCodeAt = now.AddDays(182) };
        Assert.False(CallerProofs.HasSupportCode(request, now));
    }

    [Theory, InlineData("Sqlite")]
    public async Task Somebody_with_the_password_does_not_use_up_the_mail_codes_of_a_caller_whose_browser_the_desk_knows(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var thief = await host.AskForHelpAsync(person);
        for (var mails = 1; mails < 10; mails++)
        {
            await thief.SubmitAsync("request-form", ("Input.Act", "mail"));
        }

        using var owner = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await owner.ReadOutAsync()));
        await owner.SubmitAsync("request-form", ("Input.Act", "mail"));
        Assert.Null(owner.Error);
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_refusal_for_want_of_fresh_proof_is_in_the_log(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        host.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(DeskOutcome.NotFresh, await host.AsAsync(agent, (OtherActions acts) => acts.FreezeAsync(person.Id, new DeskWish(Cause.Other, "x"))));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.DeskRefused)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task Requests_of_unknown_addresses_do_not_hide_somebody_who_waits_with_the_password(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var now = Data.Clock.WholeMilliseconds(host.Time.GetUtcNow().UtcDateTime);
        await host.QueryAsync(db =>
        {
            db.HelpRequests.AddRange(Enumerable.Range(0, 500).Select(i => new HelpRequest { Kind = RequestKind.CannotGetIn, Email = $"nobody{i}@flood.example", CreatedAt = now, SentAt = now }));
            return db.SaveChangesAsync();
        });
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var caller = await host.AskForHelpAsync(person);
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "help"));
        var shown = await host.RunAsync((DashboardQueries queries) => queries.RequestsAsync());
        await host.QueryAsync(db => db.HelpRequests.Where(r => r.Email.EndsWith("@flood.example")).ExecuteDeleteAsync());
        Assert.Contains(shown, r => r.Email == person.Email);
    }

    [Theory, InlineData("Sqlite")]
    public async Task An_agent_who_has_lost_the_role_while_the_act_waited_does_nothing(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        var outcome = await host.AsAsync(agent, async (OtherActions acts) =>
        {
            await host.QueryAsync(db => db.Users.Where(u => u.Id == agent.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.User)));
            return await acts.FreezeAsync(person.Id, new DeskWish(Cause.Other, "x"));
        });
        Assert.Equal(DeskOutcome.NotAllowed, outcome);
    }

    [Theory, InlineData("Sqlite")]
    public async Task An_agent_does_not_fill_the_mailbox_of_a_person_with_links_back(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        for (var i = 0; i < 6; i++)
        {
            await desk.ActAsync(person, DeskAction.RecordRequest);
        }

        Assert.Equal(DeskOutcome.TooOften, await desk.ActAsync(person, DeskAction.RecordRequest));
        Assert.Equal(3, (await host.MailsAsync(person)).Count(m => m.Subject == "Support helps you back in"));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_mail_code_that_waits_for_a_freeze_is_judged_by_the_person_as_frozen(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest, ("Input.Agree", "true")));
        var link = (await host.MailAsync(person, "Support helps you back in")).Link("/help/back");
        var thief = await WizardBrowser.OpenAsync(host, person);
        Assert.True(await thief.RunAsync((RecordedRequests r) => r.UseAsync(link.Split("token=")[1])));
        var code = await host.MailCodeAsync(person);
        var outcome = await thief.RunAsync(async (HelpRequests r) => // its request was read before the freeze, and held up by it
        {
            Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Freeze));
            return await r.TypeMailCodeAsync(code, null);
        });
        Assert.NotEqual(MailCodeOutcome.AcceptedAndReset, outcome);
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Agent, Visitor Desk)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        return (host, person, agent, await host.AgentAsync(agent));
    }
}
