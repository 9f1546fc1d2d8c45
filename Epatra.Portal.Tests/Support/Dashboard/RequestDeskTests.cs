using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Support.Dashboard;

[Collection(PortalFixture.Collection)]
public sealed class RequestDeskTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_two_agents_who_take_a_request_at_once_one_has_it_and_the_other_is_told_who(string database)
    {
        var host = portal.On(database);
        var agents = new[] { await host.AddAgentAsync(name: "Ans First"), await host.AddAgentAsync(name: "Luc Second") };
        for (var round = 0; round < 5; round++)
        {
            var request = await AddRequestAsync(host);
            var answers = await Task.WhenAll(agents.Select(agent => Task.Run(() => host.AsAsync(agent, (RequestDesk desk) => desk.TakeAsync(request)))));

            var winner = Array.FindIndex(answers, answer => answer.Outcome == RequestOutcome.Done);
            Assert.True(winner >= 0);
            Assert.Equal(new RequestAnswer(RequestOutcome.SomebodyElse, winner == 0 ? "Ans First" : "Luc Second"), answers[1 - winner]);
            Assert.Equal(agents[winner].Id, (await FindAsync(host, request)).TakenById);
            Assert.Equal([(AuditKind.RequestTaken, (string?)agents[winner].Id)], await AuditAsync(host, request));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whoever_presses_twice_is_not_told_that_somebody_else_was_first(string database)
    {
        var host = portal.On(database);
        var (agent, request) = (await host.AddAgentAsync(), await AddRequestAsync(host));
        var answers = new List<RequestAnswer>();
        foreach (var act in (Func<RequestDesk, Task<RequestAnswer>>[])[desk => desk.TakeAsync(request), desk => desk.TakeAsync(request), desk => desk.GiveBackAsync(request), desk => desk.GiveBackAsync(request)])
        {
            answers.Add(await host.AsAsync(agent, act));
        }

        Assert.All(answers, answer => Assert.Equal(new RequestAnswer(RequestOutcome.Done), answer));
        Assert.Equal([AuditKind.RequestTaken, AuditKind.RequestGivenBack], (await AuditAsync(host, request)).Select(entry => entry.Item1));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_request_that_was_given_back_is_anybodys_again(string database)
    {
        var host = portal.On(database);
        var (ans, luc) = (await host.AddAgentAsync(name: "Ans"), await host.AddAgentAsync(name: "Luc"));
        var request = await AddRequestAsync(host);
        await host.AsAsync(ans, (RequestDesk desk) => desk.TakeAsync(request));

        Assert.Equal(new RequestAnswer(RequestOutcome.SomebodyElse, "Ans"), await host.AsAsync(luc, (RequestDesk desk) => desk.GiveBackAsync(request)));
        Assert.Equal(RequestOutcome.Done, (await host.AsAsync(ans, (RequestDesk desk) => desk.GiveBackAsync(request))).Outcome);
        Assert.Equal(RequestOutcome.Done, (await host.AsAsync(luc, (RequestDesk desk) => desk.TakeAsync(request))).Outcome);

        var administrator = await host.AddAgentAsync(Role.Administrator);
        Assert.Equal(RequestOutcome.Done, (await host.AsAsync(administrator, (RequestDesk desk) => desk.GiveBackAsync(request))).Outcome);
        Assert.Null((await FindAsync(host, request)).TakenById);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_agent_whose_session_ends_while_it_waits_takes_no_request_and_hears_no_support_code(string database)
    {
        var host = portal.On(database);
        var (agent, person) = (await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync());
        var request = await AddRequestAsync(host, person);
        var now = host.Time.Now();
        async Task<T> EndedAsync<TService, T>(Func<TService, Task<T>> run) where TService : notnull => await host.AsAsync(agent, async (TService service) =>
        {
            await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == agent.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now)));
            return await run(service);
        });

        Assert.Equal(RequestOutcome.NotAllowed, (await EndedAsync((RequestDesk desk) => desk.TakeAsync(request))).Outcome);
        Assert.Equal(SupportCodeOutcome.NotAllowed, await EndedAsync((SupportCodes codes) => codes.CheckAsync(person.Id, SupportCode.At(SupportCode.NewSeed(), host.Time.GetUtcNow()))));
        Assert.Null((await FindAsync(host, request)).TakenById);
    }

    [Fact]
    public async Task A_request_is_closed_once_by_whoever_has_it_or_when_nobody_has_it()
    {
        var host = portal.Sqlite;
        var (ans, luc) = (await host.AddAgentAsync(name: "Ans"), await host.AddAgentAsync());
        var request = await AddRequestAsync(host);
        await host.AsAsync(ans, (RequestDesk desk) => desk.TakeAsync(request));

        Assert.Equal(new RequestAnswer(RequestOutcome.SomebodyElse, "Ans"), await host.AsAsync(luc, (RequestDesk desk) => desk.EndAsync(request)));
        Assert.Equal(RequestOutcome.Done, (await host.AsAsync(ans, (RequestDesk desk) => desk.EndAsync(request))).Outcome);
        Assert.Equal(RequestOutcome.Over, (await host.AsAsync(ans, (RequestDesk desk) => desk.EndAsync(request))).Outcome);
        Assert.Equal(RequestOutcome.Over, (await host.AsAsync(luc, (RequestDesk desk) => desk.TakeAsync(request))).Outcome);

        var ended = await FindAsync(host, request);
        Assert.Equal((RequestEnd.Answered, host.Time.Now()), (ended.EndedBy, ended.EndedAt));
    }

    [Fact]
    public async Task What_was_not_sent_to_the_desk_is_not_there_to_be_taken()
    {
        var request = await AddRequestAsync(portal.Sqlite, sent: false);
        var agent = await portal.Sqlite.AddAgentAsync();
        Assert.Equal(RequestOutcome.Over, (await portal.Sqlite.AsAsync(agent, (RequestDesk desk) => desk.TakeAsync(request))).Outcome);
    }

    [Fact]
    public async Task Only_the_desk_has_requests_in_its_hands()
    {
        var request = await AddRequestAsync(portal.Sqlite);
        var person = await portal.Sqlite.AddWithNeitherAsync();
        foreach (var act in (Func<RequestDesk, Task<RequestAnswer>>[])[desk => desk.TakeAsync(request), desk => desk.GiveBackAsync(request), desk => desk.EndAsync(request)])
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Sqlite.AsAsync(person, act));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nobody_takes_or_closes_a_request_of_his_own_or_an_agent_those_of_the_desk(string database)
    {
        var host = portal.On(database);
        var (agent, colleague, boss) = (await host.AddAgentAsync(), await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator));
        foreach (var (by, of) in ((TestPerson, TestPerson)[])[(agent, agent), (agent, colleague), (agent, boss), (boss, boss)])
        {
            var request = await AddRequestAsync(host, of);
            Assert.Equal(RequestOutcome.NotAllowed, (await host.AsAsync(by, (RequestDesk desk) => desk.TakeAsync(request))).Outcome);
            Assert.Equal(RequestOutcome.NotAllowed, (await host.AsAsync(by, (RequestDesk desk) => desk.EndAsync(request))).Outcome);
            Assert.Equal((null, null), ((await FindAsync(host, request)).TakenById, (await FindAsync(host, request)).EndedAt));
            Assert.Equal(
                [$"RequestTaken NotAllowed request {request}", $"RequestEnded NotAllowed request {request}"],
                await host.QueryAsync(db => db.AuditEntries.Where(e => e.Kind == AuditKind.DeskRefused && e.Details!.Contains(request.ToString())).OrderBy(e => e.Sequence).Select(e => e.Details).ToListAsync()));
        }

        var another = await AddRequestAsync(host, colleague);
        Assert.Equal(RequestOutcome.Done, (await host.AsAsync(boss, (RequestDesk desk) => desk.EndAsync(another))).Outcome);
        var unknown = await AddRequestAsync(host, new TestPerson(null!, "nobody@test.example", null));
        Assert.Equal(RequestOutcome.Done, (await host.AsAsync(agent, (RequestDesk desk) => desk.TakeAsync(unknown))).Outcome);
    }

    [Fact]
    public async Task The_page_that_waits_and_the_desk_hear_of_it()
    {
        var host = portal.Sqlite;
        var (agent, request) = (await host.AddAgentAsync(), await AddRequestAsync(host));
        var (desk, page) = (new TaskCompletionSource(), new TaskCompletionSource());
        var live = host.Services.GetRequiredService<LiveBus>();
        using var _ = live.Subscribe(Desk.Requests, id => Task.FromResult(id == request.ToString() && desk.TrySetResult()));
        using var __ = live.Subscribe(Desk.Topic(request), _ => Task.FromResult(page.TrySetResult()));

        await host.AsAsync(agent, (RequestDesk requests) => requests.TakeAsync(request));

        await Task.WhenAll(desk.Task, page.Task).WaitAsync(TimeSpan.FromMinutes(1));
    }

    internal static async Task<Guid> AddRequestAsync(PortalHost host, TestPerson? person = null, bool sent = true)
    {
        var (user, now) = (person ?? await host.AddWithNeitherAsync(), host.Time.Now());
        var request = new HelpRequest
        {
            UserId = user.Id,
            Email = user.Email,
            Kind = RequestKind.CannotGetIn,
            Cause = Cause.NewPhone,
            Note = "<b>new</b> phone",
            CreatedAt = now,
            SentAt = sent ? now : null,
        };
        await host.RunAsync((IServiceProvider services) => services.GetRequiredService<Transactions>().RunAsync(effects =>
        {
            services.GetRequiredService<PortalDbContext>().HelpRequests.Add(request);
            effects.Publish(Desk.Requests, request.Id.ToString());
            return Task.FromResult(true);
        }));
        return request.Id;
    }

    private static Task<HelpRequest> FindAsync(PortalHost host, Guid id) => host.QueryAsync(database => database.HelpRequests.AsNoTracking().SingleAsync(r => r.Id == id));

    private static async Task<(AuditKind, string?)[]> AuditAsync(PortalHost host, Guid request)
    {
        var entries = await host.QueryAsync(database => database.AuditEntries.Where(e => e.Details == $"request {request}").OrderBy(e => e.Sequence).ToListAsync());
        return [.. entries.Select(e => (e.Kind, e.ActorId))];
    }
}
