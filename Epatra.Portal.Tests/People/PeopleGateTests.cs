using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People;

/// <summary>Who acts on people, and what an act ends.</summary>
[Collection(PortalFixture.Collection)]
public sealed class PeopleGateTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task Users_and_agents_get_none_of_the_pages_and_none_of_the_operations(string database)
    {
        var host = portal.On(database);
        var (user, agent, person) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync());
        string[] paths =
        [
            "/people", "/people/invite", "/people/bulk?act=lock&ids=" + person.Id, "/people/expiry", $"/people/{person.Id}",
            .. Enum.GetValues<PersonAction>().Select(action => $"/people/{person.Id}/{PeopleWords.Path(action)}"),
        ];
        foreach (var somebody in new[] { user, agent })
        {
            using var visitor = await host.AgentAsync(somebody);
            foreach (var path in paths)
            {
                await visitor.GoAsync(path);
                Assert.Equal((path, "/"), (path, visitor.At)); // whoever may not is led home
                Assert.DoesNotContain(person.Email, visitor.Html);
            }

            await Assert.ThrowsAsync<InvalidOperationException>(() => host.ActAsync(somebody, person, PersonAction.Lock));
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.InviteAsync(somebody));
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(somebody, (PeopleList list) => list.ReadAsync(new(), null)));
        }

        using var stranger = new Visitor(host.Address);
        foreach (var path in paths)
        {
            await stranger.GoAsync(path);
            Assert.StartsWith("/sign-in", stranger.At);
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Two_administrators_who_demote_each_other_at_once_leave_one(string database)
    {
        var host = portal.On(database);
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (await host.AddAdministratorAsync(), await host.AddAdministratorAsync());
            var outcomes = await Task.WhenAll(TryAsync(host, one, other), TryAsync(host, other, one));
            Assert.Single(outcomes, outcome => outcome == PersonOutcome.Done);
            Assert.Equal(1, await host.QueryAsync(db => db.Users.CountAsync(u => (u.Id == one.Id || u.Id == other.Id) && u.Role == Role.Administrator)));
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_administrator_neither_locks_nor_freezes_nor_demotes_nor_deletes_himself_and_the_last_one_is_known(string database)
    {
        var host = portal.On(database);
        var (administrator, user) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        var now = host.Time.GetUtcNow().UtcDateTime;
        await host.QueryAsync(db => db.Users.Where(u => u.Role == Role.Administrator && u.Id != administrator.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now)));
        Assert.True(await host.QueryAsync(async db => await PeopleGate.IsLastAsync(db, await db.Users.SingleAsync(u => u.Id == administrator.Id))));
        Assert.Equal(
            [PersonOutcome.LastAdministrator, PersonOutcome.LastAdministrator, PersonOutcome.LastAdministrator, PersonOutcome.LastAdministrator],
            [await host.ActAsync(administrator, administrator, PersonAction.Lock), await host.ActAsync(administrator, administrator, PersonAction.Freeze), await host.ActAsync(administrator, administrator, PersonAction.Delete), await DemoteAsync(host, administrator, administrator)]);
        var other = await host.AddAdministratorAsync();
        Assert.Equal((PersonOutcome.Oneself, PersonOutcome.Oneself), (await DemoteAsync(host, administrator, administrator), await host.ActAsync(administrator, administrator, PersonAction.Freeze)));
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, other, PersonAction.Freeze));
        Assert.Equal(PersonOutcome.LastAdministrator, await host.ActAsync(administrator, administrator, PersonAction.Freeze)); // one who is frozen administers nothing
        Assert.Equal(PersonOutcome.Done, await host.AsAsync(administrator, (PersonChanges changes) => changes.ChangeRoleAsync(user.Id, Role.Agent)));
        Assert.Equal(7, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == administrator.Id && e.Kind == AuditKind.PeopleRefused)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Another_role_and_a_lock_end_sessions_and_trust_and_only_the_right_state_comes_back(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var browser = await host.AgentAsync(person);
        await host.ChangeAsync(db => db.TrustedBrowsers.Add(new TrustedBrowser { UserId = person.Id, TokenHash = Guid.NewGuid().ToString(), CreatedAt = host.Time.GetUtcNow().UtcDateTime, ExpiresAt = host.Time.GetUtcNow().UtcDateTime.AddDays(14) }));
        Assert.Equal(PersonOutcome.Done, await host.AsAsync(administrator, (PersonChanges changes) => changes.ChangeRoleAsync(person.Id, Role.Agent)));
        await browser.GoAsync("/");
        Assert.StartsWith("/sign-in", browser.At);
        Assert.False(await host.QueryAsync(db => db.TrustedBrowsers.AnyAsync(b => b.UserId == person.Id && b.EndedAt == null)));

        using var again = await host.AgentAsync(person);
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Lock));
        await again.GoAsync("/support");
        Assert.StartsWith("/sign-in", again.At);
        await again.SignInWithPasswordAsync(person);
        Assert.NotNull(again.Error);
        Assert.Equal(PersonState.Locked, await host.StateAsync(administrator, person));
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Unlock));
        Assert.Equal(PersonState.Active, await host.StateAsync(administrator, person));
        Assert.Equal(Role.Agent, (await host.FindAsync(person)).Role);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_freeze_ends_what_is_open_tells_the_person_and_leaves_its_end_to_the_desk(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var browser = await host.AgentAsync(person);
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/{person.Id}");
        Assert.Equal(("active", null), (desk.Text("state"), desk.Text("frozen"))); // before the live part is there
        await desk.GoAsync($"/people/{person.Id}/freeze");
        Assert.NotNull(desk.Page.QuerySelector($"form a[href='/support/people/{person.Id}']"));
        await desk.SubmitAsync("act-form");

        Assert.Equal("Done: Freeze the account.", desk.Text("notice"));
        Assert.NotNull(desk.Page.QuerySelector($"[data-testid=frozen] a[href='/support/people/{person.Id}']"));
        Assert.Null(desk.Page.QuerySelector("[data-testid=act-freeze]"));
        Assert.Equal("frozen", desk.Text("state"));
        await browser.GoAsync("/");
        Assert.StartsWith("/sign-in", browser.At);
        Assert.Equal(PersonState.Frozen, await host.StateAsync(administrator, person));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.ActorId == administrator.Id && e.Kind == AuditKind.AccountFrozen)));
        Assert.Contains(await host.MailsAsync(person), mail => mail.Subject == "Your account is frozen");
        Assert.Equal(PersonOutcome.NothingToDo, await host.ActAsync(administrator, person, PersonAction.Freeze));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_act_asks_for_a_code_and_stays_undone_without_it(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var desk = await host.AgentAsync(administrator);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        await desk.GoAsync($"/people/{person.Id}/lock");
        await desk.SubmitAsync("act-form");
        Assert.NotNull(desk.Error);
        Assert.Equal(PersonOutcome.NotFresh, await host.ActAsync(administrator, person, PersonAction.Lock));
        Assert.Null((await host.FindAsync(person)).DisabledAt);
        await desk.SubmitAsync("act-form", ("Input.Code", await Phone.CodeAsync(administrator.Secret!, host.Time.GetUtcNow())));
        Assert.Equal($"/people/{person.Id}?notice=lock", desk.At);
        Assert.NotNull((await host.FindAsync(person)).DisabledAt);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Details_are_changed_on_the_page_and_found_by_the_search(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/{person.Id}");
        var company = $"Zeewind {Guid.NewGuid():N}";
        await desk.SubmitAsync("details-form", ("Input.Name", "Wiebe de Zeeman"), ("Input.Company", company), ("Input.Language", "fr"), ("Input.Phone", "+32 3 808 08 35"));
        Assert.Equal("Done: Details.", desk.Text("notice"));
        var changed = await host.FindAsync(person);
        Assert.Equal(("Wiebe de Zeeman", company, "fr", "+32 3 808 08 35"), (changed.Name, changed.Company, changed.Language, changed.PhoneNumber));
        var found = await host.AsAsync(administrator, (PeopleList list) => list.ReadAsync(new(Search: $"wiebe {company[8..20]}"), null));
        Assert.Equal(person.Id, Assert.Single(found.Rows).Id);
        Assert.Contains(company, await host.AsAsync(administrator, (PeopleList list) => list.CompaniesAsync()));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task What_was_proven_and_granted_before_a_lock_or_another_role_does_not_come_back_to_life(string database)
    {
        var host = portal.On(database);
        var (administrator, agent) = (await host.AddAdministratorAsync(), await host.AddAgentAsync());
        using var desk = await host.AgentAsync(agent);
        foreach (var act in new Func<TestPerson, Task<PersonOutcome>>[] { LockAndUnlockAsync, person => host.AsAsync(administrator, (PersonChanges changes) => changes.ChangeRoleAsync(person.Id, Role.Agent)) })
        {
            var (person, now) = (await host.AddWithAuthenticatorAsync(), host.Time.Now());
            using var caller = await host.AskForHelpAsync(person);
            Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
            await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
            Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest, ("Input.Agree", "true")));
            await host.ChangeAsync(db => db.EnrollmentGrants.AddRange(Enum.GetValues<GrantKind>().Select(kind => new EnrollmentGrant { UserId = person.Id, Kind = kind, CreatedAt = now, ExpiresAt = now.AddHours(2) })));

            Assert.Equal(PersonOutcome.Done, await act(person));

            Assert.Equal([GrantKind.First], await host.QueryAsync(db => db.EnrollmentGrants.Where(g => g.UserId == person.Id && g.UsedAt == null).Select(g => g.Kind).ToListAsync()));
            var requests = await host.QueryAsync(db => db.HelpRequests.AsNoTracking().Where(r => r.UserId == person.Id && r.EndedAt == null).ToListAsync());
            Assert.Equal(2, requests.Count);
            Assert.All(requests, r => Assert.Equal((null, null, null, null), (r.SupportCodeAt, r.MailCodeAt, r.AgreedById, r.LinkHash)));
        }

        async Task<PersonOutcome> LockAndUnlockAsync(TestPerson person)
        {
            Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Lock));
            var meanwhile = host.Time.Now();
            await host.ChangeAsync(db => db.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.Reset, CreatedAt = meanwhile, ExpiresAt = meanwhile.AddHours(24) }));
            return await host.ActAsync(administrator, person, PersonAction.Unlock);
        }
    }

    /// <summary>Null for somebody who has no rights any more before it begins.</summary>
    private static async Task<PersonOutcome?> TryAsync(PortalHost host, TestPerson who, TestPerson whom)
    {
        try
        {
            return await DemoteAsync(host, who, whom);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Task<PersonOutcome> DemoteAsync(PortalHost host, TestPerson who, TestPerson whom) =>
        host.AsAsync(who, (PersonChanges changes) => changes.ChangeRoleAsync(whom.Id, Role.User));
}
