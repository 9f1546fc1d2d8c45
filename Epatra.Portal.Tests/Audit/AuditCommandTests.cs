using System.Text.Json;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Audit;

public sealed class AuditCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");
    private PortalHost host = null!;
    private string connection = "";

    private string Table => Path.Combine(folder.FullName, "audit.csv");

    public async Task InitializeAsync()
    {
        connection = $"Data Source={folder.FullName}/portal.db";
        host = PortalHost.StartOn(DatabaseProvider.Sqlite, connection, new());
        var person = await host.AddWithAuthenticatorAsync(name: "=cmd|' /C calc'!A0");
        await host.RunAsync(async (Transactions transactions) =>
        {
            await transactions.RunAsync(effects =>
            {
                effects.Audit(AuditKind.SignedIn, person.Id, "with, a comma");
                effects.Audit(AuditKind.SignedOut, "erased");
                return Task.CompletedTask;
            });
            return true;
        });
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_program_verifies_beside_a_portal_that_serves_and_ends_with_1_when_something_is_broken()
    {
        var (exitCode, output, errors) = await ProgramAsync("audit", "verify", "--json");
        var said = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, "", true), (exitCode, errors, said.GetProperty("intact").GetBoolean()));
        var head = said.GetProperty("head").GetString()!;

        (exitCode, output, _) = await ProgramAsync("audit", "verify", "--expect-head", head);
        Assert.Equal(0, exitCode);
        Assert.Contains("Nothing was changed, taken away, put in or moved.", output);
        Assert.Contains($"Head: {head}", output);

        await host.QueryAsync(data => data.AuditEntries.Where(e => e.Kind == AuditKind.SignedOut).ExecuteDeleteAsync());
        (exitCode, output, _) = await ProgramAsync("audit", "verify", "--expect-head", head);
        Assert.Equal(1, exitCode);
        Assert.Contains($"Broken: entry {head.Split(':')[0]}, which the expected head names, is not there", output);
    }

    [Fact]
    public async Task The_export_is_a_table_that_no_spreadsheet_runs_and_names_the_head()
    {
        var (exitCode, output, errors) = await ProgramAsync("audit", "export", Table, "--json");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal("600", await Tool.RunAsync("stat", "-c", "%a", Table));
        var lines = await File.ReadAllLinesAsync(Table);
        Assert.Equal("sequence,at,kind,actor_id,actor,subject_id,subject,details,address,address_digest,previous_hash,hash", lines[0]);
        var signedIn = Assert.Single(lines, line => line.Contains(",SignedIn,", StringComparison.Ordinal));
        Assert.Contains(",\"'=cmd|' /C calc'!A0\",\"with, a comma\",", signedIn);
        Assert.Contains(",erased,,", lines[^1]);
        var entries = await Chain.ReadValidAsync(host);
        Assert.Equal((entries.Count, $"{entries[^1].Sequence}:{entries[^1].Hash}"), (lines.Length - 1, JsonDocument.Parse(output).RootElement.GetProperty("head").GetString()));
        Assert.EndsWith($",{entries[^1].Hash}", lines[^1]);

        (exitCode, _, errors) = await ProgramAsync("audit", "export", Table);
        Assert.Equal(1, exitCode);
        Assert.Contains("already exists", errors);
        await using var process = PortalProcess.Start(AppContext.BaseDirectory, folder.FullName, [("Database__ConnectionString", connection)], "audit", "export", "-");
        (exitCode, output, errors) = await process.EndAsync();
        Assert.Equal((0, string.Join('\n', lines)), (exitCode, output.TrimStart('\uFEFF')));
        Assert.Contains($"Head: {entries[^1].Sequence}:", errors);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_said_and_not_made()
    {
        connection = $"Data Source={folder.FullName}/none.db";
        var (exitCode, _, errors) = await ProgramAsync("audit", "verify");

        Assert.Equal(1, exitCode);
        Assert.Contains("Database:ConnectionString", errors);
        Assert.False(File.Exists(Path.Combine(folder.FullName, "none.db")));
    }

    [Theory]
    [InlineData(2, "audit")]
    [InlineData(2, "audit", "export")]
    [InlineData(2, "audit", "verify", "--expect-head", "7")]
    [InlineData(0, "audit", "--help")]
    [InlineData(0, "audit", "verify", "--help")]
    [InlineData(0, "audit", "export", "--help")]
    public async Task A_wrong_call_ends_with_2_and_help_with_0_and_neither_needs_a_portal(int exitCode, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(exitCode, await CommandLine.RunAsync(arguments, () => throw new InvalidOperationException("It asks for a portal."), output, errors));
        Assert.Equal(exitCode == 0, errors.ToString().Length == 0);
    }

    [Fact]
    public async Task Wrong_settings_end_a_command_with_2()
    {
        var (exitCode, _, errors) = await PortalProgram.RunAsync([("Database__Provider", "Oracle")], "audit", "verify");

        Assert.Equal(2, exitCode);
        Assert.Contains("Database:Provider", errors);
    }

    private Task<(int ExitCode, string Output, string Errors)> ProgramAsync(params string[] arguments) => PortalProgram.RunAsync([("Database__ConnectionString", connection)], arguments);
}
