using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Epatra.Portal.Browser;

/// <summary>The real program, killed while somebody waits with a telephone at the ear; the agent works on another instance.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class HelpCrashTests(BrowserFixture browser) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");

    [Fact]
    public async Task A_page_that_waits_comes_back_by_itself_after_the_portal_was_killed_and_sees_the_QR_code_by_itself()
    {
        var database = await (await PostgreSqlCluster.GetAsync()).CreateDatabaseAsync();
        await using var host = PortalHost.StartOn(DatabaseProvider.PostgreSql, database, new());
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        await using var portal = Start(database, $"http://127.0.0.1:{Nginx.FreePort()}");
        var address = await portal.AddressAsync();
        await using var callers = await browser.OpenAsync(address: address);
        var caller = await callers.NewPageAsync();
        await caller.AskForHelpAsync(person);
        await caller.TypeMailCodeAsync(host, person);
        using var desk = await host.AgentAsync(agent);
        host.Time.Advance(TimeProvider.System.GetUtcNow().AddSeconds(30) - host.Time.GetUtcNow()); // the program lives by the real clock: the agent's may not be behind it
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.Id("support-code").InnerTextAsync()));
        await HeardAsync(caller);
        await caller.EvaluateAsync("document.documentElement.dataset.loaded = 'once'");

        await portal.KillAsync();
        await Expect(caller.Locator("#components-reconnect-modal")).ToContainTextAsync("Connection lost.", new() { UseInnerText = true });
        await using var again = Start(database, address.ToString());
        await again.AddressAsync();

        await Expect(caller.Locator("html")).Not.ToHaveAttributeAsync("data-loaded", "once");
        await caller.WaitsAsync("mail-confirmed");
        await HeardAsync(caller);
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Reset));
        await caller.Id("qr").WaitForAsync();
        await caller.EnrollFromScanAsync(TimeProvider.System);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static Task HeardAsync(Microsoft.Playwright.IPage caller) => Expect(caller.Id("support-code")).ToHaveAttributeAsync("data-heard", "true");

    private PortalProcess Start(string database, string address) => PortalProcess.Start(
        AppContext.BaseDirectory,
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_URLS", address), ("Database__Provider", "PostgreSql"), ("Database__ConnectionString", database),
            ("Passwords__Iterations", "1000"), ("Portal__Demo", "false"), ("Mail__PickupDirectory", Path.Combine(folder.FullName, "mail")),
        ]);
}
