using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People;

/// <summary>The list, its filters and what is done to many of it.</summary>
[Collection(PortalFixture.Collection)]
public sealed class PeopleListTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task Nobody_is_in_the_wizard_any_more_whose_right_to_it_has_run_out(string database)
    {
        var (host, now) = (portal.On(database), portal.On(database).Time.GetUtcNow().UtcDateTime);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithGrantAsync());
        Task<IReadOnlyList<ListedPerson>> RowsAsync() => host.AsAsync(administrator, (PeopleList list) => list.RowsAsync([person.Id]));
        Assert.NotNull(await (await WizardBrowser.OpenAsync(host, person)).OpenWizardAsync());
        Assert.Equal(WizardStep.App, Assert.Single(await RowsAsync()).Step);

        await host.QueryAsync(db => db.EnrollmentGrants.Where(g => g.UserId == person.Id).ExecuteUpdateAsync(g => g.SetProperty(x => x.ExpiresAt, now)));
        Assert.Null(Assert.Single(await RowsAsync()).Step);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Each_state_is_asked_for_and_shown_alike(string database)
    {
        var (host, company) = (portal.On(database), $"States {Guid.NewGuid():N}");
        var administrator = await host.AddAdministratorAsync();
        var people = new Dictionary<PersonState, TestPerson>
        {
            [PersonState.Invited] = await host.InviteAsync(administrator),
            [PersonState.Opened] = await host.InviteAsync(administrator),
            [PersonState.InvitationOver] = await host.InviteAsync(administrator),
            [PersonState.Withdrawn] = await host.InviteAsync(administrator),
            [PersonState.PasswordSet] = await host.AddWithGrantAsync(),
            [PersonState.Active] = await host.AddWithAuthenticatorAsync(),
            [PersonState.Locked] = await host.AddWithAuthenticatorAsync(),
            [PersonState.Frozen] = await host.AddWithAuthenticatorAsync(),
        };
        var now = host.Time.GetUtcNow().UtcDateTime;
        await host.QueryAsync(db => db.Invitations.Where(i => i.UserId == people[PersonState.Opened].Id).ExecuteUpdateAsync(i => i.SetProperty(x => x.OpenedAt, now)));
        await host.QueryAsync(db => db.Invitations.Where(i => i.UserId == people[PersonState.InvitationOver].Id).ExecuteUpdateAsync(i => i.SetProperty(x => x.ExpiresAt, now)));
        await host.ActAsync(administrator, people[PersonState.Withdrawn], PersonAction.Withdraw);
        await host.ActAsync(administrator, people[PersonState.Locked], PersonAction.Lock);
        await host.SetAsync(people[PersonState.Frozen], u => u.FrozenAt = now);
        foreach (var person in people.Values)
        {
            await host.SetAsync(person, u => u.Company = company);
        }

        foreach (var (state, person) in people)
        {
            var found = await host.AsAsync(administrator, (PeopleList list) => list.ReadAsync(new(Company: company, State: state.ToString()), null));
            Assert.Equal((state, person.Id), Assert.Single(found.Rows.Select(row => (row.State, row.Id))));
            var searched = await host.AsAsync(administrator, (PeopleList list) => list.ReadAsync(new(Search: company[7..], State: state.ToString()), null));
            Assert.Equal(person.Id, Assert.Single(searched.Rows).Id);
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Whose_authenticator_is_blocked_has_an_app_all_the_same(string database)
    {
        var (host, company) = (portal.On(database), $"Blocked {Guid.NewGuid():N}");
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        await host.SetAsync(person, u => u.Company = company);
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Blocked)));

        foreach (var state in Enum.GetValues<PersonState>())
        {
            var found = await host.AsAsync(administrator, (PeopleList list) => list.ReadAsync(new(Company: company, State: state.ToString()), null));
            Assert.Equal(state == PersonState.Active ? [state] : [], found.Rows.Select(row => row.State));
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Page_after_page_shows_everybody_once_also_those_of_one_moment(string database)
    {
        var (host, company) = (portal.On(database), $"Pages {Guid.NewGuid():N}");
        var administrator = await host.AddAdministratorAsync();
        var invited = await host.AsAsync(administrator, async (IServiceProvider services) =>
        {
            var (transactions, invitations) = ((Data.Transactions)services.GetService(typeof(Data.Transactions))!, (Invitations)services.GetService(typeof(Invitations))!);
            return await transactions.RunAsync(effects => Task.FromResult(invitations.Invite(
                Enumerable.Range(0, 120).Select(i => new Invitee($"Person {i}", $"{Guid.NewGuid():N}@test.example", i % 2 == 0 ? "nl" : "fr", Company: company)), effects).Select(u => u.Id).ToList()));
        });
        foreach (var filter in new PeopleFilter[] { new(Company: company), new(Search: company[6..]) })
        {
            List<string> seen = [];
            string? after = null;
            do
            {
                var part = await host.AsAsync(administrator, (PeopleList list) => list.ReadAsync(filter, after));
                (seen, after) = ([.. seen, .. part.Rows.Select(row => row.Id)], part.Next);
            }
            while (after is not null);
            Assert.Equal(invited.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        }

        Assert.Equal(60, (await host.AsAsync(administrator, (PeopleList list) => list.IdsAsync(new(Company: company, Language: "fr"), 1_000))).Count);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Many_who_are_invited_anew_are_not_those_whose_invitation_was_withdrawn(string database)
    {
        var (host, company) = (portal.On(database), $"Anew {Guid.NewGuid():N}");
        var administrator = await host.AddAdministratorAsync();
        var (invited, withdrawn) = (await host.InviteAsync(administrator, company: company), await host.InviteAsync(administrator, company: company));
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, withdrawn, PersonAction.Withdraw));
        host.Time.Advance(TimeSpan.FromMinutes(10));

        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/bulk?act=resend&all=true&company={Uri.EscapeDataString(company)}");
        Assert.Equal("People to whom it happens: 1", desk.Text("bulk-count"));
        Assert.Equal("IsLocked", Assert.Single(desk.Page.QuerySelectorAll("[data-testid=bulk-left]")).GetAttribute("data-why"));
        var outcomes = await host.AsAsync(administrator, (PersonChanges changes) => changes.RunAsync([invited.Id, withdrawn.Id], PersonAction.Resend));
        Assert.Equal((PersonOutcome.Done, PersonOutcome.IsLocked), (outcomes[invited.Id], outcomes[withdrawn.Id]));
        Assert.NotNull((await host.FindAsync(withdrawn)).DisabledAt);

        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, withdrawn, PersonAction.Resend)); // on the own page
        Assert.Null((await host.FindAsync(withdrawn)).DisabledAt);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_preview_says_to_how_many_it_happens_and_who_is_left_out_and_the_act_does_just_that(string database)
    {
        var (host, company) = (portal.On(database), $"Bulk {Guid.NewGuid():N}");
        var administrator = await host.AddAdministratorAsync();
        var (one, locked, invited) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync(), await host.InviteAsync(administrator));
        await host.ActAsync(administrator, locked, PersonAction.Lock);
        foreach (var person in new[] { one, locked, invited, administrator })
        {
            await host.SetAsync(person, u => u.Company = company);
        }

        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/bulk?act=lock&all=true&company={Uri.EscapeDataString(company)}");
        Assert.Equal("People to whom it happens: 1", desk.Text("bulk-count"));
        Assert.Equal(["HasNoPassword", "NothingToDo", "Oneself"], desk.Page.QuerySelectorAll("[data-testid=bulk-left]").Select(left => left.GetAttribute("data-why")!).Order());
        Assert.Null((await host.FindAsync(one)).DisabledAt); // looking changes nothing
        await desk.SubmitAsync("bulk-form");
        Assert.Equal("Done for 1.", desk.Text("notice"));
        Assert.NotNull((await host.FindAsync(one)).DisabledAt);
        Assert.Null((await host.FindAsync(administrator)).DisabledAt);

        await desk.GoAsync($"/people/bulk?act=details&ids={one.Id}&ids={invited.Id}");
        await desk.SubmitAsync("bulk-form", ("Input.Company", "Nieuw & Co"));
        Assert.Equal(("Nieuw & Co", "Nieuw & Co", company), ((await host.FindAsync(one)).Company, (await host.FindAsync(invited)).Company, (await host.FindAsync(locked)).Company));

        await desk.GoAsync("/people/bulk?act=delete&all=true");
        Assert.NotNull(desk.Text("nobody"));
        await desk.GoAsync("/people/bulk?act=resend&all=false");
        Assert.NotNull(desk.Text("nobody"));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Nothing_is_done_to_another_number_of_people_than_the_preview_said(string database)
    {
        var (host, company) = (portal.On(database), $"Other {Guid.NewGuid():N}");
        var administrator = await host.AddAdministratorAsync();
        var (one, late) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        await host.SetAsync(one, u => u.Company = company);
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/bulk?act=lock&all=true&company={Uri.EscapeDataString(company)}");
        await host.SetAsync(late, u => u.Company = company);
        await desk.SubmitAsync("bulk-form");

        Assert.Equal(("People to whom it happens: 2", null), (desk.Text("bulk-count"), desk.Text("notice")));
        Assert.NotNull(desk.Error);
        Assert.Equal((null, null), ((await host.FindAsync(one)).DisabledAt, (await host.FindAsync(late)).DisabledAt));
        await desk.SubmitAsync("bulk-form");
        Assert.Equal("Done for 2.", desk.Text("notice"));

        await desk.GoAsync($"/people/bulk?act=unlock&ids={one.Id}&ids={late.Id}");
        var unlock = desk.Copy();
        await unlock.GoAsync(desk.At);
        await desk.SubmitAsync("bulk-form");
        Assert.Equal("Done for 2.", desk.Text("notice"));
        Assert.Null((await host.FindAsync(late)).DisabledAt);
        await unlock.SubmitAsync("bulk-form");
        Assert.Equal("People to whom it happens: 0", unlock.Text("bulk-count"));
        Assert.NotNull(unlock.Error);

        await desk.GoAsync($"/people/bulk?act=freeze&ids={one.Id}"); // one by one only
        Assert.NotNull(desk.Text("nobody"));
    }

    [Theory]
    [InlineData("nl", "Overgeslagen:")]
    [InlineData("fr", "Écartées\u00a0:")]
    [InlineData("en", "Left out:")]
    public async Task Who_is_left_out_is_spoken_of_as_the_lines_of_an_import_are(string language, string said)
    {
        var administrator = await portal.Sqlite.AddAdministratorAsync(language);
        using var desk = await portal.Sqlite.AgentAsync(administrator);
        await desk.GoAsync($"/people/bulk?act=lock&ids={administrator.Id}");
        Assert.Contains(said, desk.Page.Body!.TextContent, StringComparison.Ordinal);
    }
}
