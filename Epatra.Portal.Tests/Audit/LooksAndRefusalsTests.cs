using System.Globalization;
using System.Net;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Security;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Actions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Audit;

/// <summary>Looks at people and refusals that change nothing, and are in the log all the same.</summary>
[Collection(PortalFixture.Collection)]
public sealed class LooksAndRefusalsTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task An_administrators_look_at_a_person_is_in_the_log_once_for_each_opening(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var desk = await host.AgentAsync(administrator);
        Task<int> LooksAsync() => CountAsync(host, e => e.ActorId == administrator.Id && e.SubjectId == person.Id && e.Kind == AuditKind.PersonSeen);
        await desk.GoAsync($"/people/{person.Id}");
        Assert.Equal(1, await LooksAsync());
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await desk.SubmitAsync("details-form"); // shows the page again
        Assert.Equal(1, await LooksAsync());
        await desk.GoAsync($"/people/{person.Id}");
        Assert.Equal(2, await LooksAsync());
        await desk.GoAsync("/people/nobody");
        Assert.Equal(HttpStatusCode.NotFound, desk.Response.StatusCode);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task What_somebody_did_and_the_page_of_an_act_or_of_the_data_are_looks_too(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        using var desk = await host.AgentAsync(administrator);
        foreach (var page in new[] { "/audit?actor={0}", "/audit?person={0}", "/people/{0}/lock", "/people/{0}/export" })
        {
            var person = await host.AddWithAuthenticatorAsync();
            await desk.GoAsync(string.Format(CultureInfo.InvariantCulture, page, person.Id));
            Assert.Equal((page, 1), (page, await CountAsync(host, e => e.ActorId == administrator.Id && e.SubjectId == person.Id && e.Kind == AuditKind.PersonSeen)));
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_many_who_are_found_by_a_name_those_are_looked_at_who_are_on_the_page_once_a_minute(string database)
    {
        var (host, name) = (portal.On(database), $"Looked{Guid.NewGuid():N}");
        var (administrator, shown, other) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync(name: name), await host.AddWithAuthenticatorAsync(name: name));
        using var desk = await host.AgentAsync(administrator);
        using var visitor = await host.HalfWayAsync(shown);
        Task<int> LooksAsync(TestPerson person) => CountAsync(host, e => e.ActorId == administrator.Id && e.SubjectId == person.Id && e.Kind == AuditKind.PersonSeen);
        for (var looks = 0; looks < 3; looks++)
        {
            await desk.GoAsync($"/audit?person={name}");
        }

        Assert.Equal((1, 0), (await LooksAsync(shown), await LooksAsync(other)));
        using var file = await desk.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/audit/export?actor={shown.Id}"));
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(1, await CountAsync(host, e => e.ActorId == administrator.Id && e.SubjectId == shown.Id && e.Kind == AuditKind.AuditExported));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Whoever_asks_for_a_page_without_the_right_to_it_is_led_home_and_in_the_log_once_a_minute(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        Task<int> RefusalsAsync(TestPerson who, string page) => CountAsync(host, e => e.ActorId == who.Id && e.SubjectId == who.Id && e.Kind == AuditKind.PageRefused && e.Details == page);
        using Visitor user = await host.AgentAsync(person), desk = await host.AgentAsync(agent);
        foreach (var page in new[] { "/sign-in/code", "/support", "/support", "/people" })
        {
            await user.GoAsync(page);
            Assert.Equal("/", user.At);
        }

        Assert.Equal((1, 0), (await RefusalsAsync(person, "/support"), await RefusalsAsync(person, "/people")));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await user.GoAsync($"/support/people/{agent.Id}");
        Assert.Equal(1, await RefusalsAsync(person, "/support/people/{Id}"));
        await desk.GoAsync("/support");
        await desk.GoAsync("/audit/export");
        Assert.Equal((1, 0), (await RefusalsAsync(agent, "/audit/export"), await RefusalsAsync(agent, "/support")));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_invitation_without_a_fresh_code_is_in_the_log(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        using var desk = await host.AgentAsync(administrator);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        var (outcome, _) = await host.AsAsync(administrator, (PeopleInvite invite) => invite.InviteAsync(new("Ines", $"{Guid.NewGuid():N}@test.example", "en", Accounts.Role.User, null)));
        Assert.Equal(InviteOutcome.NotFresh, outcome);
        Assert.Equal(1, await CountAsync(host, e => e.ActorId == administrator.Id && e.Kind == AuditKind.PeopleRefused && e.Details == "Invite NotFresh"));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_act_of_an_agent_whose_session_ends_while_it_waits_is_in_the_log(string database)
    {
        var host = portal.On(database);
        var (agent, person, now) = (await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync(), host.Time.GetUtcNow().UtcDateTime);
        var outcome = await host.AsAsync(agent, async (DeskOperation operation) =>
        {
            await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == agent.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now)));
            return await operation.RunAsync(person.Id, DeskAction.Freeze, new(Cause.Other, ""));
        });
        Assert.Equal(DeskOutcome.NotAllowed, outcome);
        Assert.Equal(1, await CountAsync(host, e => e.ActorId == agent.Id && e.SubjectId == person.Id && e.Kind == AuditKind.DeskRefused && e.Details == "Freeze session ended"));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_dead_link_to_stop_a_reset_is_in_the_log_and_many_from_one_address_wait_and_the_right_one_does_not(string database)
    {
        const string Address = "203.0.113.61";
        var (host, failures) = (portal.On(database), portal.On(database).Services.GetRequiredService<AddressFailures>());
        var person = await host.AddWithAuthenticatorAsync();
        using var desk = await host.AgentAsync(await host.AddAgentAsync());
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        using var visitor = new Visitor(host.Address, from: Address);
        await visitor.GoAsync((await host.MailAsync(person, "Your authenticator will be reset")).Link("/cancel-reset"));
        var right = visitor.Prepare("cancel-form");
        Spend(failures, Address);
        foreach (var status in new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests })
        {
            using var answer = await visitor.SendAsync(MadeUp(visitor.Prepare("cancel-form"), "/cancel-reset"));
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(1, await CountAsync(host, e => e.Address == Address && e.Kind == AuditKind.ResetLinkRefused));
        }

        using var stopped = await visitor.SendAsync(right);
        Assert.Contains("The reset was stopped.", await stopped.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_link_back_that_was_used_is_in_the_log_when_it_is_used_again(string database)
    {
        var (host, person) = (portal.On(database), await portal.On(database).AddWithAuthenticatorAsync());
        using var desk = await host.AgentAsync(await host.AddAgentAsync());
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest));
        using var caller = new Visitor(host.Address);
        await caller.SignInWithPasswordAsync(person, (await host.MailAsync(person, "Support helps you back in")).Link("/help/back"));
        var (first, second) = (caller.Prepare("back-form"), caller.Prepare("back-form"));
        using var used = await caller.SendAsync(first);
        Assert.Equal(HttpStatusCode.Redirect, used.StatusCode);
        using var refused = await caller.SendAsync(second);
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal(1, await CountAsync(host, e => e.SubjectId == person.Id && e.Kind == AuditKind.RequestLinkRefused));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_dead_invitation_that_is_to_be_renewed_is_in_the_log_and_counts_for_its_address(string database)
    {
        const string Address = "203.0.113.62";
        var (host, failures) = (portal.On(database), portal.On(database).Services.GetRequiredService<AddressFailures>());
        var person = await host.InviteAsync(await host.AddAdministratorAsync());
        var link = await host.LinkAsync(person);
        host.Time.Advance(TimeSpan.FromDays(Invitations.Days));
        using var visitor = new Visitor(host.Address, from: Address);
        await visitor.GoAsync(link);
        await host.QueryAsync(db => db.Invitations.Where(i => i.UserId == person.Id).ExecuteUpdateAsync(i => i.SetProperty(x => x.EndedAt, x => x.CreatedAt).SetProperty(x => x.EndedBy, InvitationEnd.Withdrawn)));
        Spend(failures, Address);
        using var madeUp = await visitor.SendAsync(MadeUp(visitor.Prepare("renew-form"), "/invitation"));
        using var withdrawn = await visitor.SendAsync(visitor.Prepare("renew-form"));
        Assert.Equal([null, person.Id], await host.QueryAsync(db => db.AuditEntries.Where(e => e.Address == Address && e.Kind == AuditKind.InvitationRefused && e.Details == "renewal").OrderBy(e => e.Sequence).Select(e => e.SubjectId).ToListAsync()));
        Assert.NotEqual(TimeSpan.Zero, failures.Wait(Address));
    }

    /// <summary>All but one of an address.</summary>
    private static void Spend(AddressFailures failures, string address)
    {
        for (var i = 1; i < AddressFailures.Burst; i++)
        {
            failures.Count(address);
        }
    }

    private static HttpRequestMessage MadeUp(HttpRequestMessage request, string path)
    {
        request.RequestUri = new Uri($"{path}?token=made-up", UriKind.Relative);
        return request;
    }

    private static Task<int> CountAsync(PortalHost host, System.Linq.Expressions.Expression<Func<AuditEntry, bool>> which) => host.QueryAsync(db => db.AuditEntries.CountAsync(which));
}
