using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Actions;

/// <summary>What an agent does without any page: who may act is decided by the operation itself.</summary>
[Collection(PortalFixture.Collection)]
public sealed class DeskOperationTests(PortalFixture portal)
{
    private static readonly DeskWish Wish = new(Cause.Other, "as the story says");

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whoever_may_not_act_on_somebody_is_refused_whatever_it_is_and_the_log_says_so(string database)
    {
        var host = portal.On(database);
        var (agent, colleague, boss, user) = (await host.AddAgentAsync(), await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator), await host.AddWithNeitherAsync());
        (TestPerson By, TestPerson On)[] pairs = [(agent, colleague), (agent, boss), (agent, agent), (boss, boss)];
        foreach (var action in Enum.GetValues<DeskAction>())
        {
            foreach (var (by, on) in pairs)
            {
                Assert.Equal(DeskOutcome.NotAllowed, await RunAsync(host, by, on, action));
            }

            await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(host, user, colleague, action));
        }

        Assert.Equal(DeskOutcome.NotAllowed, await RunAsync(host, agent, user, DeskAction.SharedMailbox));
        foreach (var (by, on) in pairs)
        {
            var refused = await host.QueryAsync(db => db.AuditEntries.Where(e => e.Kind == AuditKind.DeskRefused && e.ActorId == by.Id && e.SubjectId == on.Id).OrderBy(e => e.Sequence).Select(e => e.Details).ToListAsync());
            Assert.Equal(Enum.GetValues<DeskAction>().Select(action => $"{action} NotAllowed"), refused);
        }

        string[] spared = [agent.Id, colleague.Id, boss.Id, user.Id];
        Assert.False(await host.QueryAsync(db => db.DeskNotes.AnyAsync(n => spared.Contains(n.UserId))));
        Assert.False(await host.QueryAsync(db => db.Users.AnyAsync(u => spared.Contains(u.Id) && (u.FrozenAt != null || u.SharedMailbox || u.UnderAttackUntil != null || u.ResetDueAt != null))));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_freeze_ends_every_session_once_and_is_noted(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);

        Assert.Equal(DeskOutcome.Done, await RunAsync(host, agent, person, DeskAction.Freeze));
        Assert.Equal(DeskOutcome.NothingToDo, await RunAsync(host, agent, person, DeskAction.Freeze));

        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
        Assert.NotNull(await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.FrozenAt).SingleAsync()));
        Assert.Equal([(DeskAction.Freeze, agent.Id, Wish.Note)], await NotesAsync(host, person));
        Assert.Equal(DeskOutcome.NotAllowed, await RunAsync(host, agent, person, DeskAction.Unfreeze)); // it takes a reset
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_end_of_all_sessions_signs_out_and_nothing_more(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);

        Assert.Equal(DeskOutcome.Done, await RunAsync(host, agent, person, DeskAction.EndSessions));

        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
        host.Time.Advance(TimeSpan.FromSeconds(30)); // a code of its own
        using var again = new Visitor(host.Address);
        await again.SignInAsync(person, host);
        Assert.Equal("/", again.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_password_link_goes_to_the_address_on_file(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);

        Assert.Equal(DeskOutcome.Done, await RunAsync(host, agent, person, DeskAction.PasswordLink));
        await host.SendLinksAsync();

        var mail = Assert.Single(await host.MailsAsync(person));
        Assert.Equal(person.Email, mail.To);
        Assert.NotEqual("", mail.Link("/password/reset"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_administrator_marks_a_mailbox_as_shared_and_takes_it_back(string database)
    {
        var (host, _, person) = await PeopleAsync(database);
        var boss = await host.AddAgentAsync(Role.Administrator);
        foreach (var shared in (bool[])[true, false])
        {
            Assert.Equal(DeskOutcome.Done, await RunAsync(host, boss, person, DeskAction.SharedMailbox));
            Assert.Equal(shared, await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.SharedMailbox).SingleAsync()));
        }

        Assert.Equal(
            [AuditKind.MailboxShared, AuditKind.MailboxOwn],
            await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.ActorId == boss.Id).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_announced_reset_is_cancelled_once_and_never_takes_effect(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        Assert.Equal(DeskOutcome.NothingToDo, await RunAsync(host, agent, person, DeskAction.CancelReset));
        Assert.Equal(DeskOutcome.Announced, await RunAsync(host, agent, person, DeskAction.DelayedReset));

        Assert.Equal(DeskOutcome.Done, await RunAsync(host, agent, person, DeskAction.CancelReset));
        Assert.Equal(DeskOutcome.NothingToDo, await RunAsync(host, agent, person, DeskAction.CancelReset));

        Assert.Null(await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.ResetDueAt).SingleAsync()));
        Assert.Equal((ResetState.Cancelled, null), await host.QueryAsync(db => db.Resets.Where(r => r.UserId == person.Id).Select(r => new ValueTuple<ResetState, DateTime?>(r.State, r.DoneAt)).SingleAsync()));
        Assert.Equal(Authenticators.AuthenticatorState.Active, await host.StateAsync(person));
    }

    private async Task<(PortalHost Host, TestPerson Agent, TestPerson Person)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        return (host, await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync());
    }

    private static Task<DeskOutcome> RunAsync(PortalHost host, TestPerson by, TestPerson on, DeskAction action) =>
        host.AsAsync(by, (DeskOperation operation) => operation.RunAsync(on.Id, action, Wish));

    private static Task<List<(DeskAction, string, string)>> NotesAsync(PortalHost host, TestPerson person) => host.QueryAsync(db =>
        db.DeskNotes.Where(n => n.UserId == person.Id).Select(n => new ValueTuple<DeskAction, string, string>(n.Action, n.AgentId!, n.Note)).ToListAsync());
}
