using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>An administrator and somebody who is invited; the screen of the one follows what the other does, and is never loaded again.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class PeopleJourneyTests(BrowserFixture browser)
{
    private PortalHost Host => browser.Host;

    [Fact]
    public async Task Somebody_who_is_invited_in_Dutch_enrols_on_a_small_screen_and_the_list_goes_live_to_active()
    {
        var administrator = await Host.AddAdministratorAsync("nl");
        await using var office = await browser.OpenAsync("nl");
        var screen = await office.NewPageAsync();
        await screen.SignInAsync(administrator, Host.Time);
        var person = await InviteAsync(screen);
        await screen.GotoAsync($"/people?search={person.Email}");
        var row = screen.Id("person-row");
        await Expect(row).ToHaveAttributeAsync("data-state", nameof(PersonState.Invited));
        await Expect(row).ToHaveAttributeAsync("data-email", person.Email);
        await screen.EvaluateAsync("document.documentElement.dataset.loaded = 'once'");

        await using var home = await browser.OpenAsync("nl", 360);
        var page = await home.NewPageAsync();
        await page.GotoAsync(await Host.LinkAsync(person));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Welkom, Wies van der Zande-Vanderstraeten");
        await Expect(row).ToHaveAttributeAsync("data-state", nameof(PersonState.Opened));
        await page.Locator("#new-password").FillAsync(TestPerson.Password);
        await Expect(page.Id("rule-upper")).ToHaveAttributeAsync("data-met", "true");
        await page.LooksRightAsync();
        await page.Locator("#confirm-password").FillAsync(TestPerson.Password);
        await page.Id("submit").ClickAsync();
        await page.StepAsync("app");
        await Expect(row.GetByTestId("state")).ToContainTextAsync("in de wizard");
        await page.ChooseAsync();
        await page.EnrollFromScanAsync(Host.Time);

        await Expect(row).ToHaveAttributeAsync("data-state", nameof(PersonState.Active));
        await Expect(row.GetByTestId("state")).ToHaveTextAsync("actief");
        await Expect(screen.Locator("html")).ToHaveAttributeAsync("data-loaded", "once");
        await screen.LooksRightAsync();

    }

    [Fact]
    public async Task Whoever_comes_meanwhile_moves_nobody_in_the_list_and_is_shown_when_asked_for()
    {
        var (administrator, company) = (await Host.AddAdministratorAsync(), $"Newer {Guid.NewGuid():N}");
        await using var office = await browser.OpenAsync(width: 360);
        var screen = await office.NewPageAsync();
        await screen.SignInAsync(administrator, Host.Time);
        await screen.OpenCircuitAsync(() => screen.GotoAsync($"/people?company={company}"));
        await Expect(screen.Id("nobody")).ToBeVisibleAsync();
        var first = await Host.InviteAsync(administrator, company: company, name: "First");
        var row = screen.Locator($"[data-email='{first.Email}']");
        await row.GetByRole(AriaRole.Checkbox).CheckAsync();
        Host.Time.Advance(TimeSpan.FromSeconds(1));

        var second = await Host.InviteAsync(administrator, company: company, name: "Second");
        await Expect(screen.Id("newer")).ToBeVisibleAsync();
        await Expect(screen.Id("person-row")).ToHaveCountAsync(1);
        await Expect(row.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await screen.LooksRightAsync();
        await screen.Id("show-newer").ClickAsync();
        await Expect(screen.Id("person-row").First).ToHaveAttributeAsync("data-email", second.Email);
        await Expect(row.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await Expect(screen.Id("newer")).ToHaveCountAsync(0);

        await Host.ActAsync(administrator, second, PersonAction.Delete);
        await Expect(screen.Id("person-row")).ToHaveCountAsync(1);
        await Expect(screen.Id("newer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Many_are_chosen_with_the_keyboard_on_a_small_screen_and_done_after_a_preview()
    {
        var (administrator, company) = (await Host.AddAdministratorAsync("fr"), $"Keys {Guid.NewGuid():N}");
        foreach (var name in new[] { "Jan", "مريم بنت عبد الرحمن", new string('W', 200) })
        {
            await Host.InviteAsync(administrator, company: company, name: name);
        }

        Host.Time.Advance(TimeSpan.FromMinutes(11));
        await using var office = await browser.OpenAsync("fr", 360);
        var screen = await office.NewPageAsync();
        await screen.SignInAsync(administrator, Host.Time);
        await screen.GotoAsync($"/people?company={company}");
        await Expect(screen.Id("person-row")).ToHaveCountAsync(3);
        await screen.Id("choose-all").FocusAsync();
        await screen.Keyboard.PressAsync("Space");
        await Expect(screen.Id("chosen")).ToHaveTextAsync("Personnes choisies\u00a0: 3");
        await screen.Keyboard.PressAsync("Tab");
        await screen.Keyboard.PressAsync("Space"); // the first of them stays out
        await Expect(screen.Id("chosen")).ToHaveTextAsync("Personnes choisies\u00a0: 2");
        await screen.LooksRightAsync();
        await screen.Id("bulk-act").FocusAsync();
        await screen.Id("bulk-act").SelectOptionAsync("resend");
        await screen.Id("bulk-preview").PressAsync("Enter");
        await Expect(screen.Id("bulk-count")).ToHaveTextAsync("Personnes concernées\u00a0: 2");
        await screen.LooksRightAsync();
        await screen.Id("confirm").PressAsync("Enter");
        await Expect(screen.Id("notice")).ToHaveTextAsync("Fait pour 2.");
        foreach (var path in new[] { "/people/invite", "/people/expiry" })
        {
            await screen.GotoAsync(path);
            await screen.LooksRightAsync();
        }
    }

    private static async Task<TestPerson> InviteAsync(IPage screen)
    {
        await screen.GotoAsync("/people");
        await screen.Id("invite").ClickAsync();
        var email = $"{Guid.NewGuid():N}@test.example";
        await screen.Locator("[name='Input.Name']").FillAsync("Wies van der Zande-Vanderstraeten");
        await screen.Locator("[name='Input.Email']").FillAsync(email);
        await screen.Locator("[name='Input.Company']").FillAsync("Bakkerij De Molen");
        await screen.Id("submit").ClickAsync();
        await Expect(screen.Id("notice")).ToContainTextAsync("De uitnodiging is onderweg.");
        await Expect(screen.Id("state")).ToHaveTextAsync("uitgenodigd");
        await screen.LooksRightAsync();
        return new TestPerson(new Uri(screen.Url).Segments[^1], email, null);
    }
}
