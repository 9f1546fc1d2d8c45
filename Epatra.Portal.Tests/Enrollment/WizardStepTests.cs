using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Enrollment;

/// <summary>What the wizard's operations do, in what order they may come, and what two of them at once do.</summary>
[Collection(PortalFixture.Collection)]
public sealed class WizardStepTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_same_browser_gets_its_secret_and_its_step_back(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        await browser.ChooseAsync(AuthenticatorApp.Microsoft);
        var before = await browser.StepAsync(steps => steps.GoToAsync(WizardStep.Code));

        await browser.SignInAsync();
        var after = await browser.OpenWizardAsync();

        Assert.Equal(before, after);
        Assert.Equal((WizardStep.Code, AuthenticatorApp.Microsoft, 1), (after!.Step, after.App!.Value, after.Entry!.Number));
        Assert.Equal(before!.Entry!.Key, (await browser.ChooseAsync(AuthenticatorApp.Other))!.Entry!.Key);
        Assert.Equal(AuthenticatorApp.Other, Assert.Single(await AuthenticatorsAsync(host, person)).App);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Another_browser_gets_another_secret_and_begins_at_the_beginning(string database)
    {
        var (host, person) = await PersonAsync(database);
        var (one, other) = (await WizardBrowser.OpenAsync(host, person), await WizardBrowser.OpenAsync(host, person));
        var key = (await one.ChooseAsync())!.Entry!.Key;

        var opened = await other.OpenWizardAsync();
        Assert.Equal(WizardStep.App, opened!.Step);
        Assert.Null(opened.Entry);

        Assert.NotEqual(key, (await other.ChooseAsync())!.Entry!.Key);
        Assert.Equal(key, (await one.OpenWizardAsync())!.Entry!.Key);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Many_choices_at_once_make_one_secret_and_one_run(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);

        var views = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.ChooseAsync()));

        Assert.Single(views.Select(view => view!.Entry!.Key).Distinct());
        Assert.Single(await AuthenticatorsAsync(host, person));
        Assert.Equal(1, await host.QueryAsync(db => db.WizardRuns.CountAsync(r => r.UserId == person.Id)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Many_browsers_at_once_get_a_secret_and_a_number_each(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browsers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => WizardBrowser.OpenAsync(host, person)));

        var views = await Task.WhenAll(browsers.Select(browser => browser.ChooseAsync()));

        Assert.Equal(6, views.Select(view => view!.Entry!.Key).Distinct().Count());
        Assert.Equal([1, 2, 3, 4, 5, 6], views.Select(view => view!.Entry!.Number).Order());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Starting_again_gives_another_secret_under_another_name(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        var first = await browser.ChooseAsync();

        var again = await browser.StepAsync(steps => steps.StartAgainAsync());
        Assert.Equal((WizardStep.App, null, null), (again!.Step, again.App, again.Entry));

        var second = await browser.ChooseAsync();
        Assert.NotEqual(first!.Entry!.Key, second!.Entry!.Key);
        Assert.Equal((person.Email, person.Email + " (2)"), (first.Entry.Account, second.Entry.Account));
        var authenticators = await AuthenticatorsAsync(host, person);
        Assert.Equal([AuthenticatorState.Retired, AuthenticatorState.Pending], authenticators.Select(a => a.State));
        Assert.NotNull(authenticators[0].RetiredAt);
        Assert.Equal(
            new CodeAnswer(CodeOutcome.OldEntry, AuthenticatorApp.Google, Old: new(first.Entry.Account, second.Entry.Account)),
            (await browser.ConfirmAsync(await browser.CodeAsync(first)))?.Answer);
    }

    [Theory]
    [InlineData(nameof(Data.DatabaseProvider.Sqlite), CodeOutcome.Wrong, 1)]
    [InlineData(nameof(Data.DatabaseProvider.PostgreSql), CodeOutcome.Wrong, 1)]
    [InlineData(nameof(Data.DatabaseProvider.Sqlite), CodeOutcome.NotACode, 0)]
    [InlineData(nameof(Data.DatabaseProvider.PostgreSql), CodeOutcome.NotACode, 0)]
    public async Task A_refused_code_is_noted_and_leaves_everything_pending(string database, CodeOutcome outcome, int failures)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        var view = await browser.ChooseAsync();
        var code = outcome == CodeOutcome.Wrong ? await Phone.WrongCodeAsync(view!.Entry!.Key, host.Time.GetUtcNow()) : "12345x";

        var result = await browser.ConfirmAsync(code);

        Assert.Equal(outcome, result?.Answer.Outcome);
        Assert.Null(result?.RecoveryCodes);
        var run = await host.QueryAsync(db => db.WizardRuns.AsNoTracking().SingleAsync(r => r.UserId == person.Id));
        Assert.Equal((1, outcome, null), (run.Attempts, run.LastError!.Value, run.RecoveryCodesAt));
        Assert.Equal(failures, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Codes).SumAsync()));
        Assert.Equal(AuthenticatorState.Pending, Assert.Single(await AuthenticatorsAsync(host, person)).State);
        Assert.Equal(view, await browser.OpenWizardAsync());
        Assert.Null(await browser.FinishAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_first_confirmation_voids_the_secret_of_every_other_browser(string database)
    {
        var (host, person) = await PersonAsync(database);
        var (one, other) = (await WizardBrowser.OpenAsync(host, person), await WizardBrowser.OpenAsync(host, person));
        var code = await other.CodeAsync(await other.ChooseAsync());

        Assert.Equal(CodeOutcome.Accepted, (await one.EnrollAsync())?.Answer.Outcome);

        Assert.Null(await other.ConfirmAsync(code));
        Assert.Null(await other.FinishAsync());
        Assert.Equal([AuthenticatorState.Retired, AuthenticatorState.Active], (await AuthenticatorsAsync(host, person)).Select(a => a.State));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nothing_jumps_over_the_code(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        Assert.Equal(WizardStep.App, (await browser.StepAsync(steps => steps.GoToAsync(WizardStep.Code)))?.Step);
        await browser.ChooseAsync();

        Assert.Equal(WizardStep.Scan, (await browser.StepAsync(steps => steps.GoToAsync(WizardStep.Recovery)))?.Step);
        Assert.Equal(WizardStep.Scan, (await browser.StepAsync(steps => steps.GoToAsync(WizardStep.Done)))?.Step);
        await AfterwardsAsync(browser, wizard => wizard.SavedAsync());
        await AfterwardsAsync(browser, wizard => wizard.BackToRecoveryAsync());
        Assert.Null(await RenewAsync(browser));
        Assert.Null(await browser.FinishAsync());
        Assert.Equal(WizardStep.Scan, (await browser.OpenWizardAsync())?.Step);
        Assert.False(await host.QueryAsync(db => db.RecoveryCodes.AnyAsync(c => c.UserId == person.Id)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_the_code_there_is_no_way_back_before_it(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        var first = await browser.EnrollAsync();
        Assert.Equal(RecoveryCodes.Count, first!.RecoveryCodes!.Distinct().Count());

        Assert.Equal(WizardStep.Recovery, (await browser.StepAsync(steps => steps.GoToAsync(WizardStep.Scan)))?.Step);
        Assert.Equal(WizardStep.Recovery, (await browser.StepAsync(steps => steps.StartAgainAsync()))?.Step);
        Assert.Equal(WizardStep.Recovery, (await browser.ChooseAsync())?.Step);
        await AfterwardsAsync(browser, wizard => wizard.SavedAsync());
        Assert.Equal(WizardStep.Done, (await browser.OpenWizardAsync())?.Step);
        await AfterwardsAsync(browser, wizard => wizard.BackToRecoveryAsync());
        Assert.Equal(WizardStep.Recovery, (await browser.OpenWizardAsync())?.Step);
        Assert.Equal(AuthenticatorState.Active, Assert.Single(await AuthenticatorsAsync(host, person)).State);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        var first = (await browser.EnrollAsync())!.RecoveryCodes!;
        var old = await HashesAsync();

        var second = await RenewAsync(browser);

        Assert.Equal(RecoveryCodes.Count, second!.Count);
        Assert.Empty(first.Intersect(second));
        var hashes = await HashesAsync();
        Assert.Equal(RecoveryCodes.Count, hashes.Count);
        Assert.Empty(old.Intersect(hashes));

        Task<List<string>> HashesAsync() => host.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.Hash).ToListAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_end_of_the_wizard_gives_one_session_however_often_it_is_asked_for(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        await browser.EnrollAsync();

        var sessions = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.FinishAsync()));

        var session = Assert.Single(sessions, session => session is not null);
        Assert.Equal(session!.Id, await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync()));
        Assert.Null(await browser.FinishAsync());
        Assert.Null(await browser.OpenWizardAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_proof_of_the_session_is_as_old_as_the_code_in_the_wizard(string database)
    {
        var (host, person) = await PersonAsync(database);
        var browser = await WizardBrowser.OpenAsync(host, person);
        await browser.EnrollAsync();
        var proven = host.Time.Now();
        host.Time.Advance(TimeSpan.FromMinutes(4));

        await browser.FinishAsync();

        Assert.Equal(proven, await host.QueryAsync(db => db.HalfWaySignIns.Where(h => h.UserId == person.Id).Select(h => h.ConfirmedAt).SingleAsync()));
        Assert.Equal(proven, await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.ProofAt).SingleAsync()));
    }

    private async Task<(PortalHost Host, TestPerson Person)> PersonAsync(string database) => (portal.On(database), await portal.On(database).AddWithGrantAsync());

    private static Task<bool> AfterwardsAsync(WizardBrowser browser, Func<WizardConfirmation, Task> step) => browser.RunAsync<WizardConfirmation, bool>(async wizard =>
    {
        await step(wizard);
        return true;
    });

    private static Task<IReadOnlyList<string>?> RenewAsync(WizardBrowser browser) =>
        browser.RunAsync(async (WizardConfirmation wizard) => (await wizard.RenewRecoveryCodesAsync())?.RecoveryCodes);

    private static Task<List<Authenticator>> AuthenticatorsAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Authenticators.AsNoTracking().Where(a => a.UserId == person.Id).OrderBy(a => a.Number).ToListAsync());
}
