using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Epatra.Portal.Support.Actions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>Callers whose mailbox proves nothing, or who have pressed the wrong link in it.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class WithoutMailTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task For_a_mailbox_that_several_read_the_agent_calls_back_and_the_caller_sees_the_QR_code()
    {
        var (person, agent) = (await AddWithPhoneAsync(), await Host.AddAgentAsync());
        await using var agents = await browser.OpenAsync();
        await using var administrators = await browser.OpenAsync();
        await using var callers = await browser.OpenAsync();
        var (desk, caller) = (await agents.OpenPersonAsync(Host, agent, person), await callers.NewPageAsync());
        await desk.OffersAsync(DeskAction.SharedMailbox, false);
        var administrator = await administrators.OpenPersonAsync(Host, await Host.AddAgentAsync(Role.Administrator), person);
        await administrator.ActAsync(DeskAction.SharedMailbox, "The mark of the mailbox was changed.");
        await Expect(desk.Id("flag")).ToContainTextAsync("Shared mailbox");

        await caller.AskForHelpAsync(person);
        await Expect(caller.Id("mail-code")).ToHaveCountAsync(0);
        Assert.DoesNotContain(await Host.MailsAsync(person), mail => mail.Subject == Calls.CodeMail);
        await desk.OffersAsync(DeskAction.CallBack, false);
        await desk.HearAsync(caller);
        await desk.OffersAsync(DeskAction.Reset, false);
        await desk.ActAsync(DeskAction.CallBack, "The authenticator was reset.");

        await caller.Id("qr").WaitForAsync();
        await caller.EnrollFromScanAsync(Host.Time);
    }

    [Fact]
    public async Task With_password_and_phone_both_lost_the_link_comes_first_and_then_a_call_to_the_number_on_file()
    {
        var (person, agent) = (await AddWithPhoneAsync(), await Host.AddAgentAsync());
        await using var agents = await browser.OpenAsync();
        await using var callers = await browser.OpenAsync();
        var caller = await callers.NewPageAsync();
        using var visitor = new Visitor(Host.Address);
        await caller.GotoAsync((await Host.ForgetPasswordAsync(person, visitor))!);
        await caller.Locator("#new-password").FillAsync(ChangeTests.NewPassword);
        await caller.Locator("#confirm-password").FillAsync(ChangeTests.NewPassword);
        await caller.Id("submit").ClickAsync();
        await caller.AtAsync("/sign-in");
        await caller.SignInWithPasswordAsync(person, password: ChangeTests.NewPassword);
        await caller.Id("need-help").ClickAsync();
        await caller.ChooseCauseAsync();
        await Expect(caller.Id("mail-code")).ToHaveCountAsync(0); // whoever reads the mail has just chosen the password

        var desk = await agents.OpenPersonAsync(Host, agent, person);
        await desk.HearAsync(caller);
        await desk.OffersAsync(DeskAction.Reset, false);
        await Expect(desk.Locator(".proof-state")).ToContainTextAsync("A mail code does not count for this person");
        await desk.ActAsync(DeskAction.CallBack, "The authenticator was reset.");
        await caller.Id("qr").WaitForAsync();
        await caller.EnrollFromScanAsync(Host.Time);
    }

    [Fact]
    public async Task Whoever_pressed_this_was_not_me_by_mistake_is_freed_by_both_codes_and_chooses_a_new_password()
    {
        var (person, agent) = (await Host.AddWithAuthenticatorAsync(), await Host.AddAgentAsync());
        Host.Time.Advance(TimeSpan.FromMinutes(2)); // the authenticator is surely older than what happens now
        await using var agents = await browser.OpenAsync();
        await using var callers = await browser.OpenAsync();
        var (desk, caller, mail) = (await agents.OpenPersonAsync(Host, agent, person), await callers.NewPageAsync(), await callers.NewPageAsync());
        await caller.AskForHelpAsync(person, "cause-clock");
        await mail.GotoAsync((await Host.MailAsync(person, Calls.CodeMail)).Link("/not-me"));
        await mail.Id("submit").ClickAsync();
        await Expect(mail.Id("notice")).ToBeVisibleAsync();

        await caller.AtAsync("/sign-in"); // nobody gets any further
        await caller.SignInWithPasswordAsync(person);
        await caller.AtAsync("/sign-in/help");
        await Expect(caller.Id("error")).ToBeVisibleAsync();
        await desk.HearAsync(caller);
        await desk.OffersAsync(DeskAction.Unfreeze, false);
        await caller.Id("mail-again").ClickAsync(); // the code of before the freeze is void
        await Expect(caller.Id("mail-code")).ToBeVisibleAsync();
        await caller.TypeMailCodeAsync(Host, person);
        await desk.ActAsync(DeskAction.Unfreeze, "The account is free again.");

        await caller.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await (await caller.CodeFieldAsync()).FillAsync(await Host.CodeAsync(person));
        await caller.AtAsync("/password/change");
        await ChooseAsync(caller);
        await caller.Id("sign-out").WaitForAsync();
    }

    private static async Task ChooseAsync(IPage caller)
    {
        await caller.Locator("#current-password").FillAsync(TestPerson.Password);
        await caller.Locator("#new-password").FillAsync(ChangeTests.NewPassword);
        await caller.Locator("#confirm-password").FillAsync(ChangeTests.NewPassword);
        await caller.Id("submit").ClickAsync();
    }

    private async Task<TestPerson> AddWithPhoneAsync()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        await Host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        return person;
    }
}
