using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class RecoveryEnrollmentTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_old_authenticator_ends_when_the_new_one_is_confirmed_and_not_before(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var session = await SessionAsync(host, person);
        var view = await InSessionAsync(host, session, (WizardSteps steps) => ChooseAsync(steps));
        Assert.Equal(person.Email + " (2)", view!.Entry!.Account);
        Assert.Equal(2, await host.QueryAsync(db => db.Authenticators.CountAsync(a => a.UserId == person.Id && a.State != AuthenticatorState.Retired)));

        var code = await Phone.CodeAsync(view.Entry.Key, host.Time.GetUtcNow());
        var result = await InSessionAsync(host, session, (WizardConfirmation wizard) => wizard.ConfirmAsync(code));

        Assert.Equal(10, result!.RecoveryCodes!.Count);
        var states = await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).OrderBy(a => a.Number).Select(a => a.State).ToListAsync());
        Assert.Equal([AuthenticatorState.Retired, AuthenticatorState.Active], states);
        await visitor.GoAsync("/enroll");
        Assert.Equal("/enroll", visitor.At); // the recovery codes have still to be saved
        await visitor.PostAsync("/enroll/finish", visitor.Token);
        await visitor.GoAsync("/enroll");
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_of_the_old_authenticator_that_is_typed_in_the_wizard_is_named_and_used_up(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var view = await InSessionAsync(host, await SessionAsync(host, person), (WizardSteps steps) => ChooseAsync(steps));
        var ofTheNew = await Phone.CodesAsync(view!.Entry!.Key, host.Time.GetUtcNow());
        string[] ofTheOld = [await host.CodeAsync(person), await host.CodeAsync(person, -30), await host.CodeAsync(person, 30)];
        var code = ofTheOld.Except(ofTheNew).First(); // by chance one may also be of the new one

        var result = await InSessionAsync(host, await SessionAsync(host, person), (WizardConfirmation wizard) => wizard.ConfirmAsync(code));

        Assert.Equal(new CodeAnswer(CodeOutcome.OldEntry, AuthenticatorApp.Google, Old: new(person.Email, person.Email + " (2)", Counts: true)), result!.Answer);
        using var thief = await host.HalfWayAsync(person);
        await thief.SubmitCodeAsync(code);
        Assert.StartsWith("This code has already been used.", thief.Error);
        Assert.Null(thief.Cookie("session"));
        await thief.SubmitCodeAsync(ofTheOld.First(other => other != code));
        Assert.Equal("/", thief.At); // the others still count
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Who_came_in_with_the_lost_phone_in_the_meantime_is_out_when_the_new_one_is_confirmed(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var session = await SessionAsync(host, person);
        using var thief = new Visitor(host.Address);
        await thief.SignInWithPasswordAsync(person);
        await thief.SubmitCodeAndTrustAsync(host, person);
        Assert.Equal("/", thief.At);

        var view = await InSessionAsync(host, session, (WizardSteps steps) => ChooseAsync(steps));
        var code = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow());
        await InSessionAsync(host, session, (WizardConfirmation wizard) => wizard.ConfirmAsync(code));

        await thief.GoAsync("/");
        Assert.StartsWith("/sign-in", thief.At, StringComparison.Ordinal);
        Assert.All(await host.TrustedBrowsersAsync(person), browser => Assert.NotNull(browser.EndedAt));
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Recovery_codes_are_renewed_in_the_session_while_its_proof_is_fresh_and_not_later(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var view = await InSessionAsync(host, await SessionAsync(host, person), (WizardSteps steps) => ChooseAsync(steps));
        var code = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow());
        await InSessionAsync(host, await SessionAsync(host, person), (WizardConfirmation wizard) => wizard.ConfirmAsync(code));
        host.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.True((await InSessionAsync(host, await SessionAsync(host, person), (WizardSteps steps) => steps.ReadAsync()))!.MayRenewCodes);
        Assert.Equal(RecoveryCodes.Count, (await RenewAsync())!.RecoveryCodes!.Count);
        var kept = await HashesAsync();

        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False((await InSessionAsync(host, await SessionAsync(host, person), (WizardSteps steps) => steps.ReadAsync()))!.MayRenewCodes);
        Assert.Null(await RenewAsync());
        Assert.Equal(kept, await HashesAsync());

        async Task<ConfirmResult?> RenewAsync() =>
            await InSessionAsync(host, await SessionAsync(host, person), (WizardConfirmation wizard) => wizard.RenewRecoveryCodesAsync());
        Task<List<string>> HashesAsync() => host.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.Hash).Order().ToListAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Recovery_codes_are_not_renewed_when_the_session_is_ended_while_they_are_hashed(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var session = await SessionAsync(host, person);
        var view = await InSessionAsync(host, session, (WizardSteps steps) => ChooseAsync(steps));
        var code = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow());
        await InSessionAsync(host, session, (WizardConfirmation wizard) => wizard.ConfirmAsync(code));
        session = await SessionAsync(host, person);
        var before = await HashesAsync();
        using var gate = new ManualResetEventSlim();
        var queue = host.Services.GetRequiredService<HashingQueue>();
        var jobs = queue.Occupy(gate, places: 0);
        var renewal = InSessionAsync(host, session, (WizardConfirmation wizard) => wizard.RenewRecoveryCodesAsync());
        while (queue.Waiting == 0 && !renewal.IsCompleted)
        {
            await Task.Yield();
        }

        await RevocationTests.RevokeAsync(host, person, RevocationReason.PasswordChange);
        gate.Set();
        await Task.WhenAll(jobs);

        Assert.Null(await renewal);
        Assert.Equal(before, await HashesAsync());

        Task<List<string>> HashesAsync() => host.QueryAsync(db => db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.Hash).Order().ToListAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_that_was_ended_confirms_nothing_any_more(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var first = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var ended = await SessionAsync(host, person);
        var view = await InSessionAsync(host, ended, (WizardSteps steps) => ChooseAsync(steps));
        using var second = await RecoveryTests.TypeAsync(host, person, codes[1]); // ends the first session

        var code = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow());
        Assert.Null(await InSessionAsync(host, ended, (WizardConfirmation wizard) => wizard.ConfirmAsync(code)));
        await second.GoAsync("/enroll");
        Assert.Equal("/enroll", second.At); // its own grant is still there
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_password_in_between_leaves_the_wizard_and_its_QR_code_as_they_are(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);
        var before = await host.QueryAsync(db => db.Sessions.AsNoTracking().Include(s => s.User).SingleAsync(s => s.UserId == person.Id));
        var shown = await InSessionAsync(host, before, (WizardSteps steps) => ChooseAsync(steps));

        await Passwords.ChangeTests.ChangeAsync(visitor, TestPerson.Password, Passwords.ChangeTests.NewPassword);

        await visitor.GoAsync("/enroll");
        Assert.Equal("/enroll", visitor.At);
        var after = await host.QueryAsync(db => db.Sessions.AsNoTracking().Include(s => s.User).SingleAsync(s => s.UserId == person.Id && s.EndedAt == null));
        Assert.Equal(shown!.Entry, (await InSessionAsync(host, after, (WizardSteps steps) => steps.ReadAsync()))!.Entry);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_grant_opens_the_wizard_in_that_session_and_nowhere_else(string database)
    {
        var (host, person, codes) = await RecoveryTests.PersonAsync(portal.On(database));
        using var visitor = await RecoveryTests.TypeAsync(host, person, codes[0]);

        using var impostor = new Visitor(host.Address);
        await impostor.SignInWithPasswordAsync(person);
        await impostor.GoAsync("/enroll");
        Assert.Equal("/sign-in/code", impostor.At);
        Assert.Null(await (await WizardBrowser.OpenAsync(host, person)).ChooseAsync());

        using var other = new Visitor(host.Address);
        await other.SignInAsync(person, host);
        await other.GoAsync("/enroll");
        Assert.Equal("/", other.At);
    }

    private static async Task<WizardView?> ChooseAsync(WizardSteps steps)
    {
        await steps.ChooseAppAsync(AuthenticatorApp.Google);
        return await steps.ReadAsync();
    }

    private static Task<Session> SessionAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Sessions.AsNoTracking().Include(s => s.User).SingleAsync(s => s.UserId == person.Id));

    private static async Task<T> InSessionAsync<TService, T>(PortalHost host, Session session, Func<TService, Task<T>> operation)
        where TService : notnull
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Actor>().Session = session;
        return await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
