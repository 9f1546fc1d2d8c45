using System.Text.Json;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People.Import;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People;

[Collection(PortalFixture.Collection)]
public sealed class PeopleCommandTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_operator_imports_a_file_after_looking_at_it(string database)
    {
        var (host, company, file) = (portal.On(database), ImportActions.NewCompany(), Path.GetTempFileName());
        await File.WriteAllTextAsync(file, ImportActions.Lines(company, 5) + "\nJan,jan,,de");
        Assert.Equal((1, "People to be added: 5. Nothing was changed. Lines left out: 1\n  line 7: ‘jan’ is not a mail address. The language ‘de’ is not known: choose nl, fr or en.", ""), await RunAsync(host, "people", "import", file, "--dry-run"));
        Assert.Empty(await host.EmailsAsync(company));

        var (code, output, errors) = await RunAsync(host, "people", "import", file, "--json");
        var said = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, "", "Done", 5, 1, 7), (code, errors, said.GetProperty("state").GetString(), said.GetProperty("done").GetInt32(), said.GetProperty("leftOut").GetInt32(), said.GetProperty("problems")[0].GetProperty("line").GetInt32()));
        Assert.Equal(5, (await host.EmailsAsync(company)).Count);

        await File.WriteAllTextAsync(file, ImportActions.Lines(ImportActions.NewCompany(), 2));
        Assert.Equal((0, "People added: 2.", ""), await RunAsync(host, "people", "import", file));
        await File.WriteAllTextAsync(file, "");
        Assert.Equal((1, "", "Choose a file, or paste the cells of a spreadsheet."), await RunAsync(host, "people", "import", file));
        File.Delete(file);
        Assert.Equal(1, (await RunAsync(host, "people", "import", file)).Code);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_operator_invites_lists_and_locks(string database)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var email = $"ann@{company}.example";
        Assert.Equal(0, (await RunAsync(host, "people", "invite", email, "--name", "Ann Agent", "--language", "fr", "--company", company, "--role", "agent")).Code);
        var person = await host.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Email == email));
        Assert.Equal(("fr", Role.Agent), (person.Language, person.Role));
        Assert.NotEmpty(Assert.Single(await host.MailsAsync(m => m.UserId == person.Id)).Link("/invitation"));
        Assert.Equal((1, "", "Somebody with this mail address has an account already."), await RunAsync(host, "people", "invite", email.ToUpperInvariant(), "--name", "Ann"));
        Assert.Equal((1, "", "‘ann’ is not a mail address.\nThe role ‘boss’ is not known: choose user, agent or administrator."), await RunAsync(host, "people", "invite", "ann", "--name", "Ann", "--role", "boss"));

        Assert.Equal((0, $"{email}\tAnn Agent\tAgent\t{company}\tfr\tInvited", ""), await RunAsync(host, "people", "list", "--company", company));
        Assert.Equal((0, "", ""), await RunAsync(host, "people", "list", "--company", company, "--role", "administrator"));

        var locked = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(locked, host);
        Assert.Equal((0, "Locked. What was open has ended.", ""), await RunAsync(host, "people", "lock", locked.Email));
        await visitor.GoAsync("/");
        Assert.StartsWith("/sign-in", visitor.At);
        Assert.Equal(1, await host.QueryAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == locked.Id && e.Kind == AuditKind.AccountLocked)));
        Assert.Equal((1, "{\"locked\":false}", ""), await RunAsync(host, "people", "lock", locked.Email, "--json") is var (code, output, errors) ? (code, output + errors, "") : default);
    }

    [Theory]
    [InlineData(2, "people")]
    [InlineData(2, "people", "import")]
    [InlineData(2, "people", "invite", "a@b.example")]
    [InlineData(2, "people", "list", "--role", "boss")]
    [InlineData(2, "people", "lock")]
    [InlineData(0, "people", "--help")]
    [InlineData(0, "people", "import", "--help")]
    [InlineData(0, "people", "invite", "--help")]
    [InlineData(0, "people", "list", "--help")]
    [InlineData(0, "people", "lock", "--help")]
    public async Task A_wrong_call_ends_with_2_and_help_with_0_and_neither_needs_a_portal(int exitCode, params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(exitCode, await CommandLine.RunAsync(arguments, () => throw new InvalidOperationException("It asks for a portal."), output, output));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(PortalHost host, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, () => new OperatorHost(host.Services), output, errors);
        return (code, output.ToString().TrimEnd(), errors.ToString().TrimEnd());
    }
}
