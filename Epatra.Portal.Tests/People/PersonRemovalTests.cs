using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Actions;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People;

/// <summary>What is taken out of the portal, and what stays when somebody is deleted.</summary>
[Collection(PortalFixture.Collection)]
public sealed class PersonRemovalTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_a_deleted_person_nothing_stays_but_ids_in_a_chain_that_holds(string database)
    {
        var host = portal.On(database);
        var name = $"Robin {Guid.NewGuid():N}";
        var (administrator, agent, person) = (await host.AddAdministratorAsync(), await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync(name: name));
        await host.AddRecoveryCodesAsync(person);
        await host.ReadAsync($"name,email\n{name},{person.Email.ToUpperInvariant()}");
        using var browser = await host.AgentAsync(person);
        using var caller = await host.AskForHelpAsync(person);
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "help"));
        await host.ForgetPasswordAsync(person, caller);
        Assert.True(await host.QueryAsync(db => db.OutboxMails.AnyAsync(m => m.UserId == null && m.ReplyTo == person.Email && m.Subject.Contains(name)))); // to the desk
        await host.ChangeAsync(db => db.DeskNotes.AddRange(Note(person, agent, host), Note(person, person, host), Note(agent, person, host)));

        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Delete));

        await browser.GoAsync("/");
        Assert.StartsWith("/sign-in", browser.At);
        Assert.Equal(0, await host.QueryAsync(async db => await db.Users.CountAsync(u => u.Id == person.Id) + await db.Authenticators.CountAsync(a => a.UserId == person.Id)
            + await db.RecoveryCodes.CountAsync(c => c.UserId == person.Id) + await db.Sessions.CountAsync(s => s.UserId == person.Id) + await db.OutboxMails.CountAsync(m => m.UserId == person.Id || m.ReplyTo == person.Email || m.Subject.Contains(name)) + await db.ImportLines.CountAsync(l => l.Name == name)
            + await db.HelpRequests.CountAsync(r => r.UserId == person.Id) + await db.PasswordLinks.CountAsync(l => l.UserId == person.Id) + await db.SearchEntries.CountAsync(e => e.UserId == person.Id)
            + await db.DeskNotes.CountAsync(n => n.UserId == person.Id) + await db.AuditEntries.CountAsync(e => e.ActorId == person.Id && e.Address != null)));
        Assert.Null(await host.QueryAsync(db => db.DeskNotes.Where(n => n.UserId == agent.Id).Select(n => n.AgentId).SingleAsync())); // what was written about somebody else
        Assert.Contains((await Chain.ReadValidAsync(host)), entry => entry.Kind == AuditKind.PersonDeleted && entry.SubjectId == person.Id);
        Assert.Equal(PersonOutcome.Gone, await host.ActAsync(administrator, person, PersonAction.Delete));

        var invited = await host.InviteAsync(administrator);
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, invited, PersonAction.Delete));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_request_of_before_the_account_is_exported_and_deleted_with_it_however_the_address_is_spelt(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        var asked = person.Email;
        using (var stranger = new Visitor(host.Address, from: "203.0.113.97"))
        {
            await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.NormalizedUserName, "not yet")));
            await stranger.GoAsync("/help");
            await stranger.SubmitAsync("ask-form", ("Input.Email", asked), ("Input.Note", "call me"));
        }

        var (typed, normal) = (asked.Replace("@test", "@Test", StringComparison.Ordinal), asked.ToUpperInvariant());
        Assert.NotEqual(asked, typed);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.NormalizedUserName, normal).SetProperty(x => x.UserName, typed).SetProperty(x => x.Email, typed)));
        Assert.Equal(1, await host.QueryAsync(db => db.HelpRequests.CountAsync(r => r.Email == asked && r.UserId == null)));

        var file = JsonDocument.Parse(await PersonExportTests.ExportAsync(host, administrator, person)).RootElement;
        Assert.Equal((1, 1), (file.GetProperty("requests").GetArrayLength(), file.GetProperty("mails").GetArrayLength()));
        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Delete));
        Assert.Equal(0, await host.QueryAsync(async db => await db.HelpRequests.CountAsync(r => r.Email == asked) + await db.OutboxMails.CountAsync(m => m.ReplyTo == asked)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nothing_of_somebody_else_goes_who_had_or_has_an_address_of_the_person(string database)
    {
        var host = portal.On(database);
        var (administrator, person, heir) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        var address = heir.Email.ToUpperInvariant();
        await PersonExportTests.ShareAddressesAsync(host, person, heir);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PreviousEmail, heir.Email)));
        await host.ReadAsync($"name,email\nHeir,{heir.Email}");

        Assert.Equal(PersonOutcome.Done, await host.ActAsync(administrator, person, PersonAction.Delete));

        Assert.Equal([person.Email, heir.Email], await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == heir.Id || r.Email == heir.Email).OrderBy(r => r.CreatedAt).Select(r => r.Email).ToListAsync()));
        Assert.Equal([person.Email, heir.Email], await host.QueryAsync(db => db.OutboxMails.Where(m => m.Subject == heir.Id).OrderBy(m => m.CreatedAt).Select(m => m.ReplyTo!).ToListAsync()));
        Assert.Equal(1, await host.QueryAsync(db => db.ForgottenPasswords.CountAsync(f => f.Address == address)));
        Assert.Equal(1, await host.QueryAsync(db => db.ImportLines.CountAsync(l => l.Email == heir.Email)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task All_data_of_a_person_are_a_file_without_secrets_and_taking_it_is_in_the_log(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync("nl", "Łukasz 李"));
        await host.AddRecoveryCodesAsync(person);
        using var browser = await host.AgentAsync(person);
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/{person.Id}/export");
        Assert.Equal(0, await ExportsAsync(host, person)); // a look gives nothing
        using var answer = await desk.SendAsync(desk.Prepare("export-form"));

        var text = await answer.Content.ReadAsStringAsync();
        var file = JsonDocument.Parse(text).RootElement;
        Assert.Equal(("Łukasz 李", person.Email), (file.GetProperty("account")[0].GetProperty("name").GetString(), file.GetProperty("account")[0].GetProperty("email").GetString()));
        Assert.Equal((1, 10, 1), (file.GetProperty("authenticators").GetArrayLength(), file.GetProperty("recoveryCodes").GetArrayLength(), file.GetProperty("sessions").GetArrayLength()));
        Assert.NotEqual(0, file.GetProperty("log").GetArrayLength());
        Assert.DoesNotContain("hash", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("protected", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("salt", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await ExportsAsync(host, person));
        await desk.GoAsync("/people/nobody/export");
        Assert.Equal(404, (int)desk.Response.StatusCode);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Without_a_fresh_code_or_by_a_link_nobody_gets_the_data_of_a_person(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/{person.Id}/export");
        var late = desk.Prepare("export-form");
        using var link = await desk.SendAsync(new HttpRequestMessage(HttpMethod.Get, late.RequestUri));
        Assert.NotEqual("application/json", link.Content.Headers.ContentType?.MediaType);
        using var forged = await desk.SendAsync(new HttpRequestMessage(HttpMethod.Post, late.RequestUri));
        Assert.Equal(400, (int)forged.StatusCode);

        host.Time.Advance(TimeSpan.FromMinutes(6));
        using var refused = await desk.SendAsync(late);
        Assert.Equal($"/people/{person.Id}/export", refused.Headers.Location?.OriginalString);
        Assert.Empty(await refused.Content.ReadAsStringAsync());
        await desk.GoAsync($"/people/{person.Id}/export");
        await desk.SubmitAsync("prove-form", ("Input.Code", "123"));
        Assert.NotNull(desk.Error);
        Assert.Equal(0, await ExportsAsync(host, person));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PeopleRefused)));

        await desk.SubmitAsync("prove-form", ("Input.Code", await Phone.CodeAsync(administrator.Secret!, host.Time.GetUtcNow())));
        await desk.SubmitAsync("export-form");
        Assert.Equal("application/json", desk.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(1, await ExportsAsync(host, person));
    }

    private static Task<int> ExportsAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == person.Id && e.Kind == AuditKind.PersonExported));

    private static DeskNote Note(TestPerson person, TestPerson agent, PortalHost host) =>
        new() { UserId = person.Id, AgentId = agent.Id, Action = DeskAction.Freeze, Cause = Cause.Other, Note = "", At = host.Time.GetUtcNow().UtcDateTime };
}
