using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Reset;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>People without a code that counts, and how they get in again.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class LostPhoneTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task A_clock_that_is_off_is_named_to_the_agent_and_once_it_is_right_the_caller_gets_in_alone()
    {
        var (person, agent) = (await Host.AddWithAuthenticatorAsync(), await Host.AddAgentAsync());
        Host.Time.Advance(TimeSpan.FromSeconds(30)); // what is refused in the very moment of the confirmation does not come after it
        await using var agents = await browser.OpenAsync();
        await using var callers = await browser.OpenAsync(width: 360);
        var (desk, caller) = (await agents.OpenPersonAsync(Host, agent, person), await callers.NewPageAsync());
        await caller.SignInWithPasswordAsync(person);
        await (await caller.CodeFieldAsync()).FillAsync(await Host.CodeAsync(person, -300));
        await Expect(caller.Id("clock-diagnosis")).ToHaveAttributeAsync("data-offset-seconds", "-300");
        await caller.Id("need-help").ClickAsync();
        await caller.ChooseCauseAsync("cause-clock");
        await caller.Id("send-request").ClickAsync();
        await caller.WaitsAsync("sent");
        await Expect(desk.Id("diagnosis").Locator(".cause").First).ToHaveAttributeAsync("data-cause", "Clock");
        await Expect(desk.Id("diagnosis")).ToContainTextAsync("5 min late");
        await Expect(desk.Id("proof-state")).ToHaveCountAsync(1);

        Host.Time.Advance(TimeSpan.FromSeconds(30));
        await caller.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await (await caller.CodeFieldAsync()).FillAsync(await Host.CodeAsync(person));
        await caller.Id("sign-out").WaitForAsync();

        await Expect(desk.Id("proof-state")).ToHaveCountAsync(0);
        await Expect(desk.Id("person-earlier")).ToContainTextAsync("ended: signed in without help");
    }

    [Fact]
    public async Task Whoever_goes_on_at_a_second_computer_proves_it_there_and_the_first_one_is_out()
    {
        var (person, agent) = (await Host.AddWithAuthenticatorAsync(), await Host.AddAgentAsync());
        await using var agents = await browser.OpenAsync();
        await using var firsts = await browser.OpenAsync();
        await using var seconds = await browser.OpenAsync();
        var (first, second) = (await firsts.NewPageAsync(), await seconds.NewPageAsync());
        await first.AskForHelpAsync(person);
        await Host.ResetAsync(agent, person, first);

        Host.Time.Advance(TimeSpan.FromSeconds(30)); // a later mail, a later proof
        await second.SignInWithPasswordAsync(person);
        await second.AtAsync("/sign-in/help"); // the password alone opens nothing there
        await second.ChooseCauseAsync();
        await Expect(second.Id("notice")).ToContainTextAsync("Help was also asked for in another browser");
        var desk = await agents.OpenPersonAsync(Host, agent, person);
        await desk.HearAsync(second);
        await second.TypeMailCodeAsync(Host, person);
        await desk.ActAsync(DeskAction.Reset, "The earlier reset was opened anew for this browser.");

        await second.Id("qr").WaitForAsync();
        await first.AtAsync("/sign-in");
        await second.EnrollFromScanAsync(Host.Time);
    }

    [Fact]
    public async Task The_old_entry_is_recognised_in_the_wizard_and_at_the_next_sign_in()
    {
        var (person, agent) = (await Host.AddWithAuthenticatorAsync(), await Host.AddAgentAsync());
        await using var callers = await browser.OpenAsync(width: 360);
        var (caller, said) = (await callers.NewPageAsync(), $"‘{person.Email}’. Delete that one and use the entry ‘{person.Email} (2)’.");
        await caller.AskForHelpAsync(person, "cause-entry-lost");
        await Host.ResetAsync(agent, person, caller);
        await caller.Id("next").ClickAsync();
        await caller.Id("code").FillAsync(await Host.CodeAsync(person));
        await Expect(caller.Id("old-entry")).ToContainTextAsync(said);
        await caller.Id("back").ClickAsync();
        await caller.StepAsync("scan");
        var secret = await caller.EnrollFromScanAsync(Host.Time);
        await caller.SignOutAsync();

        Host.Time.Advance(TimeSpan.FromSeconds(60));
        await caller.SignInWithPasswordAsync(person);
        await (await caller.CodeFieldAsync()).FillAsync(await Host.CodeAsync(person));
        await Expect(caller.Id("old-entry")).ToContainTextAsync(said);
        await (await caller.CodeFieldAsync()).FillAsync(await Host.CodeAsync(person with { Secret = secret }));
        await caller.Id("sign-out").WaitForAsync();
    }

    [Fact]
    public async Task The_only_administrator_comes_back_by_the_operator_with_password_and_QR_code()
    {
        var administrator = await Host.AddAgentAsync(Role.Administrator);
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(administrator);
        await page.AtAsync("/sign-in/code"); // the phone is gone

        Assert.NotNull(await Host.RunAsync((OperatorRecovery recovery) => recovery.RecoverAsync(administrator.Email)));

        await page.AtAsync("/sign-in");
        await page.SignInWithPasswordAsync(administrator);
        await page.Id("qr").WaitForAsync();
        await page.EnrollFromScanAsync(Host.Time);
        await Expect(page.Id("desk")).ToBeVisibleAsync();
    }
}
