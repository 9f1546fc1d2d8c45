using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Cleanup;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Door;

[Collection(PortalFixture.Collection)]
public sealed class DoorPassesTests(PortalFixture portal)
{
    private const string Application = "app.example.com";

    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_many_at_once_with_one_ticket_one_gets_in(string database)
    {
        var (host, _, browser, ticket) = await IssueAsync(database);
        var entered = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => EnterAsync(host, ticket, browser)));
        Assert.Single(entered, token => token is not null);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_ticket_of_a_session_that_is_over_opens_nothing(string database)
    {
        var (host, person, browser, ticket) = await IssueAsync(database);
        await RevocationTests.RevokeAsync(host, person, RevocationReason.Lock);
        Assert.Null(await EnterAsync(host, ticket, browser));
        Assert.Null(await host.QueryAsync(db => db.DoorPasses.Where(p => p.TicketHash == Token.Hash(ticket)).Select(p => p.EnteredAt).SingleAsync()));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Passes_go_with_their_session_and_tickets_that_nobody_used_after_a_day(string database)
    {
        var (host, _, browser, ticket) = await IssueAsync(database);
        var (_, _, _, unused) = await IssueAsync(database);
        Assert.NotNull(await EnterAsync(host, ticket, browser));
        await CleanAsync(host);
        Assert.Equal((1, 1), (await CountAsync(host, ticket), await CountAsync(host, unused)));

        var old = host.Time.GetUtcNow().UtcDateTime.AddDays(-2);
        await host.QueryAsync(db => db.DoorPasses.Where(p => p.TicketHash == Token.Hash(unused) || p.TicketHash == Token.Hash(ticket)).ExecuteUpdateAsync(p => p.SetProperty(x => x.CreatedAt, old)));
        await CleanAsync(host);
        Assert.Equal((1, 0), (await CountAsync(host, ticket), await CountAsync(host, unused)));
        await host.QueryAsync(db => db.DoorPasses.Where(p => p.TicketHash == Token.Hash(ticket)).ExecuteUpdateAsync(p => p.SetProperty(x => x.SessionId, Guid.NewGuid())));
        await CleanAsync(host);
        Assert.Equal(0, await CountAsync(host, ticket));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_worthless_ticket_is_in_the_log_also_without_a_cookie_and_a_flood_of_them_is_not(string database)
    {
        var (host, application) = (portal.On(database), $"{Guid.NewGuid():N}.example");
        var failures = host.Services.GetRequiredService<AddressFailures>();
        Task<string?> TryAsync(string? browser) => host.RunAsync((IServiceProvider services) =>
        {
            services.GetRequiredService<Actor>().Address = "203.0.113.63";
            return services.GetRequiredService<DoorPasses>().EnterAsync(application, Token.New(), browser);
        });
        Task<int> RefusedAsync() => host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.DoorRefused && e.Details == $"ticket host {application}"));

        Assert.Null(await TryAsync(Token.New()));
        Assert.Null(await TryAsync(null));
        Assert.Equal(2, await RefusedAsync());
        for (var i = 2; i < AddressFailures.Burst; i++)
        {
            failures.Count("203.0.113.63");
        }

        Assert.Null(await TryAsync(null));
        Assert.Equal(2, await RefusedAsync());
    }

    private static Task<int> CountAsync(PortalHost host, string ticket) => host.QueryAsync(db => db.DoorPasses.CountAsync(p => p.TicketHash == Token.Hash(ticket)));

    private static Task<bool> CleanAsync(PortalHost host) => host.RunAsync(async (WhatIsOver over) => await over.DeleteAsync(CancellationToken.None) is not null);

    private static Task<string?> EnterAsync(PortalHost host, string ticket, string browser) => host.RunAsync((DoorPasses passes) => passes.EnterAsync(Application, ticket, browser));

    private async Task<(PortalHost Host, TestPerson Person, string Browser, string Ticket)> IssueAsync(string database)
    {
        var (host, browser) = (portal.On(database), Token.New());
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        var ticket = await host.RunAsync(async (IServiceProvider services) =>
        {
            services.GetRequiredService<Actor>().Session = await host.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.UserId == person.Id));
            return await services.GetRequiredService<DoorPasses>().IssueAsync(Application, Token.Hash(browser));
        });
        return (host, person, browser, ticket);
    }
}
