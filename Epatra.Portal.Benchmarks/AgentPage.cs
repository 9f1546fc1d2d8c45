using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Epatra.Portal.Benchmarks;

/// <summary>A browser in which somebody of the desk has the dashboard open.</summary>
internal static class AgentPage
{
    /// <summary>Makes agents of all the people.</summary>
    public static async Task EmployAsync(SeededDatabase database)
    {
        await using var scope = database.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.Agent));
    }

    public static async Task<IPage> OpenAsync(IBrowser browser, RunningPortal portal, HttpClient http, Person agent, int number)
    {
        var visitor = new Visitor(http, number);
        await visitor.SignInAsync(agent);
        var context = await browser.NewContextAsync(new() { Locale = "nl" });
        await context.AddCookiesAsync(visitor.Cookies.Select(cookie => new Cookie { Name = cookie.Key, Value = cookie.Value, Url = portal.Address.ToString() }));
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(portal.Address, "/support").ToString());
        await page.GetByTestId("live-feed").WaitForAsync();
        return page;
    }
}
