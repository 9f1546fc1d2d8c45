using System.Net;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class ThrottleTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_five_wrong_codes_no_code_is_looked_at_for_half_a_minute_then_for_a_minute(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        var wrong = await Phone.WrongCodesAsync(person.Secret!, host.Time.GetUtcNow(), 6);
        foreach (var code in wrong.Take(4))
        {
            await visitor.SubmitCodeAsync(code);
            Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        }

        await visitor.SubmitCodeAsync(wrong[4]);
        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), Wait(visitor));
        Assert.Contains("You can try again in 30 seconds.", visitor.Error);

        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.StartsWith("Too many wrong codes in a row.", visitor.Error);
        Assert.Null(visitor.Cookie("session"));

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitCodeAsync(wrong[5]);
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), Wait(visitor));

        host.Time.Advance(TimeSpan.FromSeconds(60));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_half_way_sign_in_another_browser_and_the_recovery_page_do_not_shorten_the_wait(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await PauseCodesAsync(host, person);

        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);

        await visitor.GoAsync("/sign-in/recovery");
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", "ABCD-EFGH-JKLM-NPQR"));
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);
        await visitor.GoAsync("/sign-in/help");
        Assert.Equal(("/sign-in/help", HttpStatusCode.OK), (visitor.At, visitor.Response.StatusCode)); // help stays usable
    }

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/recovery")]
    public async Task Whoever_comes_to_the_page_during_the_wait_is_told_how_long_it_lasts(string path)
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        await PauseCodesAsync(host, person);
        using var visitor = await host.HalfWayAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(10));

        await visitor.GoAsync(path);

        Assert.Equal((path, HttpStatusCode.OK), (visitor.At, visitor.Response.StatusCode)); // nothing was refused
        Assert.StartsWith("Too many wrong codes in a row.", visitor.Error);
        Assert.Contains("You can try again in 20 seconds.", visitor.Error);
        Assert.Equal("20", visitor.Page.QuerySelector("wait-clock")!.GetAttribute("data-seconds"));
        host.Time.Advance(TimeSpan.FromSeconds(20));
        await visitor.GoAsync(path);
        Assert.Null(visitor.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_recovery_code_during_the_wait_is_not_looked_at_and_the_audit_log_knows(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var code = (await host.AddRecoveryCodesAsync(person))[0];
        await PauseCodesAsync(host, person);
        using var visitor = await host.HalfWayAsync(person);
        await visitor.GoAsync("/sign-in/recovery");

        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", code));

        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), Wait(visitor));
        Assert.Equal("Paused", await host.QueryAsync(db => db.AuditEntries
            .Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.CodeRefused).OrderByDescending(e => e.Sequence).Select(e => e.Details).FirstAsync()));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", code));
        Assert.Equal("/enroll", visitor.At); // it was not used up
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Wrong_recovery_codes_and_wrong_codes_of_the_wizard_count_together_with_those_of_the_app(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        var view = await browser.ChooseAsync();
        using var visitor = await host.HalfWayAsync(person);
        foreach (var code in await Phone.WrongCodesAsync(view!.Entry!.Key, host.Time.GetUtcNow(), 3))
        {
            await browser.ConfirmAsync(code);
        }

        foreach (var code in (string[])["ABCD-EFGH-JKLM-NPQR", "ABCD-EFGH-JKLM-NPQS"])
        {
            await visitor.GoAsync("/sign-in/recovery");
            await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", code));
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), Wait(visitor));
        Assert.Equal(CodeOutcome.Paused, (await browser.ConfirmAsync(await browser.CodeAsync(view)))?.Answer.Outcome);
    }

    [Fact]
    public async Task What_is_not_a_code_is_never_counted()
    {
        var person = await portal.Sqlite.AddWithAuthenticatorAsync();
        using var visitor = await portal.Sqlite.HalfWayAsync(person);
        for (var i = 0; i < 7; i++)
        {
            await visitor.SubmitCodeAsync("12345");
        }

        await visitor.SubmitCodeAsync(await portal.Sqlite.CodeAsync(person));
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Replays_and_codes_of_the_hour_around_now_bring_no_wait_but_the_hundredth_failure_blocks(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        foreach (var _ in Enumerable.Range(0, 8))
        {
            await visitor.SubmitCodeAsync(await host.CodeAsync(person, -600));
            Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        }

        await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.Codes, 99)));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -600));

        Assert.Equal("/sign-in/help", visitor.At);
        Assert.StartsWith("After a hundred wrong codes in a row", visitor.Error);
        Assert.Equal(AuthenticatorState.Blocked, await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).SingleAsync()));

        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_counts_survive_a_restart(string database)
    {
        var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var (ofCodes, ofPasswords) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        await PauseCodesAsync(host, ofCodes);
        using var guesser = new Visitor(host.Address);
        for (var i = 0; i < 10; i++)
        {
            await guesser.SignInWithPasswordAsync(ofPasswords, password: "Wrong-1!");
        }

        host = await host.RestartAsync();
        await using (host)
        {
            using var visitor = await host.HalfWayAsync(ofCodes);
            await visitor.SubmitCodeAsync(await host.CodeAsync(ofCodes));
            Assert.Equal((HttpStatusCode.TooManyRequests, "30"), Wait(visitor));

            await visitor.SignInWithPasswordAsync(ofPasswords);
            Assert.Equal((HttpStatusCode.TooManyRequests, "30"), Wait(visitor));
        }
    }

    private static async Task PauseCodesAsync(PortalHost host, TestPerson person)
    {
        using var visitor = await host.HalfWayAsync(person);
        foreach (var code in await Phone.WrongCodesAsync(person.Secret!, host.Time.GetUtcNow(), 5))
        {
            await visitor.SubmitCodeAsync(code);
        }
    }

    private static (HttpStatusCode, string?) Wait(Visitor visitor) => (visitor.Response.StatusCode, visitor.Response.Headers.RetryAfter?.ToString());
}
