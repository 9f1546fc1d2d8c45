using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Epatra.Portal.MyAccount;
using Epatra.Portal.People;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Actions;

/// <summary>What a thief did, the mail about it, the freeze by that mail and its end; on a clock that goes on meanwhile.</summary>
[Collection(PortalFixture.Collection)]
public sealed class UnfreezeTests(PortalFixture portal) : IDisposable
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    public void Dispose() => (portal.Sqlite.Time.Step, portal.PostgreSql.Time.Step) = (TimeSpan.Zero, TimeSpan.Zero);

    [Theory, MemberData(nameof(Databases))]
    public async Task The_very_authenticator_that_the_mail_was_about_is_retired_and_the_one_before_is_not(string database)
    {
        var (host, person, thief) = await BrokenIntoAsync(database);
        await thief.DoAsync(AccountAct.AddAuthenticator);
        await host.EnrollAsync(person);
        await FreezeAsync(host, person, "A new authenticator app for your account");

        await UnfreezeAsync(host, person);

        Assert.Equal([AuthenticatorState.Active, AuthenticatorState.Retired], (await host.AuthenticatorsAsync(person)).Select(a => a.State));
        Assert.Equal(0, await host.QueryAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == person.Id)));
        thief.Dispose();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task The_very_recovery_codes_that_the_mail_was_about_are_worth_nothing(string database)
    {
        var (host, person, thief) = await BrokenIntoAsync(database);
        await thief.DoAsync(AccountAct.NewRecoveryCodes);
        await FreezeAsync(host, person, "New recovery codes for your account");

        await UnfreezeAsync(host, person);

        Assert.Equal(0, await host.QueryAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == person.Id)));
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));
        thief.Dispose();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_freeze_by_the_desk_ends_with_a_reset_only_which_retires_the_authenticator_of_the_stolen_phone(string database) =>
        await StealPhoneAsync(database, async (host, person) =>
        {
            using var desk = await host.AgentAsync(await host.AddAgentAsync());
            Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Freeze));
        });

    [Theory, MemberData(nameof(Databases))]
    public async Task A_freeze_by_an_administrator_ends_with_a_reset_only_as_well(string database) =>
        await StealPhoneAsync(database, async (host, person) =>
            Assert.Equal(PersonOutcome.Done, await host.ActAsync(await host.AddAdministratorAsync(), person, PersonAction.Freeze)));

    private async Task StealPhoneAsync(string database, Func<PortalHost, TestPerson, Task> freeze)
    {
        var (host, person, thief) = await BrokenIntoAsync(database);
        thief.Dispose();
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await freeze(host, person);
        await FreezeAsync(host, person, "A sign-in from a new browser"); // a mail of before that event changes nothing of it

        var agent = await host.AddAgentAsync();
        using var desk = await host.AgentAsync(agent);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        var offered = (await host.AsAsync(agent, (CallerViews views) => views.ReadAsync(person.Id)))!.Actions;
        Assert.Equal((true, false), (offered.Contains(DeskAction.Reset), offered.Contains(DeskAction.Unfreeze)));
        Assert.Equal(DeskOutcome.NotAllowed, await desk.ActAsync(person, DeskAction.Unfreeze));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Reset));

        Assert.Equal(AuthenticatorState.Retired, await host.StateAsync(person));
        var user = await host.UserAsync(person);
        Assert.Equal((null, true), (user.FrozenAt, user.NewPasswordNeeded));
    }

    /// <summary>Somebody else has the person's session, long after the person made the account.</summary>
    private async Task<(PortalHost Host, TestPerson Person, Visitor Thief)> BrokenIntoAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        host.Time.Advance(TimeSpan.FromMinutes(5));
        host.Time.Step = TimeSpan.FromMilliseconds(1);
        return (host, person, await host.AtHomeAsync(person));
    }

    private static async Task FreezeAsync(PortalHost host, TestPerson person, string subject)
    {
        using var owner = new Visitor(host.Address);
        await owner.GoAsync((await host.MailAsync(person, subject)).Link("/not-me"));
        await owner.SubmitAsync("not-me-form");
        Assert.StartsWith("Nobody can sign in to your account any more.", owner.Text("notice"));
    }

    private static async Task UnfreezeAsync(PortalHost host, TestPerson person)
    {
        var agent = await host.AddAgentAsync();
        using var desk = await host.AgentAsync(agent);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Unfreeze));
    }
}
