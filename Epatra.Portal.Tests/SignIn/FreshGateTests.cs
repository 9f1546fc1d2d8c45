using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.MyAccount;
using Epatra.Portal.People;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>A code within five minutes: one rule and one way to ask, wherever it is asked.</summary>
[Collection(PortalFixture.Collection)]
public sealed class FreshGateTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("/account/new-recovery-codes", "account-form")]
    [InlineData("/people/{0}/lock", "act-form")]
    [InlineData("/people/{0}", "details-form")]
    [InlineData("/support/people/{0}/end-sessions", "act-form")]
    public async Task Account_people_and_desk_ask_in_the_same_words_and_not_again_for_five_minutes(string path, string form)
    {
        var (administrator, person) = (await Host.AddAdministratorAsync(), await Host.AddWithAuthenticatorAsync());
        using var visitor = await Host.AgentAsync(administrator);
        Host.GrowStale();
        await visitor.GoAsync(string.Format(path, person.Id));
        await visitor.SubmitAsync(form, ("Input.Name", "Robin Test"), ("Input.Code", " "));

        Assert.Equal("Type a code from your own authenticator app: the last one is more than five minutes ago.", visitor.Error);
        Assert.Equal("Code from your own authenticator app", visitor.Page.QuerySelector("label[for=fresh]")!.TextContent);

        await visitor.SubmitAsync(form, ("Input.Name", "Robin Test"), ("Input.Code", await Host.CodeAsync(administrator)));
        await visitor.GoAsync(string.Format(path, person.Id));
        Assert.Null(visitor.Page.QuerySelector("[data-testid=fresh-code]"));
    }

    [Theory]
    [InlineData("/account/new-recovery-codes", "account-form")]
    [InlineData("/people/{0}/lock", "act-form")]
    public async Task While_codes_are_paused_programs_are_told_how_long_to_wait(string path, string form)
    {
        var (administrator, person) = (await Host.AddAdministratorAsync(), await Host.AddWithAuthenticatorAsync());
        using var visitor = await Host.AgentAsync(administrator);
        Host.GrowStale();
        await visitor.GoAsync(string.Format(path, person.Id));
        foreach (var code in await Phone.WrongCodesAsync(administrator.Secret!, Host.Time.GetUtcNow(), 6))
        {
            await visitor.SubmitAsync(form, ("Input.Code", code));
        }

        Assert.NotNull(visitor.Error);
        Assert.Equal((429, TimeSpan.FromSeconds(30)), ((int)visitor.Response.StatusCode, visitor.Response.Headers.RetryAfter?.Delta));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_session_is_found_fresh_for_five_minutes_after_its_code_and_while_it_lives(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.AtHomeAsync(person);
        var id = await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync());

        Assert.Equal(person.Id, (await FindFreshAsync(host, id))?.User?.Id);
        host.GrowStale();
        Assert.Null(await FindFreshAsync(host, id));
        await host.FreshAsync(person);
        Assert.NotNull(await FindFreshAsync(host, id));
        await host.RunAsync((Sessions sessions) => sessions.EndAsync(id, SessionEnd.SignedOut));
        Assert.Null(await FindFreshAsync(host, id));
    }

    private static Task<Session?> FindFreshAsync(PortalHost host, Guid id) => host.RunAsync((Sessions sessions) => sessions.FindFreshAsync(id));
}
