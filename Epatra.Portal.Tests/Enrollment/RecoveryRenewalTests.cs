using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Enrollment;

/// <summary>New recovery codes in a wizard on whose proof nothing stands any more.</summary>
[Collection(PortalFixture.Collection)]
public sealed class RecoveryRenewalTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task New_recovery_codes_that_are_hashed_while_the_desk_resets_do_not_count(string database)
    {
        var (host, person, browser) = await EnrolledAsync(database);
        using var gate = new ManualResetEventSlim();
        var queue = host.Services.GetRequiredService<HashingQueue>();
        var jobs = queue.Occupy(gate, places: 0);
        var renewal = RenewAsync(browser);
        while (queue.Waiting == 0 && !renewal.IsCompleted)
        {
            await Task.Yield();
        }

        await ResetAsync(host, person, browser);
        gate.Set();
        await Task.WhenAll(jobs);

        Assert.Null(await renewal);
        Assert.True(await host.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == person.Id).AllAsync(c => c.RetiredAt != null)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_trusted_browser_that_has_yet_to_choose_a_password_gets_no_new_recovery_codes(string database)
    {
        var (host, person, browser) = await EnrolledAsync(database);
        var before = await HashesAsync(host, person);
        await host.QueryAsync(db => db.HalfWaySignIns.Where(h => h.UserId == person.Id).ExecuteUpdateAsync(h => h
            .SetProperty(x => x.Purpose, HalfWayPurpose.NewPassword).SetProperty(x => x.ConfirmedBy, SecondFactor.TrustedBrowser)));

        Assert.Null(await RenewAsync(browser));
        Assert.Equal(before, await HashesAsync(host, person));
    }

    private async Task<(PortalHost Host, TestPerson Person, WizardBrowser Browser)> EnrolledAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        await browser.EnrollAsync();
        return (host, person, browser);
    }

    /// <summary>For the very browser that renews: its half-way sign-in goes on.</summary>
    private static Task<bool> ResetAsync(PortalHost host, TestPerson person, WizardBrowser browser) => host.RunAsync(async (IServiceProvider services) =>
    {
        var user = await services.GetRequiredService<PortalDbContext>().Users.AsNoTracking().SingleAsync(u => u.Id == person.Id);
        await services.GetRequiredService<Transactions>().RunAsync(effects => services.GetRequiredService<ResetExecution>()
            .OpenAsync(user, Security.Token.Hash(browser.Browser), ResetExecution.ForBrowser, host.Time.Now(), effects));
        return true;
    });

    private static Task<IReadOnlyList<string>?> RenewAsync(WizardBrowser browser) =>
        browser.RunAsync(async (WizardConfirmation wizard) => (await wizard.RenewRecoveryCodesAsync())?.RecoveryCodes);

    private static Task<List<string>> HashesAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.Hash).Order().ToListAsync());
}
