using Epatra.Portal.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class FirstEnrollmentTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("nl", "Versturen", 360)]
    [InlineData("fr", "Envoyer", 1280)]
    [InlineData("en", "Submit", 360)]
    public async Task A_newcomer_enrols_a_real_authenticator_and_signs_in_with_its_next_code(string language, string submit, int width)
    {
        var person = await browser.Host.AddWithGrantAsync(language);
        await using var context = await browser.OpenAsync(language, width);
        var page = await context.NewPageAsync();

        await page.SignInWithPasswordAsync(person, "/?from=here");
        await page.StepAsync("app");
        await page.LooksRightAsync();
        await page.ChooseAsync();
        await page.LooksRightAsync();
        var secret = Phone.Secret(await page.ScanAsync());

        await page.Id("next").ClickAsync();
        await Expect(page.Id("submit")).ToHaveTextAsync(submit);
        await page.Id("code").FillAsync("00000");
        await page.Id("submit").ClickAsync();
        await Expect(page.Id("error")).ToBeVisibleAsync();
        await Expect(page.Id("code")).ToHaveValueAsync("");
        await page.LooksRightAsync();
        await page.Id("code").FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));

        await page.StepAsync("recovery");
        await Expect(page.Id("recovery-codes").Locator("li")).ToHaveCountAsync(10);
        await page.LooksRightAsync();
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        await page.StepAsync("done");
        await page.LooksRightAsync();
        await page.Id("finish").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(browser.Host.Address, "/?from=here").ToString());
        await page.LooksRightAsync();

        await page.Id("sign-out").ClickAsync();
        await Expect(page.Id("notice")).ToBeVisibleAsync();
        browser.Host.Time.Advance(TimeSpan.FromSeconds(30));
        await page.SignInWithPasswordAsync(person);
        await page.Locator("[name='Input.Code']").FillAsync(await Phone.CodeAsync(secret, browser.Host.Time.GetUtcNow()));
        await Expect(page.Id("sign-out")).ToBeVisibleAsync();
    }
}
