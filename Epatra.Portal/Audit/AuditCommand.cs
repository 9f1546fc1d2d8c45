using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Epatra.Portal.Audit;

/// <summary>`audit verify` and `audit export FILE`, beside a portal that serves or without one.</summary>
internal static class AuditCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <param name="portal">Makes the portal whose log it is; it is not started.</param>
    public static Command Create(Func<IHost?> portal) =>
        new("audit", "The audit log: who did what to whom, each entry chained to the one before.") { Verify(portal), Export(portal) };

    private static Command Verify(Func<IHost?> portal)
    {
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var expected = ExpectHead("The head that an earlier run, an export or the portal's log named (SEQUENCE:HASH): finds a log that was cut off or written anew.");
        var verify = new Command("verify", "Looks for entries that were changed, taken away, put in or moved.") { expected, json };
        verify.SetAction((call, _) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            var verdict = await services.GetRequiredService<AuditVerification>().RunAsync(call.GetValue(expected));
            call.InvocationConfiguration.Output.WriteLine(call.GetValue(json) ? JsonSerializer.Serialize(Shown(verdict), Indented) : AuditReport.Of(verdict));
            return verdict.IsIntact ? CommandLine.Done : CommandLine.FoundWrong;
        }));
        return verify;
    }

    private static Command Export(Func<IHost?> portal)
    {
        var file = new Argument<string>("FILE") { Description = "The CSV file to make, which only its owner can read; - for the standard output." };
        var json = new Option<bool>("--json") { Description = "Say in JSON what was written." };
        var export = new Command("export", "Writes the whole log as CSV, with the names that people have now, and names its head.") { file, json };
        export.SetAction((call, stopping) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            var name = call.GetRequiredValue(file);
            await using var stream = name == "-" ? Console.OpenStandardOutput() : Create(name);
            var (entries, head) = await AuditCsv.WriteAsync(services.GetRequiredService<AuditRows>().AllAsync(AuditFilter.All, stopping), stream, stopping);
            var said = name == "-" ? call.InvocationConfiguration.Error : call.InvocationConfiguration.Output; // one of them is the table
            await said.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(new { file = name, entries, head = head?.ToString() }, Indented) : AuditReport.Of(entries, head));
            return CommandLine.Done;
        }));
        return export;
    }

    public static Option<AuditHead?> ExpectHead(string description) => new("--expect-head")
    {
        Description = description,
        CustomParser = result => AuditHead.Parse(result.Tokens[0].Value) is { } head ? head : Wrong(result),
    };

    private static AuditHead? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("--expect-head takes a position, a colon and a hash of 64 digits, as `audit verify` prints them.");
        return null;
    }

    private static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // it has names and network addresses
        }

        return new(file, options);
    }

    private static object Shown(AuditVerdict verdict) => new
    {
        intact = verdict.IsIntact,
        entries = verdict.Entries,
        first = verdict.First?.Sequence,
        firstAt = verdict.First?.At,
        purgedBy = verdict.PurgedBy?.Sequence,
        head = verdict.Head?.ToString(),
        headAt = verdict.HeadAt,
        breakCount = verdict.BreakCount,
        breaks = verdict.Breaks.Select(found => new { found.Fault, found.From, found.To, text = found.ToString() }),
    };
}
