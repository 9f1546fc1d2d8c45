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
        ["freeze"] = (host, person) => host.SetAsync(person, u => u.FrozenAt = host.Time.Now()),
        ["account"] = (host, person) => host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteDeleteAsync()),
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

    [Theory]
    [InlineData("Sqlite", "role")]
    [InlineData("Sqlite", "lock")]
    [InlineData("Sqlite", "freeze")]
    [InlineData("Sqlite", "account")]
    [InlineData("PostgreSql", "role")]
    [InlineData("PostgreSql", "lock")]
    [InlineData("PostgreSql", "freeze")]
    [InlineData("PostgreSql", "account")]
    public async Task An_import_of_somebody_who_administers_no_more_is_cancelled_before_its_next_batch(string database, string lost)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var administrator = await host.AddAgentAsync(Role.Administrator);
        var id = await RunningAsync(host, ImportActions.Lines(company, ImportBatches.Size + 1), administrator);
        await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == administrator.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, x => x.CreatedAt)));
        Assert.Equal(BatchOutcome.More, await host.BatchAsync(id)); // whether somebody is signed in says nothing
        await Losses[lost](host, administrator);

        Assert.Equal(BatchOutcome.Over, await host.BatchAsync(id));
        Assert.Equal((ImportState.Cancelled, ImportBatches.Size), ((await host.ImportAsync(id)).State, (await host.EmailsAsync(company)).Count));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_import_goes_on_as_long_as_whoever_began_it_administers_whoever_brought_it(string database)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var (bringer, starter) = (await host.AddAgentAsync(Role.Administrator), await host.AddAgentAsync(Role.Administrator));
        var id = await host.ReadAsync(ImportActions.Lines(company, 1));
        await host.QueryAsync(db => db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(i => i.SetProperty(x => x.UserId, bringer.Id)));
        await Losses["role"](host, bringer);

        Assert.Equal(ImportStart.Begun, await host.AsAsync(starter, (Imports imports) => imports.StartAsync(id)));

        Assert.Equal(starter.Id, await host.QueryAsync(db => db.Imports.Where(i => i.Id == id).Select(i => i.UserId).SingleAsync()));
        Assert.Equal(ImportState.Done, (await host.FinishAsync(id)).State);
    }

    /// <summary>One that no portal works on.</summary>
    /// <param name="by">Who brought it; null for the command line.</param>
    private static async Task<Guid> RunningAsync(PortalHost host, string? lines = null, TestPerson? by = null)
    {
        var id = await host.ReadAsync(lines ?? ImportActions.Lines(ImportActions.NewCompany(), 1));
        await host.QueryAsync(db => db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(i => i.SetProperty(x => x.UserId, by == null ? null : by.Id)));
        await host.QueryAsync(db => db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ImportState.Running)));
        return id;
    }
}
