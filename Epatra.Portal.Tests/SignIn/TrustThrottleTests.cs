using System.Net;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>Nobody can lock somebody else out of a trusted browser.</summary>
[Collection(PortalFixture.Collection)]
public sealed class TrustThrottleTests(PortalFixture portal)
{
    /// <summary>Of its own, so that the wrong passwords of other tests are not counted here.</summary>
    private const string Elsewhere = "10.67.0.1";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_ten_wrong_passwords_elsewhere_a_trusted_browser_still_gets_in_and_every_other_waits(string database)
    {
        var host = portal.On(database);
        var (person, other) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var trusting = await host.TrustingAsync(person);
        using var trustedByAnother = await host.TrustingAsync(other);
        await PausePasswordsAsync(host, person);

        using var untrusted = new Visitor(host.Address);
        foreach (var waiting in new[] { untrusted, trustedByAnother })
        {
            await waiting.SignInWithPasswordAsync(person);
            Assert.Equal(("/sign-in", HttpStatusCode.TooManyRequests), (waiting.At, waiting.Response.StatusCode));
            Assert.Null(waiting.Cookie("half-way"));
        }

        Assert.True(await trusting.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_wrong_password_is_refused_in_the_trusted_browser_too_and_the_right_one_still_gets_in(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        await PausePasswordsAsync(host, person);

        await trusting.SignInWithPasswordAsync(person, password: "Wrong-1!");

        Assert.Equal(("/sign-in", HttpStatusCode.OK), (trusting.At, trusting.Response.StatusCode)); // nobody waits here
        Assert.Null(trusting.Cookie("session"));
        Assert.True(await trusting.PasswordIsEnoughAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Wrong_passwords_that_end_the_trust_of_a_browser_end_the_change_of_password_that_rested_on_it(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var trusting = await host.TrustingAsync(person);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, host.Time.Now())));
        await trusting.SignInWithPasswordAsync(person);
        using var guesser = new Visitor(host.Address, from: "10.67.0.2");
        guesser.SetToken(host, person, trusting.Token(person)!);
        for (var i = 0; i < 9; i++)
        {
            await guesser.SignInWithPasswordAsync(person, password: "Wrong-1!");
        }

        await trusting.GoAsync("/password/change");
        Assert.Equal("/password/change", trusting.At);
        await guesser.SignInWithPasswordAsync(person, password: "Wrong-1!");
        await trusting.GoAsync("/password/change");
        Assert.StartsWith("/sign-in?", trusting.At);
        Assert.All(await host.TrustedBrowsersAsync(person), browser => Assert.NotNull(browser.EndedAt));
    }

    private static async Task PausePasswordsAsync(PortalHost host, TestPerson person)
    {
        using var guesser = new Visitor(host.Address, from: Elsewhere);
        for (var i = 0; i < 10; i++)
        {
            await guesser.SignInWithPasswordAsync(person, password: "Wrong-1!");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, guesser.Response.StatusCode);
    }
}
