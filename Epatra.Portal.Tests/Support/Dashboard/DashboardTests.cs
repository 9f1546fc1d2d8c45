using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Support.Dashboard;

[Collection(PortalFixture.Collection)]
public sealed class DashboardTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_request_is_there_with_who_asks_and_who_has_it(string database)
    {
        var host = portal.On(database);
        var agent = await host.AddAgentAsync(name: "Ans");
        var person = await host.AddWithNeitherAsync();
        var request = await RequestDeskTests.AddRequestAsync(host, person);
        await host.AsAsync(agent, (RequestDesk desk) => desk.TakeAsync(request));

        var shown = (await ReadAsync(host)).Requests.Single(r => r.Id == request);

        Assert.Equal((person.Id, "Robin Test", person.Email, "Ans", Cause.NewPhone), (shown.UserId, shown.Name, shown.Email, shown.TakenBy, shown.Cause));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_somebody_of_the_desk_writes_is_for_administrators(string database)
    {
        var host = portal.On(database);
        var (agent, boss, person) = (await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator), await host.AddWithNeitherAsync());
        var requests = new[] { await RequestDeskTests.AddRequestAsync(host, boss), await RequestDeskTests.AddRequestAsync(host, person) };

        Assert.Equal([null, "<b>new</b> phone"], await NotesAsync(agent));
        Assert.Equal(["<b>new</b> phone", "<b>new</b> phone"], await NotesAsync(boss));

        async Task<IEnumerable<string?>> NotesAsync(TestPerson viewer)
        {
            var shown = (await host.AsAsync(viewer, (DashboardView view) => view.ReadAsync())).Snapshot.Requests;
            return requests.Select(id => shown.Single(r => r.Id == id).Note);
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task How_somebody_of_the_desk_fares_with_codes_is_for_administrators(string database)
    {
        var host = portal.On(database);
        var (agent, boss) = (await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator));
        using var visitor = await host.HalfWayAsync(boss);
        await visitor.SubmitCodeAsync("12345");
        var now = host.Time.Now();
        await host.ChangeAsync(db => db.Resets.Add(new AuthenticatorReset { UserId = boss.Id, AgentId = agent.Id, Cause = Cause.Other, Note = "", Proof = ResetProof.Delay, AskedAt = now, State = ResetState.Announced, DueAt = now.AddDays(9) }));

        await host.RunAsync(async (Transactions transactions) => await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.RecoveryCodeUsed, boss.Id);
            return Task.FromResult(true);
        }));

        Assert.Equal((0, 0, "PasswordAccepted"), await SeenByAsync(agent));
        Assert.Equal((1, 1, "RecoveryCodeUsed CodeRefused PasswordAccepted"), await SeenByAsync(boss));

        async Task<(int Stuck, int Resets, string Feed)> SeenByAsync(TestPerson viewer)
        {
            var shown = (await ReadAsync(host)).SeenBy(await host.QueryAsync(db => db.Users.Where(u => u.Id == viewer.Id).Select(u => u.Role).SingleAsync()));
            return (shown.Stuck.Count(s => s.UserId == boss.Id), shown.Resets.Count(r => r.UserId == boss.Id), string.Join(' ', shown.Feed.Where(item => item.SubjectId == boss.Id).Select(item => item.Kind)));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Somebody_whose_codes_are_refused_is_there_until_a_code_is_right(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -270));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await visitor.SubmitCodeAsync("12345");

        var stuck = Assert.Single((await ReadAsync(host)).Stuck, p => p.UserId == person.Id);
        Assert.Equal((null, 2, CodeOutcome.NotACode), (stuck.Step, stuck.Attempts, stuck.LastError));

        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.DoesNotContain((await ReadAsync(host)).Stuck, p => p.UserId == person.Id);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_wizard_is_there_with_its_step_until_it_is_left(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithGrantAsync();
        await AddWizardAsync(host, person, host.Time.Now());

        var stuck = Assert.Single((await ReadAsync(host)).Stuck, p => p.UserId == person.Id);
        Assert.Equal((WizardStep.Code, AuthenticatorApp.Google, 3, CodeOutcome.Wrong), (stuck.Step, stuck.App, stuck.Attempts, stuck.LastError));

        var left = await host.AddWithGrantAsync();
        await AddWizardAsync(host, left, host.Time.Now().AddMinutes(-20));
        Assert.DoesNotContain((await ReadAsync(host)).Stuck, p => p.UserId == left.Id);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_feed_and_the_figures_of_the_day_go_on_where_they_stopped(string database)
    {
        var host = portal.On(database);
        using var board = host.NewBoard();
        var before = await board.ReadAsync();
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync("12345");
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));

        var after = await host.SeesAsync(board, picture => picture.Today.SignIns > before.Today.SignIns);

        Assert.Equal((before.Today.SignIns + 1, before.Today.RefusedCodes + 1), (after.Today.SignIns, after.Today.RefusedCodes));
        var own = after.Feed.Where(item => item.SubjectId == person.Id).ToList();
        Assert.Equal([AuditKind.SignedIn, AuditKind.CodeAccepted, AuditKind.CodeRefused, AuditKind.PasswordAccepted], own.Select(item => item.Kind));
        Assert.All(own, item => Assert.Equal("Robin Test", item.Subject));
        Assert.Equal(after.Feed.Count, after.Feed.Select(item => item.Sequence).Distinct().Count());

        using var late = host.NewBoard();
        Assert.Equal(after.Today, (await late.ReadAsync()).Today);
    }

    [Fact]
    public async Task An_import_is_a_few_lines_of_the_feed_and_not_one_a_person()
    {
        await using var host = await PortalHost.StartAsync();
        using var board = host.NewBoard();
        var invited = await host.InviteAsync(await host.AddAdministratorAsync());
        var company = ImportActions.NewCompany();
        await host.FinishAsync(await host.BeginAsync($"name,email,password_hash\nNew,new@{company}.example,\nMoved,moved@{company}.example,{ImportActions.OldHash()}"));

        var picture = await host.SeesAsync(board, one => one.Feed.Any(item => item.Kind == AuditKind.ImportEnded));

        var seen = picture.Feed.Where(item => item.Kind != AuditKind.SetUpLinkMade).ToList(); // of the start
        Assert.Equal([AuditKind.ImportEnded, AuditKind.PeopleImported, AuditKind.ImportStarted, AuditKind.PersonInvited], seen.Select(item => item.Kind));
        Assert.Equal(invited.Id, seen[^1].SubjectId);
    }

    [Fact]
    public async Task A_day_begins_at_midnight_of_the_portals_zone()
    {
        await using var host = await PortalHost.StartAsync(DatabaseProvider.Sqlite, ("Portal:TimeZone", "Asia/Tokyo"));
        using var board = host.NewBoard();
        var person = await host.AddWithAuthenticatorAsync();
        host.Time.Advance(TimeSpan.FromHours(25) - host.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(9)).TimeOfDay); // to one in the morning
        await SignInAsync(host, person);
        var picture = await host.SeesAsync(board, one => one.Today.SignIns == 1);

        host.Time.Advance(TimeSpan.FromHours(23) - TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await host.SeesAsync(board, next => next != picture)).Today.SignIns);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.SeesAsync(board, next => next.Today.SignIns == 0);

        await SignInAsync(host, person);
        await host.SeesAsync(board, next => next.Today.SignIns == 1);
        using var late = host.NewBoard();
        Assert.Equal(1, (await late.ReadAsync()).Today.SignIns);
    }

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.PostgreSql))]
    public async Task The_figures_count_also_what_the_lists_do_not_hold_and_say_what_is_of_all_companies(string provider)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(provider));
        var (administrator, agent, person) = (await host.AddAdministratorAsync(), await host.AddAgentAsync(), await host.AddWithGrantAsync());
        await host.SetAsync(person, u => u.Company = "Noord");
        await AddWizardAsync(host, person, host.Time.Now());
        await host.ChangeAsync(db => db.HelpRequests.AddRange(Enumerable.Range(0, 501).Select(i => new HelpRequest
        {
            UserId = i == 500 ? null : person.Id,
            Email = person.Email,
            Kind = RequestKind.OwnLogin,
            CreatedAt = host.Time.Now(),
            SentAt = host.Time.Now(),
        })));

        var all = await host.AsAsync(administrator, (DashboardView dashboard) => dashboard.ReadAsync());
        Assert.Equal((500, 501, 1, false), (all.Snapshot.Requests.Count, all.Snapshot.Today.OpenRequests, all.Snapshot.Today.OpenWizards, all.Snapshot.Today.IsLimited));
        await host.AsAsync(administrator, (PersonChanges changes) => changes.LimitAsync(agent.Id, ["Noord"]));
        var own = (await host.AsAsync(agent, (DashboardView dashboard) => dashboard.ReadAsync())).Snapshot.Today;
        Assert.Equal((500, 1, true), (own.OpenRequests, own.OpenWizards, own.IsLimited));
        await host.AsAsync(administrator, (PersonChanges changes) => changes.LimitAsync(agent.Id, ["Zuid"]));
        own = (await host.AsAsync(agent, (DashboardView dashboard) => dashboard.ReadAsync())).Snapshot.Today;
        Assert.Equal((0, 0), (own.OpenRequests, own.OpenWizards));
    }

    [Fact]
    public async Task All_who_watch_are_given_the_same_picture_until_something_happens()
    {
        await using var host = await PortalHost.StartAsync();
        var agent = await host.AddAgentAsync(Role.Administrator);
        var board = host.Services.GetRequiredService<DashboardBoard>();
        var first = await board.ReadAsync();
        Assert.Same(first, (await host.AsAsync(agent, (DashboardView dashboard) => dashboard.ReadAsync())).Snapshot);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => board.ReadAsync())), same => Assert.Same(first, same));

        await RequestDeskTests.AddRequestAsync(host);
        Assert.NotSame(first, await host.SeesAsync(board, picture => picture.Requests.Count == 1));
    }

    [Fact]
    public async Task Only_the_desk_sees_it()
    {
        var person = await portal.Sqlite.AddWithNeitherAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Sqlite.AsAsync(person, (DashboardView dashboard) => dashboard.ReadAsync()));
    }

    private static async Task<DashboardSnapshot> ReadAsync(PortalHost host)
    {
        using var board = host.NewBoard();
        return await board.ReadAsync();
    }

    private static async Task SignInAsync(PortalHost host, TestPerson person)
    {
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
    }

    private static Task<int> AddWizardAsync(PortalHost host, TestPerson person, DateTime at) => host.QueryAsync(async database =>
    {
        database.WizardRuns.Add(new WizardRun
        {
            UserId = person.Id,
            GrantId = await database.EnrollmentGrants.Where(g => g.UserId == person.Id).Select(g => g.Id).SingleAsync(),
            BrowserHash = "a browser",
            Step = WizardStep.Code,
            App = AuthenticatorApp.Google,
            StartedAt = at,
            StepAt = at,
            Attempts = 3,
            LastError = CodeOutcome.Wrong,
        });
        return await database.SaveChangesAsync();
    });
}
