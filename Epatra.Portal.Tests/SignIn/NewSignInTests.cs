using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>What a new sign-in in a browser leaves of the one before, and what odd addresses do.</summary>
[Collection(PortalFixture.Collection)]
public sealed class NewSignInTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_password_makes_the_half_way_sign_in_before_it_worthless(string database)
    {
        var host = portal.On(database);
        var (first, second) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(first);
        using var copy = visitor.Copy();
        await copy.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in/code", copy.At);

        await visitor.SignInWithPasswordAsync(second);

        await copy.GoAsync("/sign-in/code");
        Assert.StartsWith("/sign-in?notice=over", copy.At);
        await visitor.GoAsync("/sign-in/code");
        Assert.Equal("/sign-in/code", visitor.At);
    }

    [Fact]
    public async Task A_complete_sign_in_leaves_no_lasting_token_in_the_browser()
    {
        using var visitor = new Visitor(Host.Address);
        var person = await Host.AddWithAuthenticatorAsync();
        await visitor.SignInWithPasswordAsync(person);
        Assert.NotNull(visitor.Cookie("browser"));

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));

        Assert.Null(visitor.Cookie("browser"));
        Assert.Null(visitor.Cookie("half-way"));
    }

    [Fact]
    public async Task The_page_that_was_asked_for_survives_a_sign_in_that_took_too_long()
    {
        using var visitor = new Visitor(Host.Address);
        var person = await Host.AddWithAuthenticatorAsync();
        await visitor.SignInWithPasswordAsync(person, "/?tile=7");
        Host.Time.Advance(TimeSpan.FromMinutes(15));

        await visitor.GoAsync("/sign-in/code");
        Assert.NotNull(visitor.Text("notice"));
        await visitor.SubmitAsync("sign-in-form", ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));

        Assert.Equal("/?tile=7", visitor.At);
    }

    [Fact]
    public async Task Whoever_types_a_password_is_nobody_yet_in_the_audit_log()
    {
        var (known, target) = (await Host.AddWithAuthenticatorAsync(), await Host.AddWithAuthenticatorAsync());
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(known);

        await visitor.SignInWithPasswordAsync(target, password: "Zonnebloem-18!");
        await visitor.SignInWithPasswordAsync(target);

        var entries = await Host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == target.Id).OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal([AuditKind.PasswordRefused, AuditKind.PasswordAccepted], entries.Select(e => e.Kind));
        Assert.All(entries, entry => Assert.Null(entry.ActorId));
    }

    [Theory]
    [InlineData("jan\u001b@demo.epatra.example")]
    [InlineData("jan\uFFFE@demo.epatra.example")]
    [InlineData("jan\u202E@demo.epatra.example")]
    [InlineData("<b>jan</b>")]
    public async Task An_odd_address_is_an_unknown_one_on_both_databases(string email)
    {
        foreach (var host in new[] { portal.Sqlite, portal.PostgreSql })
        {
            using var visitor = new Visitor(host.Address);
            await visitor.GoAsync("/sign-in");
            await visitor.SubmitAsync("sign-in-form", ("Input.Email", email), ("Input.Password", TestPerson.Password));
            Assert.Equal(200, (int)visitor.Response.StatusCode);
            Assert.NotNull(visitor.Error);
        }
    }

    [Fact]
    public void A_long_user_agent_is_cut_between_letters()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.UserAgent = new string('a', 255) + "🔐 and more";

        Assert.Equal(new string('a', 255), UserAgent.Of(http));
    }
}
