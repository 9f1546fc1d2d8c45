using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Epatra.Portal.Browser;

/// <summary>What every page owes everybody.</summary>
internal static class PageLook
{
    /// <summary>Every rule; what is right is not written down, which takes half of the time.</summary>
    private static readonly AxeRunOptions All = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>The dark look differs in nothing but its colours.</summary>
    private static readonly AxeRunOptions Colours = new() { ResultTypes = [ResultType.Violations], RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>Fails on anything axe finds, in the light and in the dark look, and on a page that scrolls sideways.</summary>
    public static async Task LooksRightAsync(this IPage page)
    {
        await page.LoadedAsync();
        await page.ShowAsync(ColorScheme.Light);
        Fail(page, "light", await AnalyzeAsync(page, All));
        await page.ShowAsync(ColorScheme.Dark);
        Fail(page, "dark", await AnalyzeAsync(page, Colours));
        await page.FitsAsync();
    }

    /// <summary>Shows the page in that look, with everything that fades in or changes colour at rest: halfway, no contrast is right.</summary>
    private static async Task ShowAsync(this IPage page, ColorScheme scheme)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.EvaluateAsync("""
            () => Promise.allSettled(document.getAnimations()
                .filter(a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity)
                .map(a => a.finished))
            """);
    }

    /// <summary>Fails on a page that scrolls sideways.</summary>
    public static async Task FitsAsync(this IPage page)
    {
        await page.LoadedAsync();
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{page.Url} scrolls sideways");
    }

    /// <summary>In the page alone: the newer way opens a second page, to put together what frames have found, and takes twice as long. There are no frames.</summary>
    private static Task<AxeResult> AnalyzeAsync(IPage page, AxeRunOptions options) =>
#pragma warning disable CS0618
        page.RunAxeLegacy(context: null, options: options);
#pragma warning restore CS0618

    private static void Fail(IPage page, string scheme, AxeResult result) => Assert.True(
        result.Violations.Length == 0,
        string.Join('\n', result.Violations.SelectMany(v => v.Nodes.Select(n => $"{page.Url} {scheme} {v.Id}: {n.Html}"))));
}
