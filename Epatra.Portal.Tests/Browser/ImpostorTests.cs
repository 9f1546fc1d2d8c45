using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Somebody who has the password of another, sits in a browser of his own and calls the desk.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class ImpostorTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task While_the_owner_is_helped_an_impostor_who_waits_as_well_never_sees_a_QR_code()
    {
        var (person, agent) = (await Host.AddWithAuthenticatorAsync(), await Host.AddAgentAsync());
        await using var agents = await browser.OpenAsync();
        await using var owners = await browser.OpenAsync();
        await using var impostors = await browser.OpenAsync();
        var (desk, owner, impostor) = (await agents.OpenPersonAsync(Host, agent, person), await owners.NewPageAsync(), await WatchedAsync(impostors));
        await owner.AskForHelpAsync(person);
        await desk.HearAsync(owner);
        await owner.TypeMailCodeAsync(Host, person);
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        await impostor.AskForHelpAsync(person);
        await Expect(desk.Locator(".proof")).ToContainTextAsync("Another browser waits as well");
        await Expect(desk.Id("proof-state")).ToHaveAttributeAsync("data-mail-code", "true"); // of the browser whose code was heard

        await desk.ActAsync(DeskAction.Reset, "The authenticator was reset.");
        await owner.Id("qr").WaitForAsync();
        await impostor.AtAsync("/sign-in");
        await impostor.SignInWithPasswordAsync(person);
        await impostor.AtAsync("/sign-in/help");
        await impostor.GotoAsync("/enroll");
        await impostor.AtAsync("/sign-in/help");
        await owner.EnrollFromScanAsync(Host.Time);

        await impostor.SignInWithPasswordAsync(person);
        await impostor.AtAsync("/sign-in/code");
        await NothingSeenAsync(impostor);
    }

    [Fact]
    public async Task A_thief_with_password_and_voice_gets_no_reset_and_afterwards_every_agent_is_warned()
    {
        var (person, agent, colleague) = (await Host.AddWithAuthenticatorAsync(), await Host.AddAgentAsync(), await Host.AddAgentAsync());
        await Host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        await using var agents = await browser.OpenAsync();
        await using var colleagues = await browser.OpenAsync();
        await using var thieves = await browser.OpenAsync();
        var (desk, other, thief) = (await agents.OpenPersonAsync(Host, agent, person), await colleagues.OpenPersonAsync(Host, colleague, person), await WatchedAsync(thieves));
        await thief.AskForHelpAsync(person);
        await desk.HearAsync(thief); // it is a waiting browser, and the voice is the right one
        await desk.OffersAsync(DeskAction.CallBack); // which would reach the owner
        await desk.OffersAsync(DeskAction.Reset, false);
        await desk.ActAsync(DeskAction.FailedVerification, "For 24 hours only full proof or the delay counts");

        await Expect(other.Id("flag")).ToContainTextAsync("Under attack until");
        await Expect(other.Id("proof-state")).ToHaveAttributeAsync("data-support-code", "false"); // what was heard is void
        await other.HearAsync(thief);
        await other.OffersAsync(DeskAction.CallBack, false);
        await other.OffersAsync(DeskAction.Reset, false);
        await thief.GotoAsync("/enroll");
        await thief.AtAsync("/sign-in/code");
        await NothingSeenAsync(thief);
    }

    /// <summary>A page that remembers whether it has ever shown a QR code.</summary>
    private static async Task<IPage> WatchedAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync("""
            localStorage.looked = 'yes';
            new MutationObserver(() => document.querySelector('[data-testid=qr]') && (localStorage.seen = 'yes')).observe(document, { childList: true, subtree: true });
            """);
        return page;
    }

    private static async Task NothingSeenAsync(IPage page) => Assert.Equal("yes nothing", await page.EvaluateAsync<string>("`${localStorage.looked} ${localStorage.seen ?? 'nothing'}`"));
}
