using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.MyAccount;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Actions;

/// <summary>A mail has frozen the account, and then something else comes to light.</summary>
[Collection(PortalFixture.Collection)]
public sealed class FreezeTwiceTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task When_a_phone_turns_out_to_be_stolen_after_a_freeze_by_a_mail_the_desk_freezes_as_well_and_only_a_reset_ends_it(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        using var desk = await host.AgentAsync(agent);
        var (frozen, happened) = (host.Time.Now(), host.Time.Now().AddMinutes(-10));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, frozen).SetProperty(x => x.FrozenEventAt, happened)));
        using var owner = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await owner.ReadOutAsync()));
        await owner.TypeMailCodeAsync(await host.MailCodeAsync(person));

        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Freeze));

        var user = await host.UserAsync(person);
        Assert.Equal((happened, null), (user.FrozenAt, user.FrozenEventAt)); // what it distrusts is no younger than before
        await host.MailAsync(person, "Your account is frozen");
        Assert.Equal((DeskOutcome.NothingToDo, DeskOutcome.NotAllowed), (await desk.ActAsync(person, DeskAction.Freeze), await desk.ActAsync(person, DeskAction.Unfreeze)));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Reset)); // what was proven before it is void
    }
}
