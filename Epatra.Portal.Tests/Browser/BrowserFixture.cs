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
        Assertions.SetDefaultExpectTimeout(20_000); // for a busy machine; only a failure waits so long
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>A browser of its own, with its own cookies.</summary>
    internal Task<IBrowserContext> OpenAsync(string language = "en", int width = 1280, bool javaScript = true, PortalHost? host = null, Uri? address = null) => browser.NewContextAsync(new()
    {
        BaseURL = (address ?? (host ?? Host).Address).ToString(),
        IgnoreHTTPSErrors = true, // tests sign their own certificates
        Locale = language,
        ViewportSize = new() { Width = width, Height = 900 },
        JavaScriptEnabled = javaScript,
        Permissions = ["clipboard-read", "clipboard-write"],
    });
}

[CollectionDefinition(BrowserFixture.Collection)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>;
