using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People;

/// <summary>From the invitation to the wizard, and every way in which a link is worth nothing.</summary>
[Collection(PortalFixture.Collection)]
public sealed class InvitationTests(PortalFixture portal)
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task An_invited_person_chooses_a_password_and_stands_in_the_wizard_and_the_link_then_says_sign_in(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        var person = await host.InviteAsync(administrator, "fr", "Bakkerij De Molen");
        Assert.Equal(PersonState.Invited, await host.StateAsync(administrator, person));
        Assert.Equal("Votre compte sur Epatra Portal", Assert.Single(await host.MailsAsync(person)).Subject);
        var link = await host.LinkAsync(person);

        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(link);
        await visitor.GoAsync(link); // looking at it changes nothing
        Assert.Equal(PersonState.Invited, await host.StateAsync(administrator, person));
        await visitor.ChooseAsync("kort");
        Assert.NotNull(visitor.Error);
        await visitor.ChooseAsync();
        Assert.Equal("/enroll", visitor.At);
        Assert.Equal(PersonState.PasswordSet, await host.StateAsync(administrator, person));
        var made = await host.FindAsync(person);
        Assert.Equal((true, "fr", "Bakkerij De Molen", Role.User, (DateTime?)null), (made.EmailConfirmed, made.Language, made.Company, made.Role, made.PasswordResetAt));
        Assert.Equal(host.LocalDay(host.Time.Now()).AddMonths(6), host.LocalDay(made.PasswordExpiresAt!.Value));

        using var again = new Visitor(host.Address);
        await again.GoAsync(link);
        Assert.Equal("You have a password already. Sign in to continue.", again.Text("notice"));
        await again.SignInWithPasswordAsync(person);
        Assert.Equal("/enroll", again.At);
        Assert.Contains(AuditKind.InvitationUsed, (await Chain.ReadValidAsync(host)).Where(e => e.SubjectId == person.Id).Select(e => e.Kind));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Of_many_who_use_one_link_at_once_one_gets_a_password(string database)
    {
        var host = portal.On(database);
        var person = await host.InviteAsync(await host.AddAdministratorAsync());
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(await host.LinkAsync(person));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => visitor.SendAsync(visitor.Prepare("invitation-form",
            ("Input.NewPassword", $"Zonnebloem-1{i}!"), ("Input.ConfirmPassword", $"Zonnebloem-1{i}!")))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.InvitationUsed)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Whoever_is_frozen_is_told_that_the_link_is_over(string database)
    {
        var host = portal.On(database);
        var person = await host.InviteAsync(await host.AddAdministratorAsync());
        var now = Data.Clock.Now(host.Time);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now)));
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(await host.LinkAsync(person));
        Assert.Null(visitor.Text("invitation-form"));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_link_that_is_too_old_sends_a_new_one_to_the_same_address(string database)
    {
        var host = portal.On(database);
        var person = await host.InviteAsync(await host.AddAdministratorAsync());
        var old = await host.LinkAsync(person);
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(old);
        var late = visitor.Prepare("invitation-form", ("Input.NewPassword", TestPerson.Password), ("Input.ConfirmPassword", TestPerson.Password));
        host.Time.Advance(TimeSpan.FromDays(Invitations.Days));

        Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(late)).StatusCode);
        Assert.Null((await host.FindAsync(person)).PasswordHash);
        await visitor.GoAsync(old);
        await visitor.SubmitAsync("renew-form");
        Assert.StartsWith("A new link is on its way", visitor.Text("notice"));
        Assert.Equal(2, (await host.MailsAsync(person)).Count);

        await visitor.GoAsync(await host.LinkAsync(person));
        await visitor.ChooseAsync();
        Assert.Equal("/enroll", visitor.At);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Three_links_a_day_are_mailed_to_a_person_whichever_old_ones_are_renewed_and_however_many_at_once(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        var person = await host.InviteAsync(administrator);
        List<string> old = [await host.LinkAsync(person)];
        host.Time.Advance(TimeSpan.FromDays(1));
        await host.FreshAsync(administrator);
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Resend));
        old.Add(await host.LinkAsync(person));
        host.Time.Advance(TimeSpan.FromDays(Invitations.Days));
        using var visitor = new Visitor(host.Address);
        var posts = new List<HttpRequestMessage>();
        foreach (var link in old.Concat(old).Concat(old))
        {
            await visitor.GoAsync(link);
            posts.Add(visitor.Prepare("renew-form"));
        }

        await Task.WhenAll(posts.Select(visitor.SendAsync));

        Assert.Equal(2 + InvitationLinks.MostInADay, (await host.MailsAsync(person)).Count);
        await visitor.GoAsync(old[0]);
        await visitor.SubmitAsync("renew-form");
        Assert.StartsWith("3 links were mailed to you within a day", visitor.Error);
        Assert.Equal(2 + InvitationLinks.MostInADay, (await host.MailsAsync(person)).Count);
        host.Time.Advance(TimeSpan.FromDays(1));
        await visitor.GoAsync(old[0]);
        await visitor.SubmitAsync("renew-form");
        Assert.StartsWith("A new link is on its way", visitor.Text("notice"));
        await visitor.GoAsync(await host.LinkAsync(person));
        await visitor.ChooseAsync();
        Assert.Equal("/enroll", visitor.At);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_withdrawn_link_is_over_and_so_is_the_way_by_a_forgotten_password_until_a_new_one_is_sent(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        var person = await host.InviteAsync(administrator);
        var link = await host.LinkAsync(person);
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(link);
        var late = visitor.Prepare("invitation-form", ("Input.NewPassword", TestPerson.Password), ("Input.ConfirmPassword", TestPerson.Password));

        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Withdraw));
        Assert.Equal(PersonState.Withdrawn, await host.StateAsync(administrator, person));
        Assert.Equal(HttpStatusCode.OK, (await visitor.SendAsync(late)).StatusCode);
        Assert.Null((await host.FindAsync(person)).PasswordHash);
        await visitor.GoAsync(link);
        Assert.Equal("This link is no longer valid.", visitor.Error);
        Assert.Null(await host.ForgetPasswordAsync(person, visitor));

        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Resend));
        Assert.Equal(PersonOutcome.JustSent, await host.ActAsync(administrator, person, PersonAction.Resend));
        await visitor.GoAsync(link);
        Assert.Equal("This link is no longer valid.", visitor.Error);
        await visitor.GoAsync(await host.LinkAsync(person));
        await visitor.ChooseAsync();
        Assert.Equal((PersonState.PasswordSet, PersonOutcome.HasPassword), (await host.StateAsync(administrator, person), await host.ActAsync(administrator, person, PersonAction.Resend)));
    }

    [Fact]
    public async Task That_a_page_was_opened_is_said_by_its_script_with_the_token_of_its_form_and_not_by_a_look()
    {
        var host = portal.Sqlite;
        var administrator = await host.AddAdministratorAsync();
        var person = await host.InviteAsync(administrator);
        var link = await host.LinkAsync(person);
        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(link);
        var token = visitor.Token;
        await visitor.PostAsync("/invitation/opened", ("token", link.Split('=')[1]));
        Assert.Equal(PersonState.Invited, await host.StateAsync(administrator, person));
        await visitor.PostAsync("/invitation/opened", token, ("token", "made-up"));
        await visitor.PostAsync("/invitation/opened", token, ("token", link.Split('=')[1]));
        Assert.Equal(PersonState.Opened, await host.StateAsync(administrator, person));
    }

    [Fact]
    public async Task Made_up_links_are_refused_and_somebody_who_is_signed_in_is_asked_to_sign_out()
    {
        var host = portal.Sqlite;
        using var stranger = new Visitor(host.Address, from: "203.0.113.77");
        await stranger.GoAsync("/invitation?token=made-up");
        Assert.Equal("This link is no longer valid.", stranger.Error);
        await stranger.GoAsync("/invitation");
        Assert.Equal("This link is no longer valid.", stranger.Error);

        var administrator = await host.AddAdministratorAsync();
        var link = await host.LinkAsync(await host.InviteAsync(administrator));
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync(link);
        Assert.Equal("You are signed in as Ada Admin.", desk.Error);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task The_page_to_invite_says_what_is_wrong_and_asks_for_a_code_before_an_agent_is_invited(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAdministratorAsync();
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync("/people/invite");
        await desk.SubmitAsync("invite-form", ("Input.Name", " "), ("Input.Email", "nobody"), ("Input.Role", "User"));
        Assert.Contains("Type an e-mail address.", desk.Error);
        await desk.SubmitAsync("invite-form", ("Input.Name", "Same"), ("Input.Email", administrator.Email.ToUpperInvariant()), ("Input.Role", "User"));
        Assert.Equal("Somebody has this e-mail address already.", desk.Error);

        host.Time.Advance(TimeSpan.FromMinutes(6));
        var email = $"{Guid.NewGuid():N}@test.example";
        (string, string)[] typed = [("Input.Name", "Åsa"), ("Input.Email", email), ("Input.Language", "nl"), ("Input.Role", "Agent")];
        await desk.GoAsync("/people/invite");
        await desk.SubmitAsync("invite-form", typed);
        Assert.NotNull(desk.Error);
        Assert.False(await host.QueryAsync(db => db.Users.AnyAsync(u => u.Email == email)));
        await desk.SubmitAsync("invite-form", [.. typed, ("Input.Code", await Phone.CodeAsync(administrator.Secret!, host.Time.GetUtcNow()))]);
        Assert.StartsWith("The invitation is on its way.", desk.Text("notice"));
        Assert.Equal(Role.Agent, await host.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Role).SingleAsync()));
    }
}
