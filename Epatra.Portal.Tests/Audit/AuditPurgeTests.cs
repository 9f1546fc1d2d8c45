using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Audit;

public sealed class AuditPurgeTests
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Entries_go_by_whole_months_and_the_log_says_where_it_begins_now(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Audit:KeepMonths", "2"));
        await WriteAsync(host, "old");
        host.Time.Advance(TimeSpan.FromDays(45));
        await WriteAsync(host, "new");
        await PurgeAsync(host);
        Assert.Contains(await EntriesAsync(host), entry => entry.Details == "old");

        host.Time.Advance(TimeSpan.FromDays(48)); // 93 days are three calendar months or more
        await PurgeAsync(host);
        await AssertChainAsync(host, "new");

        host.Time.Advance(TimeSpan.FromDays(400));
        await PurgeAsync(host);
        await PurgeAsync(host);
        var left = await AssertChainAsync(host, null);
        Assert.True(left.Count <= 2, "the newest of what was there, and the entry that says so");
        await WriteAsync(host, "newest");
        Assert.Equal("newest", (await AssertChainAsync(host, null))[^1].Details);
    }

    [Fact]
    public async Task Without_the_setting_entries_stay_for_ever()
    {
        await using var host = await PortalHost.StartAsync();
        await WriteAsync(host, "old");
        host.Time.Advance(TimeSpan.FromDays(4_000));
        Assert.Equal(0, await host.RunAsync((AuditPurge purge) => purge.RunAsync(CancellationToken.None)));
        Assert.Contains(await Chain.ReadValidAsync(host), entry => entry.Details == "old");
    }

    private static Task<int> PurgeAsync(PortalHost host) => host.RunAsync((AuditPurge purge) => purge.RunAsync(CancellationToken.None));

    private static Task<bool> WriteAsync(PortalHost host, string details) => host.RunAsync(async (Transactions transactions) =>
    {
        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.SessionEnded, null, details);
            return Task.CompletedTask;
        });
        return true;
    });

    private static Task<List<AuditEntry>> EntriesAsync(PortalHost host) => host.QueryAsync(data => data.AuditEntries.AsNoTracking().OrderBy(entry => entry.Sequence).ToListAsync());

    /// <summary>The log holds together from its first entry on, and an entry vouches for this beginning.</summary>
    private static async Task<List<AuditEntry>> AssertChainAsync(PortalHost host, string? begins)
    {
        var entries = await EntriesAsync(host);
        Assert.True(begins is null || entries[0].Details == begins);
        Assert.Contains(entries, entry => entry.Kind == AuditKind.AuditPurged && entry.Details == $"begins {entries[0].Sequence} after {entries[0].PreviousHash}");
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal((pair.First.Sequence + 1, pair.First.Hash), (pair.Second.Sequence, pair.Second.PreviousHash)));
        Assert.All(entries, entry => Assert.Equal(AuditChain.Hash(entry), entry.Hash));
        return entries;
    }
}
