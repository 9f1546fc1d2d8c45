using System.Collections.Concurrent;
using Epatra.Portal.Browser;
using Epatra.Portal.Fixtures;
using Microsoft.Playwright;

namespace Epatra.Portal.Faults;

/// <summary>What somebody had seen of the wizard when the portal was killed.</summary>
internal sealed class SeenEnrollment(TestPerson person)
{
    public TestPerson Person => person;

    /// <summary>Base32, from the page.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Shown, which confirms the authenticator as well; empty before.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; set; } = [];

    /// <summary>The cookies of a complete sign-in; null before.</summary>
    public IReadOnlyList<BrowserContextCookiesResult>? Cookies { get; set; }
}

/// <summary>Somebody in a real browser who enrols one authenticator after the other, until the portal is gone.</summary>
internal sealed class KillEnrollment(IBrowser browser, Uri address, ConcurrentQueue<TestPerson> people)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource atCode = new();

    /// <summary>Somebody types the first code.</summary>
    public Task AtCode => atCode.Task;

    public ConcurrentQueue<SeenEnrollment> Seen { get; } = [];

    /// <param name="killed">The portal is gone: a browser would wait for it.</param>
    public async Task RunAsync(Task killed)
    {
        while (!killed.IsCompleted && people.TryDequeue(out var person))
        {
            var context = await browser.NewContextAsync(new() { BaseURL = address.ToString(), Locale = "en" });
            var seen = new SeenEnrollment(person);
            Seen.Enqueue(seen);
            var enrollment = EnrollAsync(context, seen);
            await Task.WhenAny(enrollment, killed);
            await EndAsync(context.CloseAsync());
            await EndAsync(enrollment);
        }
    }

    /// <summary>A browser may wait for ever for an answer of a process that is gone.</summary>
    private static async Task EndAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or NullReferenceException)
        {
            // Killed; the last one is how Playwright fails when a page is closed before its first answer.
        }
    }

    private async Task EnrollAsync(IBrowserContext context, SeenEnrollment seen)
    {
        var page = await context.NewPageAsync();
        await page.SignInWithPasswordAsync(seen.Person);
        await page.StepAsync("app");
        await page.ChooseAsync();
        seen.Secret = (await page.Id("manual-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.Id("next").ClickAsync();
        atCode.TrySetResult();
        await page.Id("code").FillAsync(await Phone.CodeAsync(seen.Secret, TimeProvider.System.GetUtcNow()));
        await page.StepAsync("recovery");
        seen.RecoveryCodes = await page.RecoveryCodesAsync();
        await page.Id("recovery-saved").CheckAsync();
        await page.Id("next").ClickAsync();
        await page.Id("finish").ClickAsync();
        await page.Id("sign-out").WaitForAsync();
        seen.Cookies = await context.CookiesAsync();
    }
}
