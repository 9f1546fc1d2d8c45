using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class PasswordThrottleTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task From_the_tenth_wrong_password_on_even_the_right_one_waits(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address, from: "203.0.113.90");
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
        using var visitor = new Visitor(host.Address, from: "203.0.113.90");
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
            using var visitor = new Visitor(host.Address, from: "203.0.113.90");
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
    public async Task A_browser_whose_trust_ends_while_its_password_is_looked_at_waits_like_every_other(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.TrustingAsync(person);
        await visitor.GoAsync("/sign-in");
        using var gate = new ManualResetEventSlim();
        var queue = host.Services.GetRequiredService<HashingQueue>();
        var busy = queue.Occupy(gate, places: 0);
        var answer = visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        while (queue.Waiting == 0 && !answer.IsCompleted)
        {
            await Task.Yield();
        }

        var now = host.Time.Now();
        await host.QueryAsync(db => db.TrustedBrowsers.Where(b => b.UserId == person.Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now)));
        await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.PasswordsPausedUntil, now.AddSeconds(30))));
        gate.Set();
        await Task.WhenAll([answer, .. busy]);

        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);
        Assert.Null(visitor.Cookie("half-way"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_password_that_was_changed_while_it_was_looked_at_opens_nothing(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address, from: "203.0.113.90");
        await visitor.GoAsync("/sign-in");
        using var gate = new ManualResetEventSlim();
        var another = new PasswordHasher<PortalUser>().HashPassword(new PortalUser { Name = "", Language = "nl" }, "Another-1!");
        var busy = host.Services.GetRequiredService<HashingQueue>().Occupy(gate, places: 0);
        var answer = visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        while (host.Services.GetRequiredService<HashingQueue>().Waiting == 0 && !answer.IsCompleted)
        {
            await Task.Yield();
        }

        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, another)));
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
        using var visitor = new Visitor(host.Address, from: "203.0.113.90");
        await visitor.GoAsync("/sign-in");
        var requests = Enumerable.Range(0, 30).Select(_ => visitor.Prepare("sign-in-form", ("Input.Email", person.Email), ("Input.Password", "Wrong-1!"))).ToList();

        var answers = await Task.WhenAll(requests.Select(visitor.SendAsync));

        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(10, await host.QueryAsync(db => db.FailureCounts.Where(c => c.Subject == person.Id).Select(c => c.Passwords).SingleAsync()));
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
