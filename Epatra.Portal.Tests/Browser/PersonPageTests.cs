using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>An agent with the caller on the line: what the caller does is seen on the agent's screen, which is never loaded again.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class PersonPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_agent_sees_the_wizard_step_by_step_with_what_to_say_in_the_callers_language()
    {
        var (agent, person) = (await browser.Host.AddAgentAsync(), await browser.Host.AddWithGrantAsync("nl", "Jan Peeters"));
        await using var desk = await browser.OpenAsync();
        var screen = await OpenAsync(desk, agent, person);
        await Expect(Cause(screen)).ToHaveAttributeAsync("data-cause", "NeverEnrolled");
        await screen.EvaluateAsync("document.documentElement.dataset.loaded = 'once'");

        await using var home = await browser.OpenAsync("nl", 360);
        var page = await home.NewPageAsync();
        await page.SignInToScanAsync(person);
        await Expect(screen.Id("person-wizard")).ToHaveAttributeAsync("data-step", "scan");
        await Expect(Cause(screen)).ToHaveAttributeAsync("data-cause", "InWizard");
        await Expect(screen.Id("say").First).ToContainTextAsync("scan de QR-code op je scherm");
        await Expect(screen.Id("say").First).ToHaveAttributeAsync("lang", "nl");
        await Expect(screen.Locator(".meaning").First).ToContainTextAsync("scan the QR code on your screen");

        await page.Id("next").ClickAsync();
        await Expect(screen.Id("person-wizard")).ToHaveAttributeAsync("data-step", "code");
        await page.Id("code").FillAsync("12345");
        await page.Id("submit").ClickAsync();
        await Expect(screen.Id("wizard-error")).ToHaveTextAsync("not six digits");
        await screen.LooksRightAsync();

        await page.Id("back").ClickAsync();
        await page.StepAsync("scan");
        await page.EnrollFromScanAsync(browser.Host.Time);
        await Expect(screen.Id("person-wizard")).ToHaveCountAsync(0);
        await Expect(Cause(screen)).ToHaveAttributeAsync("data-cause", "Nothing");
        await Expect(screen.Id("person-authenticators")).ToContainTextAsync("in use");
        await Expect(screen.Id("person-sessions").Locator("li")).ToHaveCountAsync(1);
        await Expect(screen.Locator("html")).ToHaveAttributeAsync("data-loaded", "once");
    }

    [Fact]
    public async Task A_drifting_clock_ranks_first_and_a_lifted_pause_leaves_by_itself()
    {
        var agent = await browser.Host.AddAgentAsync();
        var person = await browser.Host.AddWithNeitherAsync() with { Secret = await Phone.SecretAsync(browser.Host.Time.GetUtcNow()) };
        await browser.Host.AddAuthenticatorAsync(person);
        await browser.Host.AddAuthenticatorAsync(person with { Secret = await Phone.SecretAsync(browser.Host.Time.GetUtcNow(), person.Secret!) }, 2, AuthenticatorState.Retired, AuthenticatorApp.PasswordManager);
        browser.Host.Time.Advance(TimeSpan.FromSeconds(30)); // what is refused in the very moment of the confirmation does not come after it
        await FillAsync(person);
        await using var desk = await browser.OpenAsync(width: 360);
        var screen = await OpenAsync(desk, agent, person);
        using var visitor = await browser.Host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await browser.Host.CodeAsync(person, -270));
        await Expect(Cause(screen)).ToHaveAttributeAsync("data-cause", "Clock");
        await Expect(Cause(screen)).ToContainTextAsync("4 min 30 s late. One code can be chance");
        browser.Host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitCodeAsync(await browser.Host.CodeAsync(person, -270));
        await Expect(Cause(screen)).ToContainTextAsync("The last 2 codes were 4 min 30 s late");

        foreach (var code in await Phone.WrongCodesAsync(person.Secret!, browser.Host.Time.GetUtcNow(), 5))
        {
            await visitor.SubmitCodeAsync(code);
        }

        await Expect(screen.Id("diagnosis").Locator("[data-action=lift-wait]")).ToHaveCountAsync(1);
        await screen.LooksRightAsync();
        foreach (var summary in await screen.Locator("summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        await screen.LooksRightAsync();
        browser.Host.Time.Advance(TimeSpan.FromSeconds(60)); // the pause ends: nothing is told, the page looks by itself
        await Expect(screen.Id("diagnosis").Locator("[data-action=lift-wait]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Of_a_colleague_there_is_name_and_role()
    {
        var (agent, colleague) = (await browser.Host.AddAgentAsync(), await browser.Host.AddAgentAsync(Role.Administrator, name: "Ada Boss"));
        await using var desk = await browser.OpenAsync(width: 360);

        var screen = await OpenAsync(desk, agent, colleague);

        await Expect(screen.Id("person")).ToContainTextAsync("Administrator");
        await Expect(screen.Id("notice")).ToContainTextAsync("An administrator helps them.");
        await Expect(screen.Id("diagnosis")).ToHaveCountAsync(0);
        await screen.LooksRightAsync();
    }

    [Fact]
    public async Task Of_somebody_who_is_deleted_meanwhile_the_page_says_so()
    {
        var (agent, administrator, person) = (await browser.Host.AddAgentAsync(), await browser.Host.AddAdministratorAsync(), await browser.Host.AddWithAuthenticatorAsync());
        await using var desk = await browser.OpenAsync();
        var screen = await OpenAsync(desk, agent, person);

        await browser.Host.ActAsync(administrator, person, PersonAction.Delete);

        await Expect(screen.Id("nobody")).ToHaveTextAsync("This person does not exist, or no longer exists.");
        await Expect(screen.Id("diagnosis")).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsync(IBrowserContext desk, TestPerson agent, TestPerson person)
    {
        var screen = await desk.NewPageAsync();
        await screen.SignInAsync(agent, browser.Host.Time);
        await screen.GotoAsync($"/support/people/{person.Id}");
        await Expect(screen.Id("person")).ToBeVisibleAsync();
        return screen;
    }

    private static ILocator Cause(IPage screen) => screen.Id("diagnosis").Locator(".cause").First;

    /// <summary>Long names, notes and all flags, for the look of the page.</summary>
    private Task<int> FillAsync(TestPerson person) => browser.Host.QueryAsync(async db =>
    {
        var now = browser.Host.Time.GetUtcNow().UtcDateTime;
        await db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.Name, "Wolfeschlegelsteinhausenbergerdorff-Vandenbroucke").SetProperty(x => x.Company, "Chauffage, Sanitaire & Ventilation Vandenbroucke et fils SPRL")
            .SetProperty(x => x.PhoneNumber, "+32 3 808 08 35").SetProperty(x => x.UnderAttackUntil, now.AddDays(1)).SetProperty(x => x.SharedMailbox, true).SetProperty(x => x.EmailChangedAt, now));
        db.HelpRequests.Add(new Support.Help.HelpRequest { UserId = person.Id, Kind = Support.Help.RequestKind.CannotGetIn, Cause = Support.Cause.Clock, Email = person.Email, CreatedAt = now, SentAt = now, Note = new string('x', 200) });
        db.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.Reset, CreatedAt = now, ExpiresAt = now.AddHours(1) });
        return await db.SaveChangesAsync();
    });
}
