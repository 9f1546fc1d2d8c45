using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Support.Actions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Two instances of the portal on one PostgreSQL.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class TwoInstancesTests(BrowserFixture browser, LiveNodesTests.TwoNodes nodes) : IClassFixture<LiveNodesTests.TwoNodes>
{
    [Fact]
    public async Task An_agent_on_one_instance_resets_and_the_caller_on_the_other_sees_the_QR_code_by_itself()
    {
        await nodes.ListenAsync();
        var (person, agent) = (await nodes.One.AddWithAuthenticatorAsync(), await nodes.One.AddAgentAsync());
        await using var agents = await browser.OpenAsync(host: nodes.One);
        await using var callers = await browser.OpenAsync(host: nodes.Other);
        var (desk, caller) = (await agents.OpenPersonAsync(nodes.One, agent, person), await callers.NewPageAsync());
        await caller.AskForHelpAsync(person);
        await desk.HearAsync(caller);
        await caller.TypeMailCodeAsync(nodes.One, person);
        await Expect(desk.Id("proof-state")).ToHaveAttributeAsync("data-mail-code", "true");
        await desk.ActAsync(DeskAction.Reset, "The authenticator was reset.");

        await caller.Id("qr").WaitForAsync();
        await caller.EnrollFromScanAsync(nodes.Other.Time);
        await desk.OffersAsync(DeskAction.Undo, false);
        await Expect(desk.Id("person-authenticators")).ToContainTextAsync("in use");
    }
}
