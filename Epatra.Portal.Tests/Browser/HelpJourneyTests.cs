using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Epatra.Portal.Browser;

/// <summary>Two people, two browsers, one telephone call.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class HelpJourneyTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_caller_in_French_reads_out_the_code_to_a_Dutch_agent_and_sees_the_QR_code_by_itself()
    {
        var (host, person) = (browser.Host, await browser.Host.AddWithAuthenticatorAsync("fr"));
        var agent = await host.AddAgentAsync(language: "nl");
        await using var callers = await browser.OpenAsync("fr", width: 360);
        await using var agents = await browser.OpenAsync("nl");
        var (caller, desk) = (await callers.NewPageAsync(), await agents.NewPageAsync());
        await desk.SignInAsync(agent, host.Time);

        await caller.SignInWithPasswordAsync(person);
        await caller.Id("need-help").ClickAsync();
        await caller.ChooseCauseAsync("cause-new-phone");
        await desk.GotoAsync($"/support/people/{person.Id}");
        await Assertions.Expect(desk.Id("proof-state")).ToHaveAttributeAsync("data-support-code", "false");
        await Assertions.Expect(desk.Id("reset")).ToHaveCountAsync(0);

        await desk.Id("caller-proof").FillAsync(await caller.Id("support-code").InnerTextAsync());
        await desk.Id("check-proof").ClickAsync();
        await Assertions.Expect(desk.Id("proof-state")).ToHaveAttributeAsync("data-support-code", "true");
        await Assertions.Expect(caller.Id("request-state")).ToHaveAttributeAsync("data-state", "taken");
        await Assertions.Expect(desk.Id("reset")).ToHaveCountAsync(0);

        await caller.Id("mail-code").FillAsync(await host.MailCodeAsync(person, "Votre code pour la page d'assistance"));
        await caller.Id("mail-code-submit").ClickAsync();
        await Assertions.Expect(desk.Id("proof-state")).ToHaveAttributeAsync("data-mail-code", "true");
        await Assertions.Expect(caller.Id("request-state")).ToHaveAttributeAsync("data-state", "mail-confirmed");
        await caller.EvaluateAsync("window.went = 'on'");
        await desk.Id("reset").ClickAsync();
        await desk.Id("cause-new-phone").CheckAsync();
        await desk.Id("note").FillAsync("Nieuwe telefoon");
        await desk.Id("confirm").ClickAsync();
        await Assertions.Expect(desk.Id("notice")).ToContainTextAsync("De authenticator-app is gereset.");

        await caller.Id("qr").WaitForAsync();
        await Assertions.Expect(caller.Locator("h1")).ToBeFocusedAsync();
        Assert.Equal("on", await caller.EvaluateAsync<string>("window.went")); // over the connection that it had
        Assert.Equal(0, await caller.EvaluateAsync<int>("scrollY"));
        await caller.EnrollFromScanAsync(host.Time);
        await Assertions.Expect(desk.Id("undo")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_browser_that_was_closed_while_it_waited_finds_its_request_again_and_what_was_proven_since()
    {
        var (host, person) = (browser.Host, await browser.Host.AddWithAuthenticatorAsync());
        var agent = await host.AddAgentAsync();
        await using var callers = await browser.OpenAsync();
        var caller = await callers.NewPageAsync();
        await caller.SignInWithPasswordAsync(person);
        await caller.Id("need-help").ClickAsync();
        await caller.ChooseCauseAsync("cause-entry-lost");
        var code = await caller.Id("support-code").InnerTextAsync();
        await caller.CloseAsync();

        using var desk = await host.AgentAsync(agent);
        Assert.Equal(Support.Proof.SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, code));
        var again = await callers.NewPageAsync();
        await again.SignInWithPasswordAsync(person);
        await Assertions.Expect(again.Id("request-state")).ToHaveAttributeAsync("data-state", "taken");
        await again.Id("mail-code").FillAsync(await host.MailCodeAsync(person));
        await again.Id("mail-code-submit").ClickAsync();
        await Assertions.Expect(again.Id("request-state")).ToHaveAttributeAsync("data-state", "mail-confirmed");
        Assert.Equal(Support.Actions.DeskOutcome.Done, await desk.ActAsync(person, Support.Actions.DeskAction.Reset));
        await again.Id("qr").WaitForAsync();
    }

    [Fact]
    public async Task Two_people_of_the_desk_at_once_and_an_undo_throw_the_caller_back()
    {
        var (host, person) = (browser.Host, await browser.Host.AddWithAuthenticatorAsync());
        var (agent, administrator) = (await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator));
        await using var callers = await browser.OpenAsync();
        await using var agents = await browser.OpenAsync();
        await using var administrators = await browser.OpenAsync();
        var (caller, desk, other) = (await callers.NewPageAsync(), await agents.NewPageAsync(), await administrators.NewPageAsync());
        await desk.SignInAsync(agent, host.Time);
        await other.SignInAsync(administrator, host.Time);
        await other.GotoAsync($"/support/people/{person.Id}");
        await caller.SignInWithPasswordAsync(person);
        await caller.Id("need-help").ClickAsync();
        await caller.ChooseCauseAsync("cause-clock");
        Assert.Equal(Support.Proof.SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.Id("support-code").InnerTextAsync()));
        await caller.Id("mail-code").FillAsync(await host.MailCodeAsync(person));
        await caller.Id("mail-code-submit").ClickAsync();
        await Assertions.Expect(other.Id("reset")).ToHaveCountAsync(1); // the other sees what was proven, without reload

        await desk.GotoAsync($"/support/people/{person.Id}/reset");
        await desk.Id("note").FillAsync("clock");
        await desk.Id("confirm").ClickAsync();
        await caller.Id("qr").WaitForAsync();
        await other.Id("undo").ClickAsync();
        await other.Id("cause-other").CheckAsync();
        await other.Id("note").FillAsync("the wrong person");
        await other.Id("confirm").ClickAsync();
        await Assertions.Expect(other.Id("notice")).ToContainTextAsync("The reset was undone.");
        await caller.AtAsync("/sign-in");
    }
}
