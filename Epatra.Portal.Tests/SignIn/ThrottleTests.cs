using System.Net;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task From_the_tenth_wrong_password_on_even_the_right_one_waits(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        for (var i = 1; i <= 10; i++)
        {
            await visitor.SignInWithPasswordAsync(person, password: "Wrong-1!");
            Assert.Equal(i == 10 ? (HttpStatusCode.TooManyRequests, "30") : (HttpStatusCode.OK, null), Wait(visitor));
        }

        Assert.Equal(person.Email, visitor.Page.QuerySelector("[name='Input.Email']")!.GetAttribute("value"));
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal(("/sign-in", (HttpStatusCode.TooManyRequests, "30")), (visitor.At, Wait(visitor)));

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);
        Assert.Equal(0, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Passwords).SingleAsync()));
    }

    [Fact]
    public async Task An_address_that_nobody_has_waits_in_the_same_words()
    {
        var host = portal.Sqlite;
        var known = await host.AddWithAuthenticatorAsync();
        var unknown = known with { Email = $"{Guid.NewGuid():N}@test.example" };
        using var visitor = new Visitor(host.Address);
        var pages = new List<string>();
        foreach (var person in (TestPerson[])[known, unknown, unknown with { Email = unknown.Email.ToUpperInvariant() }])
        {
            for (var i = 0; i < (pages.Count == 2 ? 1 : 10); i++)
            {
                await visitor.SignInWithPasswordAsync(person, password: "Wrong-1!");
            }

            pages.Add(visitor.Html.Replace(visitor.Token.Value, "").Replace(person.Email, ""));
        }

        Assert.Contains("You can try again in 30 seconds.", pages[0]);
        Assert.Equal(pages[0], pages[1]);
        Assert.Equal(pages[0], pages[2]);
    }

    [Fact]
    public async Task Another_spelling_of_an_address_counts_alike_whether_or_not_somebody_has_it()
    {
        var host = portal.Sqlite;
        var known = await host.AddWithAuthenticatorAsync();
        var name = $"\u212a{Guid.NewGuid():N}@test.example"; // the sign of the kelvin, which Unicode reads as a K
        await host.QueryAsync(db => db.Users.Where(u => u.Id == known.Id).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.UserName, name.Normalize()).SetProperty(x => x.NormalizedUserName, name.Normalize().ToUpperInvariant())));
        var answers = new List<(HttpStatusCode, string?)>();
        foreach (var email in (string[])[name, $"\u212a{Guid.NewGuid():N}@test.example"])
        {
            using var visitor = new Visitor(host.Address);
            for (var i = 1; i <= 10; i++)
            {
                await visitor.SignInWithPasswordAsync(known with { Email = i % 2 == 0 ? email : email.Normalize() }, password: "Wrong-1!");
            }

            answers.Add(Wait(visitor));
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), answers[0]);
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task A_clock_that_was_far_ahead_for_a_moment_locks_nobody_out()
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        await PauseCodesAsync(host, person);
        var farOff = host.Time.Now().AddMonths(6);
        await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).ExecuteUpdateAsync(c => c
            .SetProperty(x => x.CodesPausedUntil, farOff).SetProperty(x => x.PasswordsPausedUntil, farOff)));

        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_password_that_was_changed_while_it_was_looked_at_opens_nothing(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/sign-in");
        using var gate = new ManualResetEventSlim();
        var busy = host.Services.GetRequiredService<HashingQueue>().Occupy(gate, places: 0);
        var answer = visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        while (host.Services.GetRequiredService<HashingQueue>().Waiting == 0)
        {
            await Task.Yield();
        }

        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, "another")));
        gate.Set();
        await Task.WhenAll([answer, .. busy]);

        Assert.Null(visitor.Cookie("half-way"));
        Assert.NotNull(visitor.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Ten_wrong_passwords_in_a_trusted_browser_end_its_trust(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        for (var i = 0; i < 9; i++)
        {
            await visitor.SignInWithPasswordAsync(person, password: "Wrong-1!");
        }

        Assert.True(await visitor.PasswordIsEnoughAsync(person)); // nine are forgotten by the right one
        for (var i = 0; i < 10; i++)
        {
            await visitor.SignInWithPasswordAsync(person, password: "Wrong-1!");
            Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        }

        Assert.All(await host.TrustedBrowsersAsync(person), browser => Assert.NotNull(browser.EndedAt));
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_many_passwords_at_the_same_moment_ten_are_looked_at(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync("/sign-in");
        var requests = Enumerable.Range(0, 30).Select(_ => visitor.Prepare("sign-in-form", ("Input.Email", person.Email), ("Input.Password", "Wrong-1!"))).ToList();

        var answers = await Task.WhenAll(requests.Select(visitor.SendAsync));

        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(10, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Passwords).SingleAsync()));
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
