using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;

namespace Epatra.Portal.Upkeep;

/// <param name="BackupAt">When the backup was made, in UTC.</param>
/// <param name="BackupHead">The newest entry of its audit log.</param>
/// <param name="People">In it.</param>
/// <param name="Ended">How much was ended of what.</param>
/// <param name="Head">The newest entry now, which says that it was restored.</param>
internal sealed record RestoreReport(DateTime BackupAt, string BackupHead, int People, IReadOnlyDictionary<string, int> Ended, string Head)
{
    /// <summary>Where the database is that was there before; null when it is nowhere any more, or there was none.</summary>
    public string? Replaced { get; init; }

    /// <summary>People with a password and without an authenticator: nothing lets them in any more but the desk.</summary>
    public required int ForDesk { get; init; }

    /// <summary>People without a password, whose invitations are over.</summary>
    public required int ForInvitation { get; init; }
}

/// <summary>
/// Puts a backup in the place of the database of the settings. All is done to a copy first, by the portal's own services: what
/// fails leaves the database as it was.
/// </summary>
/// <param name="settings">Those of the portal, whose database nobody has opened yet.</param>
internal sealed class Restore(IConfiguration settings, IServiceScopeFactory scopes, IHostEnvironment environment, TimeProvider time)
{
    public const string Served = "A portal serves with the database of Database:ConnectionString. Stop it first, on every node.";
    public const string InUse = "There are people in the database of Database:ConnectionString. Make a backup of it, if it can still be read; then --force replaces it.";

    private const string Section = DatabaseOptions.Section;

    /// <returns>What was done, or why nothing was.</returns>
    public async Task<(RestoreReport? Report, string? Refusal)> RunAsync(string file, AuditHead? expected, bool force, CancellationToken stopping)
    {
        await using var place = Place(file);
        if (await place.RefusalAsync(force) is { } refusal)
        {
            return (null, refusal);
        }

        using var work = new WorkFolder(place.WorkFolder);
        var staged = work.File("portal.db");
        if (await BackupFile.UnpackAsync(file, staged, stopping) is { } damage)
        {
            return (null, $"{file} is damaged, or is no backup: {damage}");
        }

        var (report, wrong) = await ExamineAsync(staged, expected);
        return report is null ? (null, wrong) : (report with { Replaced = await place.InstallAsync(staged, stopping) }, null);
    }

    private async Task<(RestoreReport? Report, string? Refusal)> ExamineAsync(string staged, AuditHead? expected)
    {
        // The services read these settings when the first of them is made, which is now.
        (settings[$"{Section}:{nameof(DatabaseOptions.Provider)}"], settings[$"{Section}:{nameof(DatabaseOptions.ConnectionString)}"]) =
            (nameof(DatabaseProvider.Sqlite), $"Data Source={staged};Pooling=False");
        await using var scope = scopes.CreateAsyncScope();
        var backup = ActivatorUtilities.CreateInstance<StagedBackup>(scope.ServiceProvider, ActivatorUtilities.CreateInstance<RestoredTrust>(scope.ServiceProvider));
        return await backup.RefusalAsync(expected) is { } refusal ? (null, refusal) : (await backup.MakeSafeAsync(), null);
    }

    private IRestorePlace Place(string file)
    {
        var options = settings.GetSection(Section).Get<DatabaseOptions>() ?? new();
        return options.Provider switch
        {
            DatabaseProvider.Sqlite => new SqlitePlace(new SqliteConnectionStringBuilder(options.SqliteConnectionString(environment)).DataSource, time),
            DatabaseProvider.PostgreSql => new PostgreSqlPlace(options.ConnectionString, file + ".restoring"),
        };
    }
}
