using System.Net;
using System.Text;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Dashboard;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People.Import;

/// <summary>Files of an administrator, without JavaScript.</summary>
[Collection(PortalFixture.Collection)]
public sealed class ImportStoryTests(PortalFixture portal)
{
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task People_come_with_their_password_and_authenticator_or_by_an_invitation_and_get_in(string database)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var file = $"""
            Naam;E-mail;Bedrijf;Taal;Rol;Telefoon;wachtwoord_hash;otpauth
            Both Brought;both@{company}.example;{company};en;;+32 3 808 08 35;{ImportActions.OldHash()};otpauth://totp/Oud:both?secret={Key}
            Only Password;password@{company}.example;{company};en;;;{ImportActions.OldHash()};
            Only Key;key@{company}.example;{company};en;;;;otpauth://totp/Oud:key?secret={Key}
            Zoë Neither;neither@{company}.example;{company};en;;;;
            """;
        using var administrator = await host.AdministratorAsync();
        Assert.StartsWith("/people/import/", await administrator.UploadAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(file)]));
        Assert.Equal(("4", "0"), (administrator.Text("import-lines"), administrator.Text("import-left-out")));
        Assert.Contains("Invitation: 2 · password kept: 2 · authenticator app kept: 2", administrator.Text("import-good"));
        Assert.Empty(await host.EmailsAsync(company));

        await administrator.SubmitAsync("import-start-form");
        var id = administrator.Id();
        var import = await host.FinishAsync(id);
        Assert.Equal((ImportState.Done, 4, 0), (import.State, import.Done, import.LeftOut));
        Assert.Equal(0, await host.QueryAsync(db => db.ImportLines.CountAsync(l => l.ImportId == id && (l.PasswordHash != null || l.ProtectedSecret != null))));

        await SignsInAsync(host, $"both@{company}.example", "/sign-in/code", Key);
        await SignsInAsync(host, $"password@{company}.example", "/enroll");
        var (key, neither) = (await FindAsync(host, $"key@{company}.example"), await FindAsync(host, $"neither@{company}.example"));
        Assert.Equal("Your account at Epatra Portal", Assert.Single(await host.MailsAsync(new TestPerson(key.Id, key.Email!, Key))).Subject);
        Assert.NotEmpty(Assert.Single(await host.MailsAsync(new TestPerson(neither.Id, neither.Email!, null))).Link("/invitation"));
        Assert.Empty(await host.MailsAsync(m => m.Recipient == $"both@{company}.example" && m.Subject == "Your account at Epatra Portal"));
        Assert.Equal((true, null), (neither.EmailConfirmed, neither.EmailChangedAt)); // it counts for caller proofs at once

        // With an authenticator there is no grant: after a reset the password alone would open the wizard.
        Assert.Equal(["password", "neither"], (await GrantsAsync(host, company)).OrderDescending());
        Assert.Equal("Zoë Neither", Assert.Single((await host.AsAsync(await host.AddAgentAsync(), (PersonSearch search) => search.FindAsync($"zoe {company}"))).People).Name);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Every_problem_is_told_by_its_line_and_left_out_and_the_result_runs_in_no_spreadsheet(string database)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var known = await host.AddWithNeitherAsync();
        var pasted = $"name\temail\tlanguage\trole\n=cmd|' /C calc'!A0\tp1@{company}.example\t\t\n\tp2@{company}.example\tde\tboss\nJan\tP1@{company}.EXAMPLE\nJan\t{known.Email.ToUpperInvariant()}\nJan\t\n\t\t\tuser\n";
        using var administrator = await host.AdministratorAsync("nl");
        await administrator.PasteAsync(pasted);
        var told = administrator.Page.QuerySelectorAll("[data-testid=import-problem]").ToDictionary(line => line.GetAttribute("data-line")!, line => line.TextContent);
        Assert.Equal(["3", "4", "5", "6", "7"], told.Keys);
        Assert.Contains("De naam ontbreekt.", told["3"]);
        Assert.Contains("De taal ‘de’ is niet bekend", told["3"]);
        Assert.Contains("De rol ‘boss’ is niet bekend", told["3"]);
        Assert.Contains("Een eerdere regel heeft hetzelfde e-mailadres.", told["4"]);
        Assert.Contains("heeft al een account", told["5"]);
        Assert.Contains("Het e-mailadres ontbreekt.", told["6"]);
        Assert.DoesNotContain("eerdere regel", told["7"]); // no address is not the same address

        var id = administrator.Id();
        await administrator.SubmitAsync("import-start-form");
        var import = await host.FinishAsync(id);
        Assert.Equal((1, 5), (import.Done, import.LeftOut));
        using var file = await administrator.SendAsync(new(HttpMethod.Get, $"/people/import/{id}/result.csv"));
        Assert.Equal(("text/csv; charset=utf-8", $"attachment; filename=import-{id:N}.csv"), (file.Content.Headers.ContentType!.ToString(), file.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.ImportExported && e.Details == $"import {id}")));
        var lines = (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("line,name,email,company,language,role,result,why", lines[0].TrimStart('\uFEFF'));
        Assert.StartsWith($"2,\"'=cmd|' /C calc'!A0\",p1@{company}.example,,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",User,done,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",left out,\"De naam ontbreekt. De taal", lines[2]);
        Assert.Equal(7, lines.Length);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nothing_begins_without_a_code_of_the_last_five_minutes_and_it_begins_once(string database)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var person = await host.AddAgentAsync(Role.Administrator);
        using var administrator = await host.AgentAsync(person);
        host.Time.Advance(TimeSpan.FromMinutes(6));
        await administrator.PasteAsync(ImportActions.Lines(company, 3));
        var id = administrator.Id();
        await administrator.SubmitAsync("import-start-form");
        Assert.Equal("Type a code from your own authenticator app: the last one is more than five minutes ago.", administrator.Error);
        Assert.Equal(ImportStart.NotFresh, await host.AsAsync(person, (ImportDesk desk) => desk.StartAsync(id)));
        Assert.Equal(ImportState.Ready, (await host.ImportAsync(id)).State);

        using var twice = administrator.Prepare("import-start-form");
        await administrator.SubmitAsync("import-start-form", ("Input.Code", await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow())));
        Assert.NotNull(administrator.Text("import-progress"));
        using var late = await administrator.SendAsync(twice);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Contains("This import had been begun already.", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(ImportStart.NotReady, await host.RunAsync((Imports imports) => imports.StartAsync(id)));
        Assert.Equal(3, (await host.FinishAsync(id)).Done);
        await administrator.GoAsync("/people/import");
        Assert.Contains("lines: 3, added: 3, left out: 0", administrator.Text("import"));
        var entries = await host.QueryAsync(db => db.AuditEntries.Where(e => e.Details!.StartsWith($"import {id}")).OrderBy(e => e.Sequence).Select(e => new { e.Kind, e.ActorId }).ToListAsync());
        Assert.Equal([(AuditKind.ImportRefused, person.Id), (AuditKind.ImportStarted, person.Id), (AuditKind.PeopleImported, null), (AuditKind.ImportEnded, null)], entries.Select(e => (e.Kind, e.ActorId)));
    }

    [Fact]
    public async Task Files_that_are_none_are_answered_in_words()
    {
        using var administrator = await portal.Sqlite.AdministratorAsync();
        Assert.Equal("/people/import?fault=Empty", await administrator.UploadAsync([]));
        Assert.Equal("Choose a file, or paste the cells of a spreadsheet.", administrator.Error);
        Assert.Equal("/people/import?fault=NoHeadings", await administrator.UploadAsync("Jan;jan@x.example"u8.ToArray()));
        Assert.Equal("/people/import?fault=NoPeople", await administrator.UploadAsync("name;email\n;\n"u8.ToArray()));
        Assert.Null(await administrator.UploadAsync(ByteOrder(), token: "forged"));
        Assert.Null(await administrator.UploadAsync(new byte[ImportSetup.LargestFile]));
        await administrator.GoAsync($"/people/import/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, administrator.Response.StatusCode);

        static byte[] ByteOrder() => "name;email\nJan;jan@x.example"u8.ToArray();
    }

    [Theory]
    [InlineData("Jan\tjan@x.example", "nl", "De eerste regel")]
    [InlineData("name\temail\n\t\n", "fr", "Il n'y a rien sous les en-têtes.")]
    [InlineData("", "en", "Choose a file, or paste the cells of a spreadsheet.")]
    public async Task What_was_pasted_is_kept_beside_what_is_wrong_with_it(string text, string language, string error)
    {
        using var administrator = await portal.Sqlite.AdministratorAsync(language);
        await administrator.UploadAsync([]); // what was said of a file before is over
        await administrator.SubmitAsync("paste-form", ("Input.Text", text));
        Assert.Single(administrator.Page.QuerySelectorAll("[data-testid=error]"));
        var (form, field) = (administrator.Page.QuerySelector("[data-testid=paste-form]")!, administrator.Page.QuerySelector("#text")!);
        Assert.Equal(("/people/import", text), (administrator.At, field.TextContent));
        Assert.Equal(("true", "wrong text-help"), (field.GetAttribute("aria-invalid"), field.GetAttribute("aria-describedby")));
        Assert.StartsWith(error, form.QuerySelector("#wrong")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paste_may_be_far_longer_than_other_forms_but_not_endless()
    {
        using var administrator = await portal.Sqlite.AdministratorAsync();
        await administrator.PasteAsync(ImportActions.Lines(ImportActions.NewCompany(), 5_000));
        Assert.Equal("5,000", administrator.Text("import-lines"));

        await administrator.GoAsync("/people/import");
        using var request = administrator.Prepare("paste-form", ("Input.Text", new string('x', (int)ImportSetup.LongestPaste)));
        request.Headers.ExpectContinue = true; // so that the refusal is heard before all is sent
        using var answer = await administrator.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_gets_near()
    {
        var host = portal.Sqlite;
        var id = await host.BeginAsync(ImportActions.Lines(ImportActions.NewCompany(), 1));
        foreach (var person in (TestPerson[])[await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync()])
        {
            using var visitor = await host.AgentAsync(person);
            var token = visitor.Token;
            foreach (var path in (string[])["/people/import", $"/people/import/{id}", $"/people/import/{id}/result.csv"])
            {
                await visitor.GoAsync(path);
                Assert.Equal("/", visitor.At);
            }

            using var form = new MultipartFormDataContent { { new StringContent(token.Value), token.Name }, { new StringContent(ImportActions.Lines("x", 1)), "text" } };
            using var answer = await visitor.SendAsync(new(HttpMethod.Post, "/people/import/file") { Content = form });
            Assert.DoesNotContain("/people/import/", $"{answer.Headers.Location}", StringComparison.Ordinal);
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (ImportDesk desk) => desk.StartAsync(id)));
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (ImportDesk desk) => desk.CancelAsync(id)));
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (ImportDesk desk) => desk.ViewAsync(id)));
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (ImportDesk desk) => desk.ReadAsync(Stream.Null, null, default)));
        }

        using var nobody = new Visitor(host.Address);
        await nobody.GoAsync($"/people/import/{id}/result.csv");
        Assert.StartsWith("/sign-in", nobody.At);
    }

    private static async Task SignsInAsync(PortalHost host, string email, string to, string? secret = null)
    {
        var person = new TestPerson((await FindAsync(host, email)).Id, email, secret);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Assert.Equal(to, visitor.At);
        if (secret is not null)
        {
            await visitor.SubmitCodeAsync(await Phone.CodeAsync(secret, host.Time.GetUtcNow()));
            Assert.Equal("/", visitor.At);
        }
    }

    private static Task<PortalUser> FindAsync(PortalHost host, string email) => host.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Email == email));

    private static async Task<IEnumerable<string>> GrantsAsync(PortalHost host, string company) =>
        (await host.QueryAsync(db => db.EnrollmentGrants.Where(g => g.User!.Company == company).Select(g => g.User!.Email!).ToListAsync())).Select(email => email.Split('@')[0]);
}
