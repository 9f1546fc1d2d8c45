using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Upkeep;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Data.Releases;

/// <summary>What every release has left behind, in the hands of this version.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();

    public static TheoryData<string, string> Kept
    {
        get
        {
            var kept = new TheoryData<string, string>();
            foreach (var release in KeptRelease.All)
            {
                kept.Add(release, nameof(DatabaseProvider.Sqlite));
                kept.Add(release, nameof(DatabaseProvider.PostgreSql));
            }

            return kept;
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory, MemberData(nameof(Kept))]
    public async Task A_database_of_every_release_is_brought_up_to_date_and_people_get_in(string release, string provider)
    {
        var (database, kept) = (await site.DatabaseAsync(provider), new KeptRelease(release));
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            Assert.Null(await BackupFile.UnpackAsync(kept.Backup, site.File("portal.db"), CancellationToken.None));
        }
        else
        {
            await kept.FillAsync(database.Connection);
        }

        await PeopleGetInAsync(site.Start(database));
    }

    [Theory, MemberData(nameof(Kept))]
    public async Task A_backup_of_every_release_can_be_restored(string release, string provider)
    {
        var database = await site.DatabaseAsync(provider);
        var (exitCode, _, errors) = await site.ProgramAsync(database, [], "restore", new KeptRelease(release).Backup);
        Assert.Equal((0, ""), (exitCode, errors));

        var host = site.Start(database);
        host.Time.Advance(TimeSpan.FromSeconds(90)); // past the codes that the restore refuses
        await PeopleGetInAsync(host);
    }

    private static async Task PeopleGetInAsync(PortalHost host)
    {
        Assert.Empty(await host.QueryAsync(db => db.Database.GetPendingMigrationsAsync()));
        var person = await KeptRelease.PersonAsync(host);
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Equal("/", visitor.At);
        var verdict = await host.RunAsync((AuditVerification verification) => verification.RunAsync(expected: null));
        Assert.True(verdict.IsIntact);
        Assert.True(verdict.Entries > 10); // enough to say something
    }
}
