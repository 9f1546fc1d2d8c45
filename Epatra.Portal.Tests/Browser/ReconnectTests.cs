using Epatra.Portal.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class ReconnectTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("nl", "Verbinding verbroken.")]
    [InlineData("fr", "Connexion perdue.")]
    [InlineData("en", "Connection lost.")]
    public async Task A_lost_connection_is_told_in_the_language_of_the_person(string language, string told)
    {
        await using var host = await PortalHost.StartAsync();
        var person = await host.AddWithGrantAsync(language);
        await using var context = await browser.OpenAsync(language, host: host);
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("app");
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();

        await host.DisposeAsync();

        await Expect(page.Locator("#components-reconnect-modal")).ToContainTextAsync(told, new() { UseInnerText = true });
    }
}
