using System.Text;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People.Import;

public sealed class ImportBatchTests
{
    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task A_portal_that_starts_anew_goes_on_where_the_last_one_was(string database)
    {
        var (first, company) = (await PortalHost.StartWithoutAsync(typeof(ImportService), Enum.Parse<DatabaseProvider>(database)), ImportActions.NewCompany());
        var id = await first.BeginAsync(ImportActions.Lines(company, 3 * ImportBatches.Size - 10));
        Assert.Equal(BatchOutcome.More, await first.BatchAsync(id));
        Assert.Equal((ImportBatches.Size, ImportBatches.Size + 1), await PositionAsync(first, id));
        Assert.Equal(ImportBatches.Size, (await first.EmailsAsync(company)).Count);

        await using var next = await first.RestartAsync();
        var import = await next.FinishAsync(id);
        Assert.Equal((ImportState.Done, 3 * ImportBatches.Size - 10), (import.State, import.Done));
        await EachOnceAsync(next, company, import.Done);
        await ChainHoldsAsync(next);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Two_nodes_add_everybody_once(string database)
    {
        await using var one = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        await using var other = one.StartNode();
        var (company, count) = (ImportActions.NewCompany(), 4 * ImportBatches.Size);
        var id = await one.BeginAsync(ImportActions.Lines(company, count));
        await Task.WhenAll(Task.Run(() => one.FinishAsync(id)), Task.Run(() => other.FinishAsync(id)));

        Assert.Equal((ImportState.Done, count), ((await one.ImportAsync(id)).State, (await one.ImportAsync(id)).Done));
        await EachOnceAsync(one, company, count);
        Assert.Equal(count, await one.QueryAsync(db => db.Invitations.CountAsync()));
        Assert.Equal(4, await one.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.PeopleImported)));
        Assert.Equal(1, await one.QueryAsync(db => db.AuditEntries.CountAsync(e => e.Kind == AuditKind.ImportEnded)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Whoever_is_there_by_the_time_is_left_out_and_what_is_cancelled_stops_between_two_batches(string database)
    {
        await using var host = await PortalHost.StartWithoutAsync(typeof(ImportService), Enum.Parse<DatabaseProvider>(database));
        var (company, hash) = (ImportActions.NewCompany(), ImportActions.OldHash());
        var id = await host.BeginAsync($"{ImportActions.Lines(company, 2 * ImportBatches.Size)}\nLast,last@{company}.example,{company},nl,user,,{hash}".Replace("language,role", "language,role,phone,password_hash", StringComparison.Ordinal));
        await host.RunAsync((Microsoft.AspNetCore.Identity.UserManager<PortalUser> users) => users.CreateAsync(
            new() { UserName = ImportActions.Email(company, 7).ToUpperInvariant(), Email = ImportActions.Email(company, 7), Name = "Seven", Language = "nl", CreatedAt = host.Time.Now() }));
        Assert.Equal(BatchOutcome.More, await host.BatchAsync(id));
        var import = await host.ImportAsync(id);
        Assert.Equal((ImportBatches.Size - 1, 1), (import.Done, import.LeftOut));
        Assert.Equal(1, await host.QueryAsync(db => db.ImportLines.CountAsync(l => l.ImportId == id && l.PasswordHash != null)));

        Assert.True(await host.RunAsync((Imports imports) => imports.CancelAsync(id)));
        Assert.Equal(BatchOutcome.Over, await host.BatchAsync(id));
        Assert.False(await host.RunAsync((Imports imports) => imports.CancelAsync(id)));
        Assert.Equal((ImportState.Cancelled, ImportBatches.Size - 1), ((await host.ImportAsync(id)).State, (await host.EmailsAsync(company)).Count));
        Assert.Equal(0, await host.QueryAsync(db => db.ImportLines.CountAsync(l => l.PasswordHash != null)));
        using var result = new MemoryStream();
        await host.RunAsync(async (ImportRows rows) =>
        {
            await ImportCsv.WriteAsync((await rows.FindAsync(id))!, rows.AllAsync(id, default), result, default);
            return true;
        });
        var results = Encoding.UTF8.GetString(result.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).CountBy(line => line.Split(',')[6]).ToDictionary();
        Assert.Equal((ImportBatches.Size - 1, 1, ImportBatches.Size + 1), (results["done"], results["left out"], results["not done"]));
    }

    [Fact]
    public async Task The_portal_works_by_itself_and_tells_how_far_it_is()
    {
        await using var host = await PortalHost.StartAsync();
        var company = ImportActions.NewCompany();
        var done = new TaskCompletionSource();
        var (import, _) = await host.RunAsync((Imports imports) => imports.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(ImportActions.Lines(company, 600))), null, default));
        using var told = ((LiveBus)host.Services.GetService(typeof(LiveBus))!).Subscribe(Imports.TopicOf(import!.Id), async _ =>
        {
            if ((await host.ImportAsync(import.Id)).State == ImportState.Done)
            {
                done.TrySetResult();
            }
        });
        Assert.Equal(ImportStart.Begun, await host.RunAsync((Imports imports) => imports.StartAsync(import.Id)));
        await done.Task.WaitAsync(Ear.Guard);
        await EachOnceAsync(host, company, 600);
    }

    [Fact]
    public async Task Passwords_that_come_along_expire_on_many_days_of_the_next_weeks()
    {
        await using var host = await PortalHost.StartAsync();
        var (company, hash) = (ImportActions.NewCompany(), ImportActions.OldHash());
        var lines = Enumerable.Range(1, 210).Select(i => $"Person,{ImportActions.Email(company, i)},{company},{hash}").Prepend("name,email,company,password_hash");
        var now = host.Time.Now();
        await host.FinishAsync(await host.BeginAsync(string.Join('\n', lines)));
        var days = (await host.QueryAsync(db => db.Users.Where(u => u.Company == company).Select(u => u.PasswordExpiresAt!.Value).ToListAsync())).ConvertAll(at => (at - now).Days);
        Assert.Equal((14, 83), (days.Min(), days.Max()));
        Assert.All(days.CountBy(day => day), day => Assert.Equal(3, day.Value));
    }

    private static async Task<(int Done, int Position)> PositionAsync(PortalHost host, Guid id) => await host.ImportAsync(id) is var import ? (import.Done, import.Position) : default;

    private static async Task EachOnceAsync(PortalHost host, string company, int count) =>
        Assert.Equal(Enumerable.Range(1, count).Select(i => ImportActions.Email(company, i)).Order(), (await host.EmailsAsync(company)).Order());

    private static async Task ChainHoldsAsync(PortalHost host) => Assert.True((await host.RunAsync((AuditVerification verification) => verification.RunAsync(expected: null))).IsIntact);
}
