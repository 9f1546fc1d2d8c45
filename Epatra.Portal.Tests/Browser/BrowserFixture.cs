using Deque.AxeCore.Playwright;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Epatra.Portal.Browser;

/// <summary>One Chromium and one portal for all browser stories; each story has a browser context and people of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    public const string Collection = "browser";

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    internal PortalHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await PortalHost.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>A browser of its own, with its own cookies.</summary>
    internal Task<IBrowserContext> OpenAsync(string language = "en", int width = 1280, bool javaScript = true, PortalHost? host = null) => browser.NewContextAsync(new()
    {
        BaseURL = (host ?? Host).Address.ToString(),
        Locale = language,
        ViewportSize = new() { Width = width, Height = 900 },
        JavaScriptEnabled = javaScript,
        Permissions = ["clipboard-read", "clipboard-write"],
    });
}

[CollectionDefinition(BrowserFixture.Collection)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>;

/// <summary>What people do on the pages, by the ids of the contract.</summary>
internal static class PageActions
{
    public static ILocator Id(this IPage page, string testId) => page.GetByTestId(testId);

    public static Task StepAsync(this IPage page, string step) =>
        Assertions.Expect(page.Id("wizard-step")).ToHaveAttributeAsync("data-step", step);

    public static async Task SignInWithPasswordAsync(this IPage page, TestPerson person, string path = "/sign-in")
    {
        await page.GotoAsync(path);
        await page.Locator("[name='Input.Email']").FillAsync(person.Email);
        await page.Locator("[name='Input.Password']").FillAsync(TestPerson.Password);
        await page.Id("sign-in-form").Locator("button").ClickAsync();
    }

    /// <summary>From the choice of the app to the QR code.</summary>
    public static async Task ChooseAsync(this IPage page, string app = "app-google")
    {
        await page.Id(app).CheckAsync();
        await page.Id("next").ClickAsync();
        await page.StepAsync("scan");
    }

    /// <summary>What a phone reads from the screen.</summary>
    public static async Task<string> ScanAsync(this IPage page) => await Phone.ScanAsync(await page.Id("qr").ScreenshotAsync());

    /// <summary>From the QR code to the home page.</summary>
    /// <returns>The secret in the phone.</returns>
    public static async Task<string> EnrollFromScanAsync(this IPage page, ManualTimeProvider time)
    {
        var secret = Phone.Secret(await page.ScanAsync());
        await page.Id("next").ClickAsync();
        await page.Id("code").FillAsync(await Phone.CodeAsync(secret, time.GetUtcNow()));
        await page.StepAsync("recovery");
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        await page.Id("finish").ClickAsync();
        await page.Id("sign-out").WaitForAsync();
        return secret;
    }

    /// <summary>Fails on anything axe finds, in the light and in the dark look, and on a page that scrolls sideways.</summary>
    public static async Task LooksRightAsync(this IPage page)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var result = await page.RunAxe();
            Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.SelectMany(v => v.Nodes.Select(n => $"{page.Url} {scheme} {v.Id}: {n.Html}"))));
        }

        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{page.Url} scrolls sideways");
    }
}
