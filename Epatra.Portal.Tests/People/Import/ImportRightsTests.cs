using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People.Import;

/// <summary>What is taken from an administrator between the page and the transaction.</summary>
[Collection(PortalFixture.Collection)]
public sealed class ImportRightsTests(PortalFixture portal)
{
    private static readonly Dictionary<string, Func<PortalHost, TestPerson, Task>> Losses = new()
    {
        ["role"] = (host, person) => host.SetAsync(person, u => u.Role = Role.Agent),
        ["lock"] = (host, person) => host.SetAsync(person, u => u.DisabledAt = host.Time.Now()),
        ["session"] = async (host, person) => await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, x => x.CreatedAt))),
        ["proof"] = async (host, person) => await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.ProofAt, (DateTime?)null))),
    };

    [Theory]
    [InlineData("Sqlite", "role")]
    [InlineData("Sqlite", "lock")]
    [InlineData("Sqlite", "session")]
    [InlineData("Sqlite", "proof")]
    [InlineData("PostgreSql", "role")]
    [InlineData("PostgreSql", "lock")]
    [InlineData("PostgreSql", "session")]
    [InlineData("PostgreSql", "proof")]
    public async Task Whoever_has_lost_the_right_by_the_transaction_begins_and_stops_nothing_and_the_log_says_so(string database, string lost)
    {
        var (host, lose) = (portal.On(database), Losses[lost]);
        var administrator = await host.AddAgentAsync(Role.Administrator);
        var (ready, running) = (await host.ReadAsync(ImportActions.Lines(ImportActions.NewCompany(), 1)), await RunningAsync(host));
        var (start, cancelled) = await host.AsAsync(administrator, async (ImportDesk desk) =>
        {
            await lose(host, administrator);
            return (await desk.StartAsync(ready), await desk.CancelAsync(running));
        });

        var mayStop = lost == "proof";
        Assert.Equal((ImportStart.NotFresh, mayStop), (start, cancelled));
        Assert.Equal((ImportState.Ready, mayStop ? ImportState.Cancelled : ImportState.Running), ((await host.ImportAsync(ready)).State, (await host.ImportAsync(running)).State));
        var refusals = await host.QueryAsync(db => db.AuditEntries.Where(e => e.Kind == AuditKind.ImportRefused && e.ActorId == administrator.Id).OrderBy(e => e.Sequence).Select(e => e.Details).ToListAsync());
        Assert.Equal(mayStop ? [$"import {ready} start"] : [$"import {ready} start", $"import {running} cancel"], refusals);
    }

    /// <summary>One that no portal works on.</summary>
    private static async Task<Guid> RunningAsync(PortalHost host)
    {
        var id = await host.ReadAsync(ImportActions.Lines(ImportActions.NewCompany(), 1));
        await host.QueryAsync(db => db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ImportState.Running)));
        return id;
    }
}
