using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Epatra.Portal.Browser;

/// <summary>What every page owes everybody.</summary>
internal static class PageLook
{
    /// <summary>The dark look differs in nothing but its colours.</summary>
    private static readonly AxeRunOptions Colours = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>Fails on anything axe finds, in the light and in the dark look, and on a page that scrolls sideways.</summary>
    public static async Task LooksRightAsync(this IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Fail(page, "light", await page.RunAxe());
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Fail(page, "dark", await page.RunAxe(Colours));
        await page.FitsAsync();
    }

    /// <summary>Fails on a page that scrolls sideways.</summary>
    public static async Task FitsAsync(this IPage page) =>
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{page.Url} scrolls sideways");

    private static void Fail(IPage page, string scheme, AxeResult result) => Assert.True(
        result.Violations.Length == 0,
        string.Join('\n', result.Violations.SelectMany(v => v.Nodes.Select(n => $"{page.Url} {scheme} {v.Id}: {n.Html}"))));
}
