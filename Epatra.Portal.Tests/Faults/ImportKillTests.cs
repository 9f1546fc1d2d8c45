using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.People.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Faults;

/// <summary>The built portal as a process on PostgreSQL, killed (kill -9) in the middle of an import.</summary>
public sealed class ImportKillTests : IDisposable
{
    private const int Count = 6 * ImportBatches.Size;

    private readonly DirectoryInfo mails = Directory.CreateTempSubdirectory("portal-mail-");
    private readonly string company = ImportActions.NewCompany();

    [Fact]
    public async Task A_portal_that_is_killed_in_an_import_goes_on_by_itself_and_does_every_line_once()
    {
        var database = await (await PostgreSqlCluster.GetAsync()).CreateDatabaseAsync();
        await using var host = PortalHost.StartOnWithout(typeof(ImportService), DatabaseProvider.PostgreSql, database, new());
        var id = await host.BeginAsync(ImportActions.Lines(company, Count));
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await HoldAsync(scope.ServiceProvider, line: 3 * ImportBatches.Size); // in the third batch, which comes to no end
            await using var portal = Start(database);
            await UntilAsync(host, id, import => import.Done == 2 * ImportBatches.Size);
            await portal.KillAsync();
        }

        Assert.Equal((ImportState.Running, 2 * ImportBatches.Size), ((await host.ImportAsync(id)).State, (await host.EmailsAsync(company)).Count));
        await using var next = Start(database);
        await UntilAsync(host, id, import => import.State == ImportState.Done);
        await EachOnceAsync(host);
        Assert.Equal(Count, (await host.ImportAsync(id)).Done);
        Assert.True((await host.RunAsync((AuditVerification verification) => verification.RunAsync(expected: null))).IsIntact);
    }

    public void Dispose() => mails.Delete(recursive: true);

    /// <summary>Somebody with the address of a line, in a transaction that stays open: who adds the line waits for it.</summary>
    private async Task HoldAsync(IServiceProvider services, int line)
    {
        var (db, email) = (services.GetRequiredService<PortalDbContext>(), ImportActions.Email(company, line));
        await db.Database.BeginTransactionAsync();
        db.Users.Add(new() { Name = "", Language = "nl", UserName = email, NormalizedUserName = email.ToUpperInvariant() });
        await db.SaveChangesAsync();
    }

    /// <summary>Waits for what the process does to the import, which it tells after each batch.</summary>
    private static async Task UntilAsync(PortalHost host, Guid id, Func<PeopleImport, bool> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var told = host.Services.GetRequiredService<LiveBus>().Subscribe(Imports.TopicOf(id), async _ =>
        {
            if (wanted(await host.ImportAsync(id)))
            {
                seen.TrySetResult();
            }
        });
        await seen.Task.WaitAsync(Ear.Guard);
    }

    private async Task EachOnceAsync(PortalHost host)
    {
        var everybody = Enumerable.Range(1, Count).Select(i => ImportActions.Email(company, i)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(everybody, (await host.EmailsAsync(company)).Order(StringComparer.Ordinal));
        Assert.Equal(everybody, (await host.QueryAsync(db => db.OutboxMails.Select(m => m.Recipient).ToListAsync())).Order(StringComparer.Ordinal));
        Assert.Equal(Count, await host.QueryAsync(db => db.Invitations.Select(i => i.UserId).Distinct().CountAsync()));
        Assert.Equal(Count, await host.QueryAsync(db => db.Invitations.CountAsync()));
    }

    private PortalProcess Start(string database) => PortalProcess.Start(
        AppContext.BaseDirectory,
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Database__Provider", nameof(DatabaseProvider.PostgreSql)), ("Database__ConnectionString", database),
            ("Portal__Demo", "false"), ("Mail__PickupDirectory", mails.FullName),
        ]);
}
