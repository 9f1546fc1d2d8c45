using System.Text.RegularExpressions;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;

namespace Epatra.Portal.Browser;

/// <summary>What people do on the pages, by the ids of the contract.</summary>
internal static class PageActions
{
    public static ILocator Id(this IPage page, string testId) => page.GetByTestId(testId);

    public static Task StepAsync(this IPage page, string step) =>
        Assertions.Expect(page.Id("wizard-step")).ToHaveAttributeAsync("data-step", step);

    /// <summary>Waits until the browser is at a path of the portal, whatever its query.</summary>
    public static Task AtAsync(this IPage page, string path) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex($"^https?://[^/]+{Regex.Escape(path)}([?#]|$)"));

    public static async Task SignInWithPasswordAsync(this IPage page, TestPerson person, string path = "/sign-in", string password = TestPerson.Password)
    {
        await page.GotoAsync(path);
        await page.Locator("[name='Input.Email']").FillAsync(person.Email);
        await page.Locator("[name='Input.Password']").FillAsync(password);
        await page.Id("sign-in-form").Locator("button").ClickAsync();
    }

    /// <summary>The field of the code page, once the page's script listens to it.</summary>
    public static async Task<ILocator> CodeFieldAsync(this IPage page)
    {
        await page.AtAsync("/sign-in/code");
        await page.LoadedAsync();
        return page.Locator("[name='Input.Code']");
    }

    /// <summary>Waits until the page has its styles, and its scripts are at work.</summary>
    public static Task LoadedAsync(this IPage page) => Assertions.Expect(page.Locator("html")).ToHaveJSPropertyAsync("ownerDocument.readyState", "complete");

    /// <summary>Password and code, to the home page.</summary>
    public static async Task SignInAsync(this IPage page, TestPerson person, ManualTimeProvider time)
    {
        await page.SignInWithPasswordAsync(person);
        var field = await page.CodeFieldAsync();
        await field.FillAsync(await Phone.CodeAsync(person.Secret!, time.GetUtcNow()));
        await page.Id("sign-out").WaitForAsync();
    }

    public static async Task SignOutAsync(this IPage page)
    {
        await page.Id("sign-out").ClickAsync();
        await page.AtAsync("/sign-in");
    }

    /// <summary>From the choice of the app to the QR code.</summary>
    public static async Task ChooseAsync(this IPage page, string app = "app-google")
    {
        await page.Id(app).CheckAsync();
        await page.Id("next").ClickAsync();
        await page.StepAsync("scan");
    }

    /// <summary>From the password to the QR code.</summary>
    /// <returns>What a phone reads there.</returns>
    public static async Task<string> SignInToScanAsync(this IPage page, TestPerson person)
    {
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("app");
        await page.ChooseAsync();
        return await page.ScanAsync();
    }

    /// <summary>What a phone reads from the screen.</summary>
    public static async Task<string> ScanAsync(this IPage page)
    {
        await page.BringToFrontAsync(); // Chromium hardly draws a page that lies behind another
        return await Phone.ScanAsync(await page.Id("qr").ScreenshotAsync());
    }

    /// <summary>What a phone reads from a page that has come back to the QR code.</summary>
    public static async Task<string> ScanAgainAsync(this IPage page)
    {
        await page.StepAsync("scan");
        return await page.ScanAsync();
    }

    /// <summary>From the QR code to the recovery codes.</summary>
    /// <returns>The secret in the phone.</returns>
    public static async Task<string> ConfirmFromScanAsync(this IPage page, TimeProvider time)
    {
        var secret = Phone.Secret(await page.ScanAsync());
        await page.Id("next").ClickAsync();
        await page.Id("code").FillAsync(await Phone.CodeAsync(secret, time.GetUtcNow()));
        await page.StepAsync("recovery");
        return secret;
    }

    /// <summary>From the QR code to the home page.</summary>
    /// <returns>The secret in the phone.</returns>
    public static async Task<string> EnrollFromScanAsync(this IPage page, TimeProvider time)
    {
        var secret = await page.ConfirmFromScanAsync(time);
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        await page.Id("finish").ClickAsync();
        await Assertions.Expect(page.Id("finish")).ToHaveCountAsync(0); // whoever came from the account could sign out before
        await page.Id("sign-out").WaitForAsync();
        return secret;
    }

    /// <summary>The recovery codes on the page.</summary>
    public static async Task<IReadOnlyList<string>> RecoveryCodesAsync(this IPage page)
    {
        var codes = page.Id("recovery-codes").Locator("li");
        await Assertions.Expect(codes).ToHaveCountAsync(10);
        return [.. (await codes.AllInnerTextsAsync()).Select(code => code.Trim())];
    }
}
