using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Help that takes its time; with a portal of its own, whose clock moves by hours.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class LongCallTests(BrowserFixture browser) : IAsyncLifetime
{
    private PortalHost host = null!;
    private TestPerson person = null!;
    private TestPerson agent = null!;

    public async Task InitializeAsync()
    {
        host = await PortalHost.StartAsync();
        (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task After_a_call_of_forty_minutes_the_page_still_lives_and_what_was_proven_still_holds()
    {
        await using var callers = await browser.OpenAsync(host: host);
        await using var agents = await browser.OpenAsync(host: host);
        var caller = await callers.NewPageAsync();
        await caller.AskForHelpAsync(person);
        await caller.EvaluateAsync("document.documentElement.dataset.loaded = 'once'");
        var (desk, code) = (await agents.OpenPersonAsync(host, agent, person), caller.Id("support-code"));
        var shown = new HashSet<string> { await code.InnerTextAsync() };
        await desk.HearAsync(caller);
        for (var minutes = 0; minutes < 40; minutes += 5)
        {
            await host.PassAsync(minutes: 5);
            await Expect(code).Not.ToHaveTextAsync(shown.Last());
            Assert.True(shown.Add(await code.InnerTextAsync()));
        }

        await Expect(caller.Locator("html")).ToHaveAttributeAsync("data-loaded", "once");
        await Expect(code).ToHaveAttributeAsync("data-heard", "true");
        await caller.TypeMailCodeAsync(host, person); // mailed at the beginning
        await desk.OffersAsync(DeskAction.Reset);
        using var fresh = await host.AgentAsync(agent);
        Assert.Equal(DeskOutcome.Done, await fresh.ActAsync(person, DeskAction.Reset));
        await caller.Id("qr").WaitForAsync();
        await caller.EnrollFromScanAsync(host.Time);
    }

    [Fact]
    public async Task At_night_an_agent_alone_announces_the_reset_its_owner_reads_it_and_in_the_morning_the_caller_enrols()
    {
        await using var offices = await browser.OpenAsync(host: host);
        await using var homes = await browser.OpenAsync(host: host);
        await using var agents = await browser.OpenAsync(host: host);
        var (office, home, desk) = (await offices.NewPageAsync(), await homes.NewPageAsync(), await agents.OpenPersonAsync(host, agent, person));
        await office.SignInAsync(person, host.Time);
        await home.AskForHelpAsync(person, "cause-entry-lost");
        await desk.HearAsync(home);
        await desk.OffersAsync(DeskAction.Reset, false);
        await desk.ActAsync(DeskAction.DelayedReset, "The reset is announced");

        await home.WaitsAsync("announced");
        await Expect(desk.Locator(".proof")).ToContainTextAsync("A reset is announced.");
        Assert.NotEqual("", (await host.MailAsync(person, "Your authenticator will be reset")).Link("/cancel-reset"));
        await Expect(office.Id("reset-banner")).ToContainTextAsync("Support was asked to reset your authenticator.");
        await office.LooksRightAsync();

        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        await office.AtAsync("/sign-in");
        await home.AtAsync("/sign-in");
        await office.SignInWithPasswordAsync(person);
        await office.AtAsync("/sign-in/help"); // it is for the browser whose code was read out
        await home.SignInWithPasswordAsync(person);
        await home.EnrollFromScanAsync(host.Time);
    }
}
