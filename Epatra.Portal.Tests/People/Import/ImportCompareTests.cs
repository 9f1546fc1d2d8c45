using System.Globalization;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.People.Import;

[Collection(PortalFixture.Collection)]
public sealed class ImportCompareTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_same_address_is_found_however_far_up_in_the_file_it_is(string database)
    {
        var (host, company) = (portal.On(database), ImportActions.NewCompany());
        var id = await host.ReadAsync($"{ImportActions.Lines(company, 2_500)}\nAgain,{ImportActions.Email(company, 3).ToUpperInvariant()},{company},nl,user\nNobody,,{company},nl,user\nNobody,,{company},nl,user");

        Assert.Equal((2_503, 3), await host.ImportAsync(id) is var import ? (import.Lines, import.LeftOut) : default);
        Assert.Equal(
            [(2_502, ImportProblems.Duplicate), (2_503, ImportProblems.EmailMissing), (2_504, ImportProblems.EmailMissing)],
            await host.QueryAsync(async db => (await db.ImportLines.Where(l => l.ImportId == id && l.Problems != ImportProblems.None).OrderBy(l => l.Line).ToListAsync()).ConvertAll(l => (l.Line, l.Problems))));
    }

    /// <summary>By the numbers of lines it would take a hundred thousand lines minutes, with every sign-in waiting.</summary>
    [Fact]
    public async Task SQLite_looks_for_the_same_address_by_addresses()
    {
        var statement = Imports.Duplicates(Guid.Empty, 0, 1);
        var plan = await portal.Sqlite.QueryAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + string.Format(CultureInfo.InvariantCulture, statement.Format, [.. statement.GetArguments().Select(value => $"'{value}'")]);
            await using var rows = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await rows.ReadAsync())
            {
                steps.Add(rows.GetString(3));
            }

            return steps;
        });
        Assert.Contains(plan, step => step.EndsWith("IX_ImportLines_ImportId_NormalizedEmail (ImportId=? AND NormalizedEmail=?)", StringComparison.Ordinal));
    }
}
