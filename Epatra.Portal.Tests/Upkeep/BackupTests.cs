using System.Text.Json;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Upkeep;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_backup_holds_every_row_as_it_is(string provider)
    {
        var host = site.Start(await site.DatabaseAsync(provider), ("Portal:Demo", "true"));
        var person = await host.AddWithAuthenticatorAsync(name: "Zoë 'de Wit' 𝄞");
        await host.AddRecoveryCodesAsync(person);
        using var visitor = await host.TrustingAsync(person);
        using var asking = await host.AskForHelpAsync(person);

        await Site.BackUpAsync(host, site.Backup);
        Assert.Null(await BackupFile.UnpackAsync(site.Backup, site.File("copy.db"), CancellationToken.None));
        await using var copy = BackupFile.Open(site.File("copy.db"));
        var (theirs, ours) = (await host.QueryAsync(RowsAsync), await RowsAsync(copy));
        Assert.Equal(theirs.Keys, ours.Keys);
        Assert.All(theirs, table => Assert.Equal(table.Value, ours[table.Key]));
        Assert.True(theirs.Values.Count(rows => rows.Length > 0) > 10); // enough tables to say something
        Assert.Equal(1, await copy.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM SearchIndex('\"wit\"')").SingleAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_backup_is_of_one_moment_whatever_is_written_meanwhile(string provider)
    {
        var host = site.Start(await site.DatabaseAsync(provider));
        using var enough = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => WriteAsync(host, began, enough.Token))).ToList();
        await began.Task;
        await Site.BackUpAsync(host, site.Backup);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Null(await BackupFile.UnpackAsync(site.Backup, site.File("copy.db"), CancellationToken.None));
        await using var copy = BackupFile.Open(site.File("copy.db"));
        await Chain.ReadValidAsync(copy);
        var uses = await copy.CodeUses.CountAsync();
        Assert.InRange(uses, 1, await host.QueryAsync(db => db.CodeUses.CountAsync()));
        Assert.Equal(uses, await copy.AuditEntries.CountAsync(e => e.Kind == AuditKind.PersonSeen)); // written in one transaction with them
    }

    [Fact]
    public async Task The_program_makes_a_file_that_only_its_owner_reads_and_replaces_none_that_is_there()
    {
        var database = await site.DatabaseAsync(nameof(DatabaseProvider.Sqlite));
        var (exitCode, _, errors) = await site.ProgramAsync(database, [], "backup", site.Backup);
        Assert.Equal(1, exitCode);
        Assert.Contains("Database:ConnectionString", errors);
        Assert.False(File.Exists(site.File("portal.db")));

        var host = site.Start(database);
        (exitCode, var output, errors) = await site.ProcessAsync(database, [], "backup", site.Backup, "--json");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal("600", await Tool.RunAsync("stat", "-c", "%a", site.Backup));
        Assert.Equal((await Chain.ReadValidAsync(host))[^1].Hash, JsonDocument.Parse(output).RootElement.GetProperty("head").GetString()!.Split(':')[1]);
        Assert.False(Directory.Exists(site.Backup + ".partial"));

        var bytes = await File.ReadAllBytesAsync(site.Backup);
        (exitCode, _, errors) = await site.ProgramAsync(database, [], "backup", site.Backup);
        Assert.Equal(1, exitCode);
        Assert.Contains("--force replaces it", errors);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(site.Backup));
        (exitCode, output, _) = await site.ProgramAsync(database, [], "backup", site.Backup, "--force");
        Assert.Equal(0, exitCode);
        Assert.Contains("It was read back and is whole.", output);
        Assert.NotEqual(bytes, await File.ReadAllBytesAsync(site.Backup));
    }

    /// <summary>Of each table, each row with all its values, in an order that both databases share.</summary>
    private static async Task<SortedDictionary<string, string[]>> RowsAsync(PortalDbContext database)
    {
        var tables = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var entity in database.Model.GetEntityTypes())
        {
            var rows = (IQueryable<object>)database.GetType().GetMethod(nameof(DbContext.Set), 1, [])!.MakeGenericMethod(entity.ClrType).Invoke(database, [])!;
            tables[entity.ClrType.Name] = [.. (await rows.AsNoTracking().ToListAsync()).Select(row => JsonSerializer.Serialize(row, row.GetType())).Order(StringComparer.Ordinal)];
        }

        return tables;
    }

    private static async Task WriteAsync(PortalHost host, TaskCompletionSource began, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await host.RunAsync(async (IServiceProvider services) => await services.GetRequiredService<Transactions>().RunAsync(async effects =>
            {
                var database = services.GetRequiredService<PortalDbContext>();
                database.CodeUses.Add(new CodeUse { Week = new(2026, 11, 16), Kind = CodeUseKind.SignIn, App = AuthenticatorApp.Google, Outcome = CodeOutcome.Wrong, First = true });
                effects.Audit(AuditKind.PersonSeen, null);
                return await database.SaveChangesAsync();
            }));
            began.TrySetResult();
        }
    }
}
