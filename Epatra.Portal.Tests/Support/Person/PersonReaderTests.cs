using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Diagnosis;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Person;

/// <summary>What the page of one person is made of, and who sees it.</summary>
[Collection(PortalFixture.Collection)]
public sealed class PersonReaderTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Looking_at_a_person_is_an_entry_of_the_audit_log_once_a_minute_for_each_agent(string database)
    {
        var host = portal.On(database);
        var (agent, colleague, person) = (await host.AddAgentAsync(), await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync());
        using Visitor first = new(host.Address), second = new(host.Address);
        await first.SignInAsync(agent, host);
        await second.SignInAsync(colleague, host);
        var page = $"/support/people/{person.Id}";
        await first.GoAsync(page);
        host.Time.Advance(TimeSpan.FromSeconds(59));
        await first.GoAsync(page);
        await ReadAsync(host, agent, person); // what follows by itself is no look
        await second.GoAsync(page);
        Assert.Equal([agent.Id, colleague.Id], await LooksAsync(host, person));

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await first.GoAsync(page);
        Assert.Equal([agent.Id, colleague.Id, agent.Id], await LooksAsync(host, person));
        Assert.Null(await host.AsAsync(agent, (PersonReader reader) => reader.ReadAsync("nobody")));
        await first.GoAsync("/support/people/nobody");
        Assert.Equal(404, (int)first.Response.StatusCode);
        Assert.False(await host.QueryAsync(db => db.AuditEntries.AnyAsync(e => e.SubjectId == "nobody")));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task All_that_is_kept_of_a_person_is_there_and_what_is_over_is_not(string database)
    {
        var host = portal.On(database);
        var (agent, person, now) = (await host.AddAgentAsync(name: "Alex Agent"), await host.AddWithAuthenticatorAsync("nl"), host.Time.Now());
        await host.ChangeAsync(db =>
        {
            db.Sessions.AddRange(Session(person, now), Session(person, now.AddHours(-2)), Ended(Session(person, now), now));
            db.TrustedBrowsers.AddRange(Trusted(person, now, "a"), Trusted(person, now.AddDays(-15), "b"));
            db.HelpRequests.Add(new HelpRequest { UserId = person.Id, Kind = RequestKind.OwnLogin, Email = person.Email, CreatedAt = now, SentAt = now, Note = "<b>please</b>", TakenById = agent.Id });
            db.HelpRequests.Add(new HelpRequest { UserId = person.Id, Kind = RequestKind.CannotGetIn, Email = person.Email, CreatedAt = now }); // only reads the page
            db.Resets.Add(new AuthenticatorReset { UserId = person.Id, AgentId = agent.Id, Cause = Cause.NewPhone, Note = "lost", Proof = ResetProof.Both, AskedAt = now, DoneAt = now, State = ResetState.Done });
            db.DeskNotes.Add(new DeskNote { UserId = person.Id, AgentId = agent.Id, Action = DeskAction.Freeze, Cause = Cause.Other, Note = "stolen", At = now });
        });

        var details = (await ReadAsync(host, agent, person))!.Details!;

        Assert.Equal((person.Email, "nl", 0), (details.Email, details.Language, details.RecoveryCodesLeft));
        Assert.Equal(new BrowserView("Firefox, Windows", now, now), Assert.Single(details.Sessions));
        Assert.Equal(new BrowserView("Firefox, Windows", now, null, now.AddDays(14)), Assert.Single(details.Trusted));
        Assert.Equal(person.Email, Assert.Single(details.Entries).Account);
        Assert.Equal(new RequestView(now, RequestKind.OwnLogin, null, "<b>please</b>", "Alex Agent", null, null), Assert.Single(details.Requests));
        Assert.Equal(new ResetView(now, Cause.NewPhone, ResetProof.Both, "Alex Agent", "lost", ResetState.Done, null, now), Assert.Single(details.Resets));
        Assert.Equal(new NoteView(now, DeskAction.Freeze, Cause.Other, "Alex Agent", "stolen"), Assert.Single(details.Notes));
        Assert.Equal(3, new PersonRows(TimeZoneInfo.Utc, now).Earlier(details).Count());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_browser_that_is_asked_for_a_code_all_the_same_is_not_shown_as_trusted(string database)
    {
        var host = portal.On(database);
        var (agent, person, now) = (await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync(), host.Time.Now());
        await host.ChangeAsync(db => db.TrustedBrowsers.Add(Trusted(person, now, "a")));
        Assert.Single((await ReadAsync(host, agent, person))!.Details!.Trusted);

        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Blocked)));
        Assert.Empty((await ReadAsync(host, agent, person))!.Details!.Trusted);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_last_twenty_events_say_who_did_them_the_newest_first(string database)
    {
        var host = portal.On(database);
        var (agent, person) = (await host.AddAgentAsync(name: "Alex Agent"), await host.AddWithAuthenticatorAsync());
        for (var i = 0; i < 20; i++)
        {
            await host.AsAsync(agent, async (Transactions transactions) => await transactions.RunAsync(effects =>
            {
                effects.Audit(AuditKind.WaitLifted, person.Id);
                return Task.FromResult(true);
            }));
        }

        using Visitor visitor = new(host.Address), desk = new(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        await desk.SignInAsync(agent, host);
        await desk.GoAsync($"/support/people/{person.Id}");

        var events = (await ReadAsync(host, agent, person))!.Details!.Events;

        Assert.Equal([AuditKind.PasswordAccepted, .. Enumerable.Repeat(AuditKind.WaitLifted, 19)], events.Select(e => e.Kind)); // without the look itself
        Assert.Equal((null, "Alex Agent"), (events[0].By, events[1].By));
    }

    [Fact]
    public async Task Of_a_colleague_an_agent_sees_name_and_role_and_that_too_is_a_look()
    {
        var host = portal.Sqlite;
        var (agent, colleague) = (await host.AddAgentAsync(), await host.AddAgentAsync(Role.Administrator, name: "Ada Boss"));

        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(agent, host);
        await visitor.GoAsync($"/support/people/{colleague.Id}");

        Assert.Equal(new PersonView(colleague.Id, "Ada Boss", Role.Administrator, null), await ReadAsync(host, agent, colleague));
        Assert.Null((await ReadAsync(host, agent, agent))!.Details);
        Assert.Equal([agent.Id], await LooksAsync(host, colleague));
        Assert.NotNull((await ReadAsync(host, colleague, agent))!.Details);
    }

    [Fact]
    public async Task The_page_is_a_look_before_any_part_of_it_comes_to_life_and_says_only_the_name_by_itself()
    {
        var host = portal.Sqlite;
        var (agent, person) = (await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync(name: "Robin Renard"));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(agent, host);

        await visitor.GoAsync($"/support/people/{person.Id}");

        Assert.Equal("Robin Renard", visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain(person.Email, visitor.Html, StringComparison.Ordinal);
        Assert.Equal([agent.Id], await LooksAsync(host, person));
    }

    /// <summary>No secret, hash or network address is even in the types that reach the page.</summary>
    [Fact]
    public void Nothing_secret_reaches_the_page()
    {
        Type[] shown = [typeof(PersonView), typeof(PersonDetails), typeof(EntryEvidence), typeof(BrowserView), typeof(EventView), typeof(RequestView), typeof(ResetView), typeof(NoteView), typeof(WizardEvidence), typeof(PersonEvidence)];
        string[] secret = ["Secret", "Hash", "Token", "Seed", "Stamp", "Address"];

        Assert.Empty(shown.SelectMany(type => type.GetProperties()).Where(property => secret.Any(word => property.Name.Contains(word, StringComparison.Ordinal))).Select(property => property.Name));
    }

    private static Task<PersonView?> ReadAsync(PortalHost host, TestPerson agent, TestPerson person) => host.AsAsync(agent, (PersonReader reader) => reader.ReadAsync(person.Id));

    private static Task<List<string?>> LooksAsync(PortalHost host, TestPerson person) => host.QueryAsync(db =>
        db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.PersonSeen).OrderBy(e => e.Sequence).Select(e => e.ActorId).ToListAsync());

    private static Session Session(TestPerson person, DateTime at) => new()
    {
        UserId = person.Id,
        Factor = SecondFactor.Code,
        CreatedAt = at,
        ExpiresAt = at.AddDays(1),
        LastSeenAt = at,
        ProofAt = at,
        UserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    };

    private static Session Ended(Session session, DateTime at)
    {
        session.EndedAt = at;
        return session;
    }

    private static TrustedBrowser Trusted(TestPerson person, DateTime at, string token) => new()
    {
        UserId = person.Id,
        TokenHash = person.Id + token,
        CreatedAt = at,
        ExpiresAt = at.AddDays(14),
        UserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    };
}
