using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Upkeep;

/// <summary>A backup of one database, restored to another of either kind: who may do what afterwards.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private const string Sqlite = nameof(DatabaseProvider.Sqlite);
    private const string PostgreSql = nameof(DatabaseProvider.PostgreSql);

    private readonly Site site = Site.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory]
    [InlineData(Sqlite, Sqlite)]
    [InlineData(PostgreSql, PostgreSql)]
    [InlineData(Sqlite, PostgreSql)]
    [InlineData(PostgreSql, Sqlite)]
    public async Task A_restore_brings_back_people_and_nothing_that_was_used_or_revoked_since(string from, string to)
    {
        var host = site.Start(await site.DatabaseAsync(from));
        var person = await host.AddWithAuthenticatorAsync();
        var newcomer = await host.AddWithGrantAsync();
        var codes = await host.AddRecoveryCodesAsync(person);
        using var trusting = await host.TrustingAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        await AddPendingAsync(host, person);
        var report = await Site.BackUpAsync(host, site.Backup);
        var code = await host.CodeAsync(person);
        var head = (await Chain.ReadValidAsync(host))[^1];
        await site.StopAsync(host);

        var target = await site.DatabaseAsync(to, "restored");
        var (exitCode, output, errors) = await site.ProgramAsync(target, [], "restore", site.Backup, "--json");
        Assert.Equal((0, ""), (exitCode, errors));
        var said = JsonDocument.Parse(output).RootElement;
        Assert.Equal(report.Head, said.GetProperty("backupHead").GetString());
        Assert.Equal(2, said.GetProperty("people").GetInt32());
        Assert.Equal((1, 0), (said.GetProperty("forDesk").GetInt32(), said.GetProperty("forInvitation").GetInt32()));
        var ended = said.GetProperty("ended");
        Assert.Equal((10, 1, 2, 1), (Count("recovery codes"), Count("trusted browsers"), Count("links"), Count("resets"))); // one of the links is that to the first administrator

        var restored = site.Start(target);
        using var same = Same(visitor, host, restored);
        await same.GoAsync("/");
        Assert.StartsWith("/sign-in", same.At);
        using var trusted = Same(trusting, host, restored);
        Assert.False(await trusted.PasswordIsEnoughAsync(person));
        await trusted.SubmitCodeAsync(code);
        Assert.NotNull(trusted.Error);
        Assert.All(await restored.QueryAsync(db => db.RecoveryCodes.ToListAsync()), row => Assert.NotNull(row.UsedAt));
        await trusted.GoAsync("/sign-in/recovery");
        await trusted.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]));
        Assert.NotNull(trusted.Error);
        await AssertNothingPendingAsync(restored, person);

        restored.Time.Advance(TimeSpan.FromSeconds(90));
        using var again = new Visitor(restored.Address);
        await again.SignInAsync(person, restored);
        Assert.Equal("/", again.At);
        using var first = await restored.HalfWayAsync(newcomer);
        Assert.Equal("/sign-in/help", first.At); // the first grant may have been used since
        await restored.AddWithAuthenticatorAsync(); // numbers go on after those that were restored
        var entries = await Chain.ReadValidAsync(restored);
        Assert.Equal((AuditKind.BackupRestored, report.Head), (entries[(int)head.Sequence].Kind, entries[(int)head.Sequence].Details!.Split(["ended with ", ";"], StringSplitOptions.None)[1]));

        int Count(string kind) => ended.GetProperty(kind).GetInt32();
    }

    [Fact]
    public async Task A_backup_that_does_not_end_with_the_head_is_refused_and_no_head_keeps_recovery_codes_alive()
    {
        var database = await site.DatabaseAsync(Sqlite);
        var host = site.Start(database);
        var person = await host.AddWithAuthenticatorAsync();
        var codes = await host.AddRecoveryCodesAsync(person);
        await DoAsync(host);
        var head = await HeadAsync(host);
        var made = await Site.BackUpAsync(host, site.Backup);
        using (var visitor = await host.HalfWayAsync(person)) // the portal serves on, and the backup does not know
        {
            await visitor.GoAsync("/sign-in/recovery");
            await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]));
            Assert.Null(visitor.Error);
        }

        await host.AddWithGrantAsync();
        await DoAsync(host);
        var later = await HeadAsync(host);
        await site.StopAsync(host);

        var (exitCode, _, errors) = await site.ProgramAsync(database, [], "restore", site.Backup, "--force", "--expect-head", later);
        Assert.Equal(1, exitCode);
        Assert.Contains($"The backup does not end with {later}", errors);
        (exitCode, var output, _) = await site.ProgramAsync(database, [], "restore", site.Backup, "--force", "--expect-head", made.Head);
        Assert.Equal(0, exitCode);
        Assert.Contains("portal.db.replaced-", output);

        var restored = site.Start(database);
        Assert.All(await restored.QueryAsync(db => db.RecoveryCodes.ToListAsync()), row => Assert.NotNull(row.UsedAt));
        using var again = await restored.HalfWayAsync(person);
        await again.GoAsync("/sign-in/recovery");
        await again.SubmitAsync("recovery-form", ("Input.RecoveryCode", codes[0]));
        Assert.NotNull(again.Error);
        Assert.Single(await restored.QueryAsync(db => db.Users.ToListAsync()));
        var verdict = await restored.RunAsync((AuditVerification verification) => verification.RunAsync(AuditHead.Parse(later)));
        Assert.Equal(AuditFault.HeadBeforeRestore, Assert.Single(verdict.Breaks).Fault);
        Assert.Contains("an older backup was restored", verdict.Breaks[0].ToString());
        Assert.True((await restored.RunAsync((AuditVerification verification) => verification.RunAsync(AuditHead.Parse(head)))).IsIntact);
    }

    private static Task<bool> DoAsync(PortalHost host) => host.RunAsync((Transactions transactions) => transactions.RunAsync(effects =>
    {
        effects.Audit(AuditKind.PersonSeen, null);
        return Task.FromResult(true);
    }));

    /// <summary>What is under way at the moment of the backup: a link, an announced reset, what a caller has proven.</summary>
    private static Task<int> AddPendingAsync(PortalHost host, TestPerson person) => host.QueryAsync(db =>
    {
        var now = host.Time.Now();
        db.PasswordLinks.Add(new PasswordLink { UserId = person.Id, TokenHash = "hash", CreatedAt = now, ExpiresAt = now.AddHours(1) });
        db.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.Reset, CreatedAt = now, ExpiresAt = now.AddHours(1) });
        db.Resets.Add(new AuthenticatorReset
        {
            UserId = person.Id,
            AgentId = person.Id,
            Cause = Cause.NewPhone,
            Note = "",
            Proof = ResetProof.Delay,
            AskedAt = now,
            State = ResetState.Announced,
            DueAt = now.AddHours(-1),
        });
        db.HelpRequests.Add(new Support.Help.HelpRequest
        {
            UserId = person.Id,
            Kind = Support.Help.RequestKind.CannotGetIn,
            Email = person.Email,
            CreatedAt = now,
            SentAt = now,
            SupportCodeAt = now,
            MailCodeAt = now,
            MailCodeHash = "hash",
        });
        return db.SaveChangesAsync();
    });

    private static async Task AssertNothingPendingAsync(PortalHost host, TestPerson person)
    {
        Assert.Equal(0, await host.QueryAsync(db => db.Sessions.CountAsync(s => s.EndedAt == null)));
        Assert.Equal(0, await host.QueryAsync(db => db.TrustedBrowsers.CountAsync(b => b.EndedAt == null)));
        Assert.Equal(0, await host.QueryAsync(db => db.PasswordLinks.CountAsync(l => l.EndedAt == null)));
        Assert.Equal(0, await host.QueryAsync(db => db.EnrollmentGrants.CountAsync(g => g.UserId == person.Id && g.UsedAt == null)));
        Assert.Equal(ResetState.Cancelled, await host.QueryAsync(db => db.Resets.Select(r => r.State).SingleAsync()));
        Assert.Equal(0, await host.QueryAsync(db => db.HelpRequests.CountAsync(r => r.SupportCodeAt != null || r.MailCodeAt != null || r.MailCodeHash != null)));
    }

    private static Visitor Same(Visitor visitor, PortalHost from, PortalHost to)
    {
        var same = new Visitor(to.Address);
        same.Cookies.Add(to.Address, visitor.Cookies.GetCookies(from.Address));
        return same;
    }

    private static async Task<string> HeadAsync(PortalHost host) =>
        (await host.RunAsync((AuditVerification verification) => verification.HeadAsync(CancellationToken.None)))!.ToString();
}
