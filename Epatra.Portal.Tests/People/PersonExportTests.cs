using System.Text.Json;
using Epatra.Portal.Accounts;
using Epatra.Portal.Door;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Mail;
using Epatra.Portal.MyAccount;
using Epatra.Portal.Passwords;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People;

/// <summary>The file with everything that the portal keeps of a person.</summary>
[Collection(PortalFixture.Collection)]
public sealed class PersonExportTests(PortalFixture portal)
{
    /// <summary>Columns that say whose a row is.</summary>
    private static readonly string[] Whose = ["UserId", "Email", "Recipient", "ReplyTo"];

    /// <summary>The tables with such a column, and what part of the file has their rows; null for those that are left out.</summary>
    private static readonly Dictionary<string, string?> Parts = new()
    {
        ["Users"] = "account",
        ["AgentCompanies"] = "companies",
        ["Invitations"] = "invitations",
        ["Authenticators"] = "authenticators",
        ["RecoveryCodes"] = "recoveryCodes",
        ["EnrollmentGrants"] = "enrolmentGrants",
        ["WizardRuns"] = "wizards",
        ["Sessions"] = "sessions",
        ["HalfWaySignIns"] = "signInsUnderWay",
        ["TrustedBrowsers"] = "trustedBrowsers",
        ["CodeDiagnoses"] = "refusedCodes",
        ["PasswordLinks"] = "passwordLinks",
        ["ExpiryReminders"] = "passwordReminders",
        ["EmailLinks"] = "newAddresses",
        ["NotMeLinks"] = "notMeLinks",
        ["ImportLines"] = "importLines",
        ["Imports"] = "imports",
        ["HelpRequests"] = "requests",
        ["Resets"] = "resets",
        ["DeskNotes"] = "notes",
        ["OutboxMails"] = "mails",
        ["SearchEntries"] = null, // name, address and company once more
        ["OldPasswords"] = null, // nothing but hashes
        ["AspNetUserClaims"] = null, // of the framework, which here never writes any
        ["AspNetUserLogins"] = null,
        ["AspNetUserTokens"] = null,
    };

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Every_table_that_names_a_person_is_in_the_file_or_left_out_on_purpose(string database)
    {
        var host = portal.On(database);
        var (administrator, person) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync());
        using var browser = await host.AgentAsync(person);
        using var caller = await host.AskForHelpAsync(person);
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "help")); // with a mail to the desk
        await host.ForgetPasswordAsync(person, caller);
        await host.ReadAsync($"name,email\nFrom a file,{person.Email}");
        await host.ChangeAsync(db => AddLinks(db, host, person));
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.Name, "Old phone")));
        await AddPassAsync(host, person);

        var text = await ExportAsync(host, administrator, person);
        var file = JsonDocument.Parse(text).RootElement;

        foreach (var (table, count) in await RowsAsync(host, person))
        {
            Assert.True(Parts.TryGetValue(table, out var part), $"Does {table} belong into the file?");
            Assert.Equal((table, part is null ? 0 : count), (table, part is null ? 0 : file.GetProperty(part).GetArrayLength()));
        }

        Assert.All(["Old phone", "From a file", "new@address.example", "https://app.example", person.Email], kept => Assert.Contains(kept, text, StringComparison.Ordinal));
        Assert.Contains(file.GetProperty("mails").EnumerateArray(), mail => mail.GetProperty("replyTo").GetString() == person.Email);
        Assert.DoesNotContain("hash", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_somebody_else_has_by_the_same_address_is_not_in_the_file(string database)
    {
        var host = portal.On(database);
        var (administrator, person, other) = (await host.AddAdministratorAsync(), await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        await ShareAddressesAsync(host, person, other);

        var file = JsonDocument.Parse(await ExportAsync(host, administrator, person)).RootElement;

        Assert.All(["requests", "mails", "newAddresses"], part => Assert.Equal((part, 0), (part, file.GetProperty(part).GetArrayLength())));
    }

    /// <summary>Rows of somebody who once had the address that a person has now, and wanted it back.</summary>
    internal static Task ShareAddressesAsync(PortalHost host, TestPerson person, TestPerson other) => host.ChangeAsync(db =>
    {
        var now = host.Time.GetUtcNow().UtcDateTime;
        db.EmailLinks.Add(new EmailLink { UserId = other.Id, Email = person.Email, TokenHash = Guid.NewGuid().ToString(), CreatedAt = now, ExpiresAt = now });
        db.HelpRequests.AddRange(
            new HelpRequest { UserId = other.Id, Email = person.Email, Kind = RequestKind.CannotGetIn, CreatedAt = now.AddMinutes(-1) },
            new HelpRequest { Email = other.Email, Kind = RequestKind.CannotGetIn, CreatedAt = now });
        db.OutboxMails.AddRange(Mail(other.Id, person.Email, now.AddMinutes(-1)), Mail(null, other.Email, now));
        db.ForgottenPasswords.Add(new ForgottenPassword { Address = other.Email.ToUpperInvariant(), AskedAt = now });

        OutboxMail Mail(string? userId, string replyTo, DateTime at) => new()
        {
            UserId = userId,
            Recipient = "someone@test.example",
            ReplyTo = replyTo,
            Language = "en",
            Subject = other.Id,
            ProtectedText = "",
            ProtectedHtml = "",
            CreatedAt = at,
            DueAt = at,
            SentAt = at,
        };
    });

    /// <summary>Every table that says whose its rows are, with how many are this person's.</summary>
    private static Task<List<(string Table, int Count)>> RowsAsync(PortalHost host, TestPerson person) => host.QueryAsync(async db =>
    {
        var rows = new List<(string, int)>();
        foreach (var type in db.Model.GetEntityTypes())
        {
            var columns = type.GetProperties().Select(column => column.GetColumnName()).Intersect(Whose).Select(column => $"\"{column}\" = '{(column == "UserId" ? person.Id : person.Email)}'").ToList();
            if (columns.Count > 0)
            {
                var sql = $"SELECT CAST(COUNT(*) AS INTEGER) AS \"Value\" FROM \"{type.GetTableName()}\" WHERE {string.Join(" OR ", columns)}";
                rows.Add((type.GetTableName()!, await db.Database.SqlQueryRaw<int>(sql).SingleAsync()));
            }
        }

        return rows;
    });

    private static void AddLinks(Data.PortalDbContext db, PortalHost host, TestPerson person)
    {
        var (now, token) = (host.Time.GetUtcNow().UtcDateTime, Guid.NewGuid().ToString());
        db.EmailLinks.Add(new EmailLink { UserId = person.Id, Email = "new@address.example", TokenHash = token, CreatedAt = now, ExpiresAt = now });
        db.PasswordLinks.Add(new PasswordLink { UserId = person.Id, TokenHash = token, CreatedAt = now, ExpiresAt = now });
        db.NotMeLinks.Add(new NotMeLink { UserId = person.Id, TokenHash = token, EventAt = now, ExpiresAt = now });
        db.ExpiryReminders.Add(new ExpiryReminder { UserId = person.Id, ExpiresAt = now, Days = 7 });
    }

    private static async Task AddPassAsync(PortalHost host, TestPerson person)
    {
        var session = await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).FirstAsync());
        await host.ChangeAsync(db => db.DoorPasses.Add(new DoorPass
        {
            SessionId = session,
            Host = "https://app.example",
            TicketHash = session.ToString(),
            TokenHash = session.ToString(),
            CreatedAt = host.Time.GetUtcNow().UtcDateTime,
        }));
    }

    internal static async Task<string> ExportAsync(PortalHost host, TestPerson administrator, TestPerson person)
    {
        using var desk = await host.AgentAsync(administrator);
        await desk.GoAsync($"/people/{person.Id}/export");
        using var answer = await desk.SendAsync(desk.Prepare("export-form"));
        return await answer.Content.ReadAsStringAsync();
    }
}
