using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Both ends of a call to the desk, on the pages.</summary>
internal static class CallActions
{
    /// <summary>From the password to the page that waits.</summary>
    public static async Task AskForHelpAsync(this IPage caller, TestPerson person, string cause = "cause-new-phone")
    {
        await caller.SignInWithPasswordAsync(person);
        await caller.Id("need-help").ClickAsync();
        await caller.ChooseCauseAsync(cause);
    }

    public static async Task ChooseCauseAsync(this IPage caller, string cause = "cause-new-phone")
    {
        await caller.OpenCircuitAsync(() => caller.Id(cause).ClickAsync());
        await caller.Id("support-code").WaitForAsync();
    }

    /// <summary>Types the newest mailed code into the page that waits.</summary>
    public static async Task TypeMailCodeAsync(this IPage caller, PortalHost host, TestPerson person)
    {
        await caller.Id("mail-code").FillAsync(await host.MailCodeAsync(person));
        await caller.Id("mail-code-submit").ClickAsync();
        await caller.WaitsAsync("mail-confirmed");
    }

    /// <summary>How far the request has come, on the page that waits.</summary>
    public static Task WaitsAsync(this IPage caller, string state) => Expect(caller.Id("request-state")).ToHaveAttributeAsync("data-state", state);

    /// <summary>An agent who signs in and opens the page of a person.</summary>
    public static async Task<IPage> OpenPersonAsync(this IBrowserContext desk, PortalHost host, TestPerson agent, TestPerson person)
    {
        var page = await desk.NewPageAsync();
        await page.SignInAsync(agent, host.Time);
        await page.GotoAsync($"/support/people/{person.Id}");
        await page.Id("person").WaitForAsync();
        return page;
    }

    /// <summary>The caller reads the support code out, and the agent types it.</summary>
    public static async Task HearAsync(this IPage desk, IPage caller)
    {
        await desk.Id("caller-proof").FillAsync(await caller.Id("support-code").InnerTextAsync());
        await desk.Id("check-proof").ClickAsync();
        await Expect(caller.Id("support-code")).ToHaveAttributeAsync("data-heard", "true");
        await Expect(desk.Id("proof-state")).ToHaveAttributeAsync("data-support-code", "true");
    }

    public static Task OffersAsync(this IPage desk, DeskAction action, bool offered = true) => Expect(desk.Id(DeskWords.Name(action))).ToHaveCountAsync(offered ? 1 : 0);

    /// <summary>Presses a button of the person's page, fills in what it asks for, and reads what came of it.</summary>
    public static async Task ActAsync(this IPage desk, DeskAction action, string said)
    {
        await desk.Id(DeskWords.Name(action)).ClickAsync();
        await desk.Id("cause-other").CheckAsync();
        await desk.Id("note").FillAsync(Calls.Note);
        await desk.Id("confirm").ClickAsync();
        await Expect(desk.Id("notice")).ToContainTextAsync(said);
    }

    /// <summary>All that the desk asks and does, up to the QR code on the page that waits.</summary>
    public static async Task ResetAsync(this PortalHost host, TestPerson agent, TestPerson person, IPage caller)
    {
        using var desk = await host.AgentAsync(agent);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.Id("support-code").InnerTextAsync()));
        await caller.TypeMailCodeAsync(host, person);
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Reset));
        await caller.Id("qr").WaitForAsync();
    }
}
