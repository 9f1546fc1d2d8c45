using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Audit;

/// <summary>On databases of its own: here the log is broken on purpose.</summary>
public sealed class AuditVerificationTests
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_somebody_does_to_the_rows_is_found_with_its_place(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => WriteAsync(host, $"entry {i}")));
        var written = await VerifyAsync(host);
        Assert.True(written.IsIntact);
        var head = written.Head!;

        await WriteAsync(host, "later");
        Assert.True((await VerifyAsync(host, head)).IsIntact);

        await host.QueryAsync(data => data.AuditEntries.Where(e => e.Sequence == 2).ExecuteUpdateAsync(e => e.SetProperty(x => x.Address, (string?)null).SetProperty(x => x.AddressSalt, (string?)null)));
        Assert.True((await VerifyAsync(host, head)).IsIntact);

        await host.QueryAsync(data => data.AuditEntries.Where(e => e.Sequence == 3).ExecuteUpdateAsync(e => e.SetProperty(x => x.Details, "edited")));
        await host.QueryAsync(data => data.AuditEntries.Where(e => e.Sequence == 6 || e.Sequence == 7).ExecuteDeleteAsync());
        await host.QueryAsync(data => data.AuditEntries.Where(e => e.Sequence >= head.Sequence).ExecuteDeleteAsync());
        Assert.Equal(
            [new AuditBreak(AuditFault.Changed, 3, 3), new AuditBreak(AuditFault.Missing, 6, 7), new AuditBreak(AuditFault.HeadMissing, head.Sequence, head.Sequence)],
            (await VerifyAsync(host, head)).Breaks);

        await host.QueryAsync(data => data.Database.ExecuteSqlAsync($"UPDATE \"AuditEntries\" SET \"Kind\" = 'Nonsense' WHERE \"Sequence\" = 5"));
        Assert.Equal([new AuditBreak(AuditFault.Changed, 3, 3), new AuditBreak(AuditFault.Unreadable, 5, 5)], (await VerifyAsync(host, head)).Breaks); // the rest was not looked at
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_rightful_purge_is_no_break(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Audit:KeepMonths", "2"));
        await WriteAsync(host, "old");
        host.Time.Advance(TimeSpan.FromDays(100));
        await WriteAsync(host, "new");
        await host.RunAsync((AuditPurge purge) => purge.RunAsync(CancellationToken.None)); // unless the portal was faster

        var verdict = await VerifyAsync(host);
        Assert.True(verdict.IsIntact);
        Assert.True(verdict.First!.Value.Sequence > 1);
    }

    [Fact]
    public async Task Two_nodes_that_write_at_once_write_one_chain()
    {
        await using var one = await PortalHost.StartAsync(DatabaseProvider.PostgreSql);
        await using var other = one.StartNode();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => WriteAsync(i % 2 == 0 ? one : other, $"entry {i}"))));

        var verdict = await VerifyAsync(one);
        Assert.True(verdict.IsIntact);
        Assert.True(verdict.Entries >= 60);
    }

    [Fact]
    public async Task The_head_is_in_the_log_of_the_portal_every_day()
    {
        await using var host = await PortalHost.StartAsync();
        var log = LogLines.Of(host);
        await WriteAsync(host, "entry");
        var head = (await VerifyAsync(host)).Head!;
        using var guard = new CancellationTokenSource(Live.Ear.Guard);
        while (!log.All.Any(line => line.Contains($"The audit log ends with {head}", StringComparison.Ordinal)))
        {
            guard.Token.ThrowIfCancellationRequested();
            host.Time.Advance(AuditHeadLog.Every);
            await host.QueryAsync(data => data.AuditEntries.CountAsync());
        }
    }

    private static Task<AuditVerdict> VerifyAsync(PortalHost host, AuditHead? expected = null) => host.RunAsync((AuditVerification verification) => verification.RunAsync(expected));

    private static Task<bool> WriteAsync(PortalHost host, string details) => host.RunAsync(async (Transactions transactions) =>
    {
        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.SessionEnded, null, details);
            return Task.CompletedTask;
        });
        return true;
    });
}
