using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Mail;
using Epatra.Portal.Passwords;
using Epatra.Portal.People.Import;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Cleanup;

/// <summary>Portals of their own: the clock goes far, and nothing of other tests may be over by it.</summary>
public sealed class WhatIsOverTests
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task What_is_over_goes_after_its_time_and_not_before(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var person = await EnrolledAsync(host);
        await AddRowsAsync(host, person);
        string[] atFirst =
        [
            "half-way sign-ins 1", "wizard runs 1", "set-up links 1", "sessions 1", "grants 2", "trusted browsers 2",
            "diagnoses 1", "unknown addresses 1", "retired authenticators 1", "mails 3", "links to a new password 1", "links to freeze 1", "reminders 1",
        ];
        Assert.Equal(atFirst, await LeftAfterAsync(host, TimeSpan.FromHours(23)));

        string[] afterADay = ["wizard runs 1", "set-up links 1", "sessions 1", "grants 2", "trusted browsers 2", "diagnoses 1", "retired authenticators 1", "mails 3", "links to freeze 1", "reminders 1"];
        Assert.Equal(afterADay, await LeftAfterAsync(host, TimeSpan.FromHours(3))); // a link runs for a day first
        Assert.Equal(afterADay.Where(kind => kind != "set-up links 1"), await LeftAfterAsync(host, TimeSpan.FromDays(28)));

        // The session was over an hour later than the rest, by its idle limit; the trust ran for two weeks first.
        Assert.Equal(["sessions 1", "grants 1", "trusted browsers 2", "mails 1"], await LeftAfterAsync(host, TimeSpan.FromHours(22.5)));
        Assert.Equal(["grants 1", "trusted browsers 2", "mails 1"], await LeftAfterAsync(host, TimeSpan.FromHours(1)));
        Assert.Equal(["grants 1", "trusted browsers 1", "mails 1"], await LeftAfterAsync(host, TimeSpan.FromDays(14)));
        await StaysAsync(host, person);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Two_nodes_that_delete_at_once_do_each_other_no_harm_and_batches_reach_everything(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        await host.QueryAsync(async data =>
        {
            data.OutboxMails.AddRange(Enumerable.Range(0, 1_200).Select(_ => Mail(host, sent: true)));
            return await data.SaveChangesAsync();
        });
        host.Time.Advance(TimeSpan.FromDays(31));
        await using var node = database == nameof(DatabaseProvider.PostgreSql) ? host.StartNode() : null;

        await Task.WhenAll(new[] { host, node ?? host }.Select(one => Task.Run(() => DeleteAsync(one))));
        Assert.Equal(0, await host.QueryAsync(data => data.OutboxMails.CountAsync()));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_file_with_people_goes_with_its_lines_a_day_after_it_came_or_a_month_after_its_import(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var done = await host.BeginAsync(ImportActions.Lines(ImportActions.NewCompany(), 3));
        await host.FinishAsync(done);
        var left = await host.ReadAsync(ImportActions.Lines(ImportActions.NewCompany(), 1_200));
        Task<List<int>> LinesAsync() => host.QueryAsync(async data => new List<int> { await data.ImportLines.CountAsync(l => l.ImportId == done), await data.ImportLines.CountAsync(l => l.ImportId == left) });

        await host.QueryAsync(data => data.ImportLines.ExecuteUpdateAsync(l => l.SetProperty(x => x.PasswordHash, "not forgotten, as after a kill")));

        host.Time.Advance(TimeSpan.FromHours(23));
        await DeleteAsync(host);
        Assert.Equal([3, 1_200], await LinesAsync());
        Assert.Equal(left, await host.QueryAsync(data => data.ImportLines.Where(l => l.PasswordHash != null).Select(l => l.ImportId).Distinct().SingleAsync()));
        host.Time.Advance(TimeSpan.FromHours(2));
        await DeleteAsync(host);
        Assert.Equal([3, 0], await LinesAsync());
        Assert.Equal(done, await host.QueryAsync(data => data.Imports.Select(i => i.Id).SingleAsync()));
        host.Time.Advance(TimeSpan.FromDays(30));
        await DeleteAsync(host);
        Assert.Equal([0, 0], await LinesAsync());
        Assert.Equal(0, await host.QueryAsync(data => data.Imports.CountAsync()));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task What_the_desk_did_is_kept_for_two_years(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var (agent, person, now) = (await host.AddAgentAsync(), await host.AddWithNeitherAsync(), host.Time.Now());
        foreach (var at in (DateTime[])[now.AddYears(-2).AddDays(-1), now.AddYears(-2).AddDays(1)])
        {
            await host.ChangeAsync(data =>
            {
                data.DeskNotes.Add(new DeskNote { UserId = person.Id, AgentId = agent.Id, Action = DeskAction.Freeze, Cause = Cause.Other, Note = "", At = at });
                data.Resets.Add(new AuthenticatorReset { UserId = person.Id, AgentId = agent.Id, Cause = Cause.Other, Note = "", Proof = ResetProof.Both, AskedAt = at, State = ResetState.Done });
            });
        }

        await DeleteAsync(host);

        Assert.Equal(now.AddYears(-2).AddDays(1), await host.QueryAsync(data => data.DeskNotes.Select(note => note.At).SingleAsync()));
        Assert.Equal(now.AddYears(-2).AddDays(1), await host.QueryAsync(data => data.Resets.Select(reset => reset.AskedAt).SingleAsync()));
    }

    [Fact]
    public async Task It_happens_by_itself_every_hour()
    {
        await using var host = await PortalHost.StartAsync();
        await host.QueryAsync(async data =>
        {
            data.OutboxMails.Add(Mail(host, sent: true));
            return await data.SaveChangesAsync();
        });
        host.Time.Advance(TimeSpan.FromDays(31));
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (await host.QueryAsync(data => data.OutboxMails.AnyAsync()))
        {
            guard.Token.ThrowIfCancellationRequested();
            host.Time.Advance(CleanupService.Every); // again until the timer is there: the service begins by itself
        }
    }

    /// <summary>The rows of somebody who enrolled, signed in, and has an old phone.</summary>
    private static async Task<TestPerson> EnrolledAsync(PortalHost host)
    {
        var person = await host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(host, person);
        Assert.NotNull(await browser.EnrollAsync());
        Assert.NotNull(await browser.FinishAsync());
        await host.SentAsync("A new authenticator app for your account");
        return person;
    }

    private static Task<int> AddRowsAsync(PortalHost host, TestPerson person) => host.QueryAsync(async data =>
    {
        var now = host.Time.Now();
        data.TrustedBrowsers.Add(new TrustedBrowser { UserId = person.Id, TokenHash = "old", CreatedAt = now, ExpiresAt = now.AddDays(14) });
        data.TrustedBrowsers.Add(new TrustedBrowser { UserId = person.Id, TokenHash = "new", CreatedAt = now, ExpiresAt = now.AddDays(90) });
        data.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.First, CreatedAt = now });
        data.CodeDiagnoses.Add(new CodeDiagnosis { UserId = person.Id, At = now, Outcome = CodeOutcome.Wrong });
        data.FailureCounts.Add(new FailureCount { Subject = FailureCounts.Stranger("nobody@test.example"), Passwords = 3, ChangedAt = now });
        data.OutboxMails.AddRange(Mail(host, sent: true), Mail(host, sent: false));
        data.PasswordLinks.Add(new PasswordLink { UserId = person.Id, TokenHash = "link", CreatedAt = now, ExpiresAt = now.AddHours(1) });
        data.ExpiryReminders.Add(new ExpiryReminder { UserId = person.Id, ExpiresAt = now, Days = 1 });
        foreach (var (number, state) in new[] { AuthenticatorState.Retired, AuthenticatorState.Blocked, AuthenticatorState.Pending }.Index())
        {
            data.Authenticators.Add(new Authenticator { UserId = person.Id, Number = number + 10, App = AuthenticatorApp.Google, State = state, ProtectedSecret = "", CreatedAt = now, RetiredAt = now });
        }

        return await data.SaveChangesAsync();
    });

    private static async Task StaysAsync(PortalHost host, TestPerson person)
    {
        Assert.Equal(
            [AuthenticatorState.Pending, AuthenticatorState.Active, AuthenticatorState.Blocked],
            (await host.QueryAsync(data => data.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).ToListAsync())).Order());
        Assert.Equal("new", await host.QueryAsync(data => data.TrustedBrowsers.Select(browser => browser.TokenHash).SingleAsync()));
        Assert.Null(await host.QueryAsync(data => data.OutboxMails.Select(mail => mail.SentAt).SingleAsync()));
        Assert.Null(await host.QueryAsync(data => data.EnrollmentGrants.Select(grant => grant.UsedAt).SingleAsync()));
        Assert.Equal(10, await host.QueryAsync(data => data.RecoveryCodes.CountAsync()));
        Assert.Equal(person.Id, await host.QueryAsync(data => data.FailureCounts.Select(count => count.Subject).SingleAsync()));
        Assert.NotEmpty(await Chain.ReadValidAsync(host)); // for ever, unless the settings say something else
    }

    private static OutboxMail Mail(PortalHost host, bool sent) => new()
    {
        Recipient = "a@test.example",
        Subject = "",
        Language = "nl",
        ProtectedText = "",
        ProtectedHtml = "",
        CreatedAt = host.Time.Now(),
        DueAt = host.Time.Now().AddYears(1), // the portal's own outbox leaves it alone
        SentAt = sent ? host.Time.Now() : null,
    };

    private static Task<bool> DeleteAsync(PortalHost host) => host.RunAsync(async (WhatIsOver over) => await over.DeleteAsync(CancellationToken.None) is not null);

    /// <summary>What is in the database after some time and a round. The portal's own hourly round runs beside it.</summary>
    private static async Task<IEnumerable<string>> LeftAfterAsync(PortalHost host, TimeSpan time)
    {
        host.Time.Advance(time);
        await DeleteAsync(host);
        return await host.QueryAsync(async data => new (string Kind, int Count)[]
        {
            ("half-way sign-ins", await data.HalfWaySignIns.CountAsync()),
            ("wizard runs", await data.WizardRuns.CountAsync()),
            ("set-up links", await data.SetUpLinks.CountAsync()),
            ("sessions", await data.Sessions.CountAsync()),
            ("grants", await data.EnrollmentGrants.CountAsync()),
            ("trusted browsers", await data.TrustedBrowsers.CountAsync()),
            ("diagnoses", await data.CodeDiagnoses.CountAsync()),
            ("unknown addresses", await data.FailureCounts.CountAsync(count => !data.Users.Any(user => user.Id == count.Subject))),
            ("retired authenticators", await data.Authenticators.CountAsync(a => a.State == AuthenticatorState.Retired)),
            ("mails", await data.OutboxMails.CountAsync()),
            ("links to a new password", await data.PasswordLinks.CountAsync()),
            ("links to freeze", await data.NotMeLinks.CountAsync()),
            ("reminders", await data.ExpiryReminders.CountAsync()),
        }.Where(left => left.Count > 0).Select(left => $"{left.Kind} {left.Count}"));
    }
}
