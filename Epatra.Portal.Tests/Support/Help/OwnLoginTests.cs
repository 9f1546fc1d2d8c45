using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Help;

/// <summary>Requests of people who share a login.</summary>
[Collection(PortalFixture.Collection)]
public sealed class OwnLoginTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whoever_shares_a_login_can_ask_for_one_alone(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        await visitor.GoAsync("/own-login");
        await visitor.SubmitAsync("own-login-form", ("Input.Note", "Piet Peeters, piet@test.example"));
        Assert.NotNull(visitor.Text("notice"));
        Assert.Equal(RequestKind.OwnLogin, await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id && r.SentAt != null).Select(r => r.Kind).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whoever_asks_for_a_fourth_login_in_a_day_is_told_that_it_was_not_sent_and_keeps_what_was_typed(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        for (var i = 1; i <= 4; i++)
        {
            await visitor.GoAsync("/own-login");
            await visitor.SubmitAsync("own-login-form", ("Input.Note", $"Colleague {i}"));
        }

        Assert.Null(visitor.Text("notice"));
        Assert.StartsWith("Support has several requests of yours", visitor.Error);
        Assert.Equal("Colleague 4", visitor.Text("note"));
        Assert.Equal(3, await host.QueryAsync(db => db.HelpRequests.CountAsync(r => r.UserId == person.Id && r.SentAt != null)));
    }
}
