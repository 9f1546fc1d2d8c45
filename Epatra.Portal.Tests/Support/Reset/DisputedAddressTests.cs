using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.MyAccount;
using Epatra.Portal.People;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Dashboard;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Reset;

/// <summary>A thief with the person's session gives the account another mail address.</summary>
[Collection(PortalFixture.Collection)]
public sealed class DisputedAddressTests(PortalFixture portal)
{
    private const string ResetMail = "Your authenticator was reset";

    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task While_it_is_frozen_the_new_mailbox_proves_nothing_however_old_and_a_call_back_gives_the_old_one_back(string database)
    {
        var (host, person, thiefs) = await StolenAsync(database);
        using var owner = new Visitor(host.Address);
        await owner.GoAsync((await host.MailAsync(person, "Your e-mail address was changed")).Link("/not-me"));
        await owner.SubmitAsync("not-me-form");
        Assert.Equal([person.Email, thiefs], (await host.MailsAsync(person)).Where(mail => mail.Subject == "Your account is frozen").Select(mail => mail.To).Order(StringComparer.Ordinal));
        host.Time.Advance(TimeSpan.FromDays(8));

        var agent = await host.AddAgentAsync();
        using var desk = await host.AgentAsync(agent);
        using var caller = await host.AskForHelpAsync(person with { Email = thiefs });
        Assert.DoesNotContain(await host.MailsAsync(person), mail => mail.Subject == Calls.CodeMail);
        await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.MailCodeAt, x => x.CreatedAt))); // as if one had been typed
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        foreach (var action in new[] { DeskAction.Unfreeze, DeskAction.Reset, DeskAction.CallBack, DeskAction.DelayedReset })
        {
            Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, action));
        }

        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.CallBack));

        var user = await host.UserAsync(person);
        Assert.Equal((person.Email, person.Email, null, null), (user.UserName, user.Email, user.PreviousEmail, user.FrozenAt));
        Assert.False(CallerProofs.MailCounts(user, host.Time.GetUtcNow().UtcDateTime)); // a change like any other
        Assert.Equal(person.Email, (await host.MailAsync(person, ResetMail)).To);
        Assert.Equal(2, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.EmailChanged)));
        using var back = await host.HalfWayAsync(person);
        Assert.Equal("/sign-in/help", back.At); // the reset is for the browser of the call
        Assert.Equal(person.Id, (await host.AsAsync(agent, (PersonSearch search) => search.FindAsync(person.Email[..20]))).People.Single().Id);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_address_of_the_week_before_a_freeze_for_something_later_is_disputed_as_well(string database)
    {
        var (host, person, thiefs) = await StolenAsync(database);
        host.Time.Advance(TimeSpan.FromDays(1));
        var agent = await host.AddAgentAsync();
        using (var desk = await host.AgentAsync(agent))
        {
            Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Freeze));
        }

        host.Time.Advance(TimeSpan.FromDays(30));
        using var later = await host.AgentAsync(agent);
        using var thief = await host.AskForHelpAsync(person with { Email = thiefs });
        Assert.DoesNotContain(await host.MailsAsync(person), mail => mail.Subject == Calls.CodeMail);
        await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.MailCodeAt, x => x.CreatedAt))); // as if one had been typed
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await thief.ReadOutAsync()));
        Assert.Equal(DeskOutcome.NoProof, await later.ActAsync(person, DeskAction.Reset));

        await host.RunAsync((OperatorRecovery recovery) => recovery.RecoverAsync(thiefs));
        var user = await host.UserAsync(person);
        Assert.Equal((person.Email, null, null), (user.Email, user.PreviousEmail, user.FrozenAt));
        Assert.Equal([person.Email], await ToldAsync(host, person));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_address_that_somebody_else_has_by_then_is_not_given_back(string database)
    {
        var (host, person, thiefs) = await StolenAsync(database);
        var now = host.Time.GetUtcNow().UtcDateTime;
        var other = await host.AddWithAuthenticatorAsync();
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now).SetProperty(x => x.FrozenEventAt, now).SetProperty(x => x.PreviousEmail, other.Email)));
        await host.RunAsync((OperatorRecovery recovery) => recovery.RecoverAsync(thiefs));
        var user = await host.UserAsync(person);
        Assert.Equal((thiefs, other.Email, null), (user.Email, user.PreviousEmail, user.FrozenAt));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task For_a_week_after_a_change_the_address_before_it_hears_of_a_reset_as_well(string database)
    {
        var (host, person, thiefs) = await StolenAsync(database);
        using var desk = await host.AgentAsync(await host.AddAgentAsync());
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        var announced = (await host.MailsAsync(person)).FindAll(mail => mail.Subject == "Your authenticator will be reset");
        Assert.Equal([person.Email, thiefs], announced.Select(mail => mail.To).Order(StringComparer.Ordinal));
        Assert.Single(announced.Select(mail => mail.Link("/cancel-reset")).Distinct());
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        Assert.Equal([person.Email, thiefs], await ToldAsync(host, person));

        host.Time.Advance(TimeSpan.FromDays(6.5));
        await host.RunAsync((OperatorRecovery recovery) => recovery.RecoverAsync(thiefs));
        Assert.Equal([person.Email, thiefs, thiefs], await ToldAsync(host, person));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_two_changes_in_a_week_the_address_before_both_is_kept_and_the_agent_finds_the_person_by_it(string database)
    {
        var (host, person, first) = await StolenAsync(database);
        var (agent, second) = (await host.AddAgentAsync(), await ChangeAsync(host, person with { Email = first }));
        Assert.Equal(person.Email, (await host.UserAsync(person)).PreviousEmail);
        Assert.Equal(person.Id, (await host.AsAsync(agent, (PersonSearch search) => search.FindAsync(person.Email[..20]))).People.Single().Id);

        host.Time.Advance(TimeSpan.FromDays(7));
        var third = await ChangeAsync(host, person with { Email = second });
        Assert.Equal(second, (await host.UserAsync(person)).PreviousEmail);
        await ChangeAsync(host, person with { Email = third }, second);
        Assert.Null((await host.UserAsync(person)).PreviousEmail);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task The_address_before_is_in_the_data_of_the_person_and_goes_with_them(string database)
    {
        var (host, person, _) = await StolenAsync(database);
        var administrator = await host.AddAdministratorAsync();
        using (var desk = await host.AgentAsync(administrator))
        {
            await desk.GoAsync($"/people/{person.Id}/export");
            using var answer = await desk.SendAsync(desk.Prepare("export-form"));
            var account = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("account")[0];
            Assert.Equal(person.Email, account.GetProperty("previousEmail").GetString());
        }

        var address = person.Email.ToUpperInvariant();
        await host.ChangeAsync(db => db.ForgottenPasswords.Add(new() { Address = address, AskedAt = host.Time.GetUtcNow().UtcDateTime }));
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Delete));
        Assert.False(await host.QueryAsync(db => db.ForgottenPasswords.AnyAsync(f => f.Address == address)));
    }

    private async Task<(PortalHost Host, TestPerson Person, string Thiefs)> StolenAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        host.Time.Advance(TimeSpan.FromMinutes(5));
        return (host, person, await ChangeAsync(host, person));
    }

    private static async Task<string> ChangeAsync(PortalHost host, TestPerson person, string? to = null)
    {
        var email = to ?? $"z{Guid.NewGuid():N}@new.example"; // after all others, in order
        using var visitor = await host.AtHomeAsync(person);
        await visitor.DoAsync(AccountAct.ChangeEmail, text: email);
        await visitor.GoAsync((await host.MailsAsync(m => m.UserId == person.Id && m.Recipient == email)).Last(mail => mail.Link("/account/e-mail").Length > 0).Link("/account/e-mail")); // what is told to the address before may come after it
        await visitor.SubmitAsync("email-form");
        Assert.StartsWith("Your e-mail address is changed.", visitor.Text("notice"));
        return email;
    }

    private static async Task<IEnumerable<string>> ToldAsync(PortalHost host, TestPerson person) =>
        (await host.MailsAsync(person)).Where(mail => mail.Subject == ResetMail).Select(mail => mail.To).Order(StringComparer.Ordinal);
}
