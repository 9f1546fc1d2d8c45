using System.Globalization;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Enrollment;

/// <summary>The grant: without one there is no wizard, and each opens it for one authenticator.</summary>
[Collection(PortalFixture.Collection)]
public sealed class GrantTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Without_a_grant_no_operation_does_anything(string database)
    {
        var host = portal.On(database);
        foreach (var person in new[] { await host.AddWithNeitherAsync(), await host.AddWithAuthenticatorAsync() })
        {
            await AssertClosedAsync(host, person, await WizardBrowser.OpenAsync(host, person));
        }
    }

    [Fact]
    public async Task Without_a_half_way_sign_in_no_operation_does_anything()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithGrantAsync();
        await AssertClosedAsync(host, person, new WizardBrowser(host, person));
        Assert.Null(await new WizardBrowser(host, person).FinishAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_grant_opens_until_it_expires(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        await GrantAsync(host, person, expiresIn: TimeSpan.FromMinutes(5));
        var browser = await WizardBrowser.OpenAsync(host, person);
        var view = await browser.ChooseAsync();
        Assert.NotNull(view?.Entry);

        host.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Null(await browser.ConfirmAsync(await browser.CodeAsync(view)));
        Assert.Null(await browser.OpenWizardAsync());
        Assert.Equal(AuthenticatorState.Pending, Assert.Single(await AuthenticatorsAsync(host, person)).State);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_grant_for_one_browser_opens_in_no_other(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync();
        var (own, other) = (await WizardBrowser.OpenAsync(host, person), await WizardBrowser.OpenAsync(host, person));
        await GrantAsync(host, person, browserHash: Token.Hash(own.Browser));

        await AssertClosedAsync(host, person, other);

        Assert.Equal(CodeOutcome.Accepted, (await own.EnrollAsync())?.Answer.Outcome);
    }

    [Fact]
    public async Task A_grant_of_somebody_else_opens_nothing()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithNeitherAsync();
        await GrantAsync(host, await host.AddWithNeitherAsync());
        await AssertClosedAsync(host, person, await WizardBrowser.OpenAsync(host, person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_confirmation_uses_the_grant_up(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        await browser.EnrollAsync();
        Assert.Equal(host.Time.GetUtcNow().UtcDateTime, await host.QueryAsync(db => db.EnrollmentGrants.Where(g => g.UserId == person.Id).Select(g => g.UsedAt).SingleAsync()));

        await browser.SignInAsync();

        Assert.Null(await browser.OpenWizardAsync());
        Assert.Null(await browser.ChooseAsync());
        Assert.Single(await AuthenticatorsAsync(host, person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_grant_is_used_once_by_one_browser_that_confirms_many_times_at_once(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        var code = await browser.CodeAsync(await browser.ChooseAsync());

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.ConfirmAsync(code)));

        Assert.Single(results, result => result?.Answer.Outcome == CodeOutcome.Accepted);
        Assert.Equal(RecoveryCodes.Count, await host.QueryAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == person.Id)));
        Assert.Equal(AuthenticatorState.Active, Assert.Single(await AuthenticatorsAsync(host, person)).State);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_grant_is_used_once_by_many_browsers_that_confirm_at_once(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        var browsers = new List<(WizardBrowser Browser, string Code)>();
        for (var i = 0; i < 10; i++)
        {
            var browser = await WizardBrowser.OpenAsync(host, person);
            browsers.Add((browser, await browser.CodeAsync(await browser.ChooseAsync())));
        }

        var results = await Task.WhenAll(browsers.Select(each => each.Browser.ConfirmAsync(each.Code)));

        Assert.Single(results, result => result?.Answer.Outcome == CodeOutcome.Accepted);
        var authenticators = await AuthenticatorsAsync(host, person);
        Assert.Single(authenticators, a => a.State == AuthenticatorState.Active);
        Assert.Equal(9, authenticators.Count(a => a.State == AuthenticatorState.Retired));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_confirmed_code_is_used_up_for_the_code_page(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        var view = await browser.ChooseAsync();
        var code = await browser.CodeAsync(view);
        await browser.ConfirmAsync(code);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);

        await visitor.SubmitCodeAsync(code);
        Assert.Equal(AuthenticatorTexts.ResourceManager.GetString(nameof(AuthenticatorTexts.AlreadyUsed), CultureInfo.InvariantCulture), visitor.Error);

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitCodeAsync(await browser.CodeAsync(view));
        Assert.Equal("/", visitor.At);
    }

    private static async Task AssertClosedAsync(PortalHost host, TestPerson person, WizardBrowser browser)
    {
        var before = await AuthenticatorsAsync(host, person);
        Assert.Null(await browser.OpenWizardAsync());
        Assert.Null(await browser.ChooseAsync());
        Assert.Null(await browser.StepAsync(steps => steps.GoToAsync(WizardStep.Code)));
        Assert.Null(await browser.StepAsync(steps => steps.StartAgainAsync()));
        Assert.False(await browser.RunAsync<WizardSteps, bool>(steps => steps.MayEnterAsync()));
        Assert.Null(await browser.ConfirmAsync("123456"));
        Assert.Null(await browser.RunAsync<WizardConfirmation, ConfirmResult?>(wizard => wizard.RenewRecoveryCodesAsync()));
        Assert.Null(await browser.FinishAsync());
        Assert.Equal(before.Select(a => (a.Id, a.State)), (await AuthenticatorsAsync(host, person)).Select(a => (a.Id, a.State)));
        Assert.False(await host.QueryAsync(db => db.WizardRuns.AnyAsync(r => r.UserId == person.Id)));
        Assert.False(await host.QueryAsync(db => db.RecoveryCodes.AnyAsync(c => c.UserId == person.Id)));
        Assert.False(await host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id)));
    }

    private static Task<List<Authenticator>> AuthenticatorsAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Authenticators.AsNoTracking().Where(a => a.UserId == person.Id).OrderBy(a => a.Number).ToListAsync());

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_confirmation_uses_up_every_open_grant_of_the_person(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        await GrantAsync(host, person);
        var browser = await WizardBrowser.OpenAsync(host, person);

        Assert.Equal(CodeOutcome.Accepted, (await browser.EnrollAsync())?.Answer.Outcome);

        Assert.False(await host.QueryAsync(db => db.EnrollmentGrants.AnyAsync(g => g.UserId == person.Id && g.UsedAt == null)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_first_grant_opens_nothing_once_there_is_an_authenticator(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await GrantAsync(host, person, kind: GrantKind.First);

        await AssertClosedAsync(host, person, await WizardBrowser.OpenAsync(host, person));
    }

    private static Task<int> GrantAsync(
        PortalHost host, TestPerson person, TimeSpan? expiresIn = null, string? browserHash = null, GrantKind kind = GrantKind.Reset)
    {
        var now = host.Time.GetUtcNow().UtcDateTime;
        return host.QueryAsync(db =>
        {
            db.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = kind, CreatedAt = now, ExpiresAt = now + expiresIn, BrowserHash = browserHash });
            return db.SaveChangesAsync();
        });
    }
}
