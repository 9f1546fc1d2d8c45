using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

[Collection(BrowserFixture.Collection)]
public sealed class QrCodeOnScreenTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task A_phone_reads_the_QR_code_which_is_dark_on_white(int width, ColorScheme scheme)
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync(width: width);
        var page = await context.NewPageAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });

        var shown = await page.SignInToScanAsync(person);

        Assert.StartsWith($"otpauth://totp/Epatra%20Portal:{Uri.EscapeDataString(person.Email)}?secret=", shown);
        await Expect(page.Id("qr").Locator("rect")).ToHaveCSSAsync("fill", "rgb(255, 255, 255)");
        await Expect(page.Id("qr").Locator("path")).ToHaveCSSAsync("fill", "rgb(0, 0, 0)");
        Assert.InRange(await PixelsAModuleAsync(page), 3, 5);
    }

    [Fact]
    public async Task A_very_long_name_and_address_leave_the_QR_code_readable_and_the_pages_within_a_small_screen()
    {
        var person = await LongAsync(await browser.Host.AddWithGrantAsync(name: new string('W', 200)));
        await using var context = await browser.OpenAsync(width: 360);
        var page = await context.NewPageAsync();

        var shown = await page.SignInToScanAsync(person);

        Assert.InRange(await PixelsAModuleAsync(page), 3, 5);
        Assert.Contains($":{person.Email[..110]}?", Uri.UnescapeDataString(shown));
        await page.FitsAsync();
        await page.Id("next").ClickAsync();
        await page.StepAsync("code");
        await page.FitsAsync();
        await page.Id("back").ClickAsync();
        await page.StepAsync("scan");
        var secret = await page.EnrollFromScanAsync(browser.Host.Time);
        await page.FitsAsync();
        await page.SignOutAsync();
        await page.SignInWithPasswordAsync(person with { Secret = secret });
        await page.AtAsync("/sign-in/code");
        await Expect(page.Id("code-form")).ToBeVisibleAsync();
        await page.FitsAsync();
    }

    [Fact]
    public async Task The_key_to_type_is_the_one_in_the_QR_code_and_is_copied_without_spaces()
    {
        var person = await browser.Host.AddWithGrantAsync();
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var secret = Phone.Secret(await page.SignInToScanAsync(person));

        await Expect(page.Id("manual-key")).ToHaveTextAsync(string.Join(' ', secret.Chunk(4).Select(group => new string(group))));
        await page.Id("copy-key").ClickAsync();

        await Expect(page.GetByText("Copied")).ToBeVisibleAsync();
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(secret, copied);
        Assert.Equal(32, copied.Length);
    }

    private static async Task<double> PixelsAModuleAsync(IPage page)
    {
        var modules = double.Parse((await page.Id("qr").GetAttributeAsync("viewBox"))!.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        return (await page.Id("qr").Locator("rect").BoundingBoxAsync())!.Width / modules;
    }

    private async Task<TestPerson> LongAsync(TestPerson person)
    {
        var email = $"{person.Id}{new string('m', 120)}@{string.Join('.', Enumerable.Repeat(new string('w', 40), 2))}.example";
        await browser.Host.QueryAsync(database => database.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.UserName, email).SetProperty(x => x.NormalizedUserName, email.ToUpperInvariant())
            .SetProperty(x => x.Email, email).SetProperty(x => x.NormalizedEmail, email.ToUpperInvariant())));
        return person with { Email = email };
    }
}
