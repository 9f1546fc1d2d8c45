using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Xunit;

namespace Epatra.Portal.Support.Reset;

/// <summary>An agent agrees beforehand, at a desk that asks for the mailed code only.</summary>
public sealed class AgreedBeforehandTests
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Where_the_mailed_code_is_all_the_proof_it_holds_no_longer_than_its_link_either(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Support:CallerProof", "MailCode"));
        var (soon, late, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        using var desk = await host.AgentAsync(agent);
        using var one = await ComeBackAsync(host, desk, soon);
        await one.TypeMailCodeAsync(await host.MailCodeAsync(soon));
        Assert.Equal((AuthenticatorState.Retired, "/enroll"), (await host.StateAsync(soon), one.At));

        using var other = await ComeBackAsync(host, desk, late);
        host.Time.Advance(TimeSpan.FromDays(20));
        await other.SignInWithPasswordAsync(late);
        await other.GoAsync("/sign-in/help");
        await other.SubmitAsync("request-form", ("Input.Act", "mail"));
        await other.TypeMailCodeAsync(await host.MailCodeAsync(late));
        Assert.Equal((AuthenticatorState.Active, "/sign-in/help"), (await host.StateAsync(late), other.At));
    }

    private static async Task<Visitor> ComeBackAsync(PortalHost host, Visitor desk, TestPerson person)
    {
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest, ("Input.Agree", "true")));
        var caller = new Visitor(host.Address);
        await caller.SignInWithPasswordAsync(person, (await host.MailAsync(person, "Support helps you back in")).Link("/help/back"));
        await caller.SubmitAsync("back-form");
        return caller;
    }
}
