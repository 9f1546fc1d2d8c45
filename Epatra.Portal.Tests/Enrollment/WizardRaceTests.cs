using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Enrollment;

/// <summary>Tabs of one browser that do different things at the same moment.</summary>
[Collection(PortalFixture.Collection)]
public sealed class WizardRaceTests(PortalFixture portal)
{
    [Fact]
    public async Task A_code_that_comes_while_too_many_sign_ins_are_hashed_is_not_used_up()
    {
        var host = portal.Sqlite;
        var browser = await WizardBrowser.OpenAsync(host, await host.AddWithGrantAsync());
        var code = await browser.CodeAsync(await browser.ChooseAsync());
        using var gate = new ManualResetEventSlim();
        var jobs = host.Services.GetRequiredService<HashingQueue>().Occupy(gate);

        Assert.Equal(CodeOutcome.Busy, (await browser.ConfirmAsync(code))?.Answer.Outcome);

        gate.Set();
        await Task.WhenAll(jobs);
        Assert.Equal(CodeOutcome.Accepted, (await browser.ConfirmAsync(code))?.Answer.Outcome);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Wrong_codes_in_other_tabs_do_not_disturb_the_right_one(string database)
    {
        var host = portal.On(database);
        for (var round = 0; round < 5; round++)
        {
            var browser = await WizardBrowser.OpenAsync(host, await host.AddWithGrantAsync());
            var view = await browser.ChooseAsync();
            var wrong = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow().AddMinutes(-10)); // refused, and brings no wait
            await browser.ConfirmAsync(wrong);
            var right = browser.ConfirmAsync(await browser.CodeAsync(view));
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TypeUntilAsync(right)));
            Assert.Equal(CodeOutcome.Accepted, (await right)?.Answer.Outcome);

            async Task TypeUntilAsync(Task done)
            {
                while (!done.IsCompleted)
                {
                    Assert.NotEqual(CodeOutcome.Accepted, (await browser.ConfirmAsync(wrong))?.Answer.Outcome);
                }
            }
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Many_new_sets_of_recovery_codes_at_once_leave_one(string database)
    {
        var (host, person, browser) = await EnrolledAsync(portal.On(database));
        var sets = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RenewAsync(browser)));
        Assert.All(sets, Assert.NotNull);
        await AssertOneSetAsync(host, person);
    }

    /// <summary>The same with the unluckiest timing: all have begun to replace the old set when the first one may go on.</summary>
    [Fact]
    public async Task New_sets_of_recovery_codes_that_wait_for_each_other_leave_one()
    {
        var (host, person, browser) = await EnrolledAsync(portal.PostgreSql);
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        Task<IReadOnlyList<string>?[]> sets;
        await using (await database.Database.BeginTransactionAsync())
        {
            await database.Database.ExecuteSqlAsync($"""SELECT 1 FROM "RecoveryCodes" WHERE "UserId" = {person.Id} FOR UPDATE""");
            sets = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RenewAsync(browser)));
            while (!sets.IsCompleted && await WaitingAsync(host) < 3)
            {
                await Task.Yield();
            }
        }

        Assert.All(await sets, Assert.NotNull);
        await AssertOneSetAsync(host, person);
    }

    private static Task<int> WaitingAsync(PortalHost host) => host.QueryAsync(db => db.Database
        .SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""").SingleAsync());

    private static async Task<(PortalHost Host, TestPerson Person, WizardBrowser Browser)> EnrolledAsync(PortalHost host)
    {
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        Assert.Equal(CodeOutcome.Accepted, (await browser.EnrollAsync())?.Answer.Outcome);
        return (host, person, browser);
    }

    private static Task<IReadOnlyList<string>?> RenewAsync(WizardBrowser browser) =>
        browser.RunAsync(async (WizardConfirmation wizard) => (await wizard.RenewRecoveryCodesAsync())?.RecoveryCodes);

    private static async Task AssertOneSetAsync(PortalHost host, TestPerson person)
    {
        var salts = await host.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.Salt).ToListAsync());
        Assert.Single(salts.Distinct());
        Assert.Equal(RecoveryCodes.Count, salts.Count);
    }
}
