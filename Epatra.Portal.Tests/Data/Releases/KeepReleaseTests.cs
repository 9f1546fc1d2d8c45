#if KEEP
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Upkeep;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Data.Releases;

/// <summary>Not part of the suite: see keep.sh.</summary>
public sealed class KeepReleaseTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();
    private readonly KeptRelease release = new(Environment.GetEnvironmentVariable("RELEASE")!);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Fact]
    public async Task The_databases_of_this_release_are_kept()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(release.Backup)!);
        File.Delete(release.Backup);
        await Site.BackUpAsync(await LivedInAsync(await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite))), release.Backup);

        var database = await site.DatabaseAsync(nameof(DatabaseProvider.PostgreSql));
        await LivedInAsync(database);
        await KeptRelease.DumpAsync(database.Connection, release.Dump);
    }

    /// <summary>A portal in which people have done what people do.</summary>
    private async Task<PortalHost> LivedInAsync((DatabaseProvider, string) database)
    {
        var host = site.Start(database);
        var person = await host.AddWithNeitherAsync() with { Secret = DemoPeople.Key };
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Name, KeptRelease.Person)));
        await host.AddAuthenticatorAsync(person);
        await host.AddRecoveryCodesAsync(person);
        await host.AddWithGrantAsync("fr");
        var agent = await host.AddAgentAsync(Role.Administrator, "nl");
        using (await host.TrustingAsync(person))
        {
            using var asking = await host.AskForHelpAsync(await host.AddWithAuthenticatorAsync());
            using var desk = await host.AgentAsync(agent);
        }

        return host;
    }
}
#endif
