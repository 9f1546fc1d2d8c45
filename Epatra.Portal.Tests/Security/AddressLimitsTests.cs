using System.Net;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Language;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Security;

[Collection(PortalFixture.Collection)]
public sealed class AddressLimitsTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;
    private AddressFailures Failures => Host.Services.GetRequiredService<AddressFailures>();

    [Theory]
    [InlineData("nl", "Over 3 seconden kun je het opnieuw proberen.")]
    [InlineData("fr", "Vous pourrez réessayer dans 3 secondes.")]
    [InlineData("en", "You can try again in 3 seconds.")]
    public async Task After_too_many_failures_a_password_from_that_address_is_refused_before_it_is_looked_at(string language, string told)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        var address = $"2001:db8:{Languages.All.Keys.Order().ToList().IndexOf(language)}:1::1";
        Fail(address, AddressFailures.Burst);
        using var visitor = new Visitor(Host.Address, language, address);

        await visitor.SignInWithPasswordAsync(person);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(3)), (visitor.Response.StatusCode, visitor.Response.Headers.RetryAfter!.Delta));
        Assert.Contains(told, visitor.Error);
        Assert.Equal(person.Email, visitor.Page.QuerySelector("[name='Input.Email']")!.GetAttribute("value"));
        Assert.Null(visitor.Cookie("half-way"));
        Assert.False(await Host.QueryAsync(db => db.AuditEntries.AnyAsync(e => e.SubjectId == person.Id)));
        await visitor.GoAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);

        Host.Time.Advance(TimeSpan.FromSeconds(3));
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Fact]
    public async Task Every_wrong_password_counts_for_its_address_and_for_no_other()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        Fail("198.51.100.1", AddressFailures.Burst - 2);
        using var visitor = new Visitor(Host.Address, from: "198.51.100.1");
        await visitor.SignInWithPasswordAsync(person, password: "Zonnebloem-18!");
        await visitor.SignInWithPasswordAsync(person with { Email = "nobody@test.example" });
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);

        await visitor.SignInWithPasswordAsync(person, password: "Zonnebloem-18!");
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);

        using var other = new Visitor(Host.Address, from: "198.51.100.2");
        await other.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/code", other.At);
    }

    [Fact]
    public async Task An_office_that_signs_in_correctly_is_never_limited()
    {
        Fail("198.51.100.3", AddressFailures.Burst - 1);
        for (var i = 0; i < 5; i++)
        {
            using var visitor = new Visitor(Host.Address, from: "198.51.100.3");
            await visitor.SignInWithPasswordAsync(await Host.AddWithAuthenticatorAsync());
            Assert.Equal("/sign-in/code", visitor.At);
        }

        Assert.Equal(TimeSpan.Zero, Failures.Wait("198.51.100.3"));
    }

    [Fact]
    public async Task A_flood_of_posts_from_one_address_gets_a_page_that_says_when_to_come_back()
    {
        using var flood = new Visitor(Host.Address, "fr", "198.51.100.4");
        for (var left = PostLimit.Burst; left > 0; left -= 50)
        {
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(flood))))
            {
                Assert.Equal(HttpStatusCode.Forbidden, answer);
            }
        }

        await flood.PostAsync("/language", ("culture", "en"));

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (flood.Response.StatusCode, flood.Response.Headers.RetryAfter!.Delta));
        Assert.Equal("Trop de tentatives", flood.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Patientez un instant", flood.Page.QuerySelector("main")!.TextContent);
        SecurityHeadersTests.AssertProtected(flood.Response);
        await flood.GoAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, flood.Response.StatusCode);
        using var other = new Visitor(Host.Address, from: "198.51.100.5");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(other));

        Host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(flood));
    }

    /// <summary>The cheapest post there is.</summary>
    private static async Task<HttpStatusCode> PostAsync(Visitor visitor)
    {
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/_blazor/nothing"));
        return answer.StatusCode;
    }

    private void Fail(string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Failures.Count(address);
        }
    }
}
