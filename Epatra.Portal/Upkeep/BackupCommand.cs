using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Epatra.Portal.Upkeep;

/// <summary>`backup FILE`, beside a portal that serves or without one.</summary>
internal static class BackupCommand
{
    /// <param name="portal">Makes the portal whose database it is; it is not started.</param>
    public static Command Create(Func<IHost?> portal)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file to make, which only its owner can read." };
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there, once the new one is complete." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var backup = new Command("backup", "Makes a file of the whole database, of one moment, while the portal serves. The key certificate is not in it: keep that elsewhere. `restore` puts it back.") { file, force, json };
        backup.SetAction((call, stopping) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            var (report, refusal) = await ActivatorUtilities.CreateInstance<Backup>(services).RunAsync(call.GetRequiredValue(file).FullName, call.GetValue(force), stopping);
            var console = call.InvocationConfiguration;
            (report is null ? console.Error : console.Output).WriteLine(report is null ? refusal : call.GetValue(json) ? JsonSerializer.Serialize(report, CommandLine.Indented) : Text(report));
            return report is null ? CommandLine.FoundWrong : CommandLine.Done;
        }));
        return backup;
    }

    private static string Text(BackupReport report) => string.Create(CultureInfo.InvariantCulture,
        $"""
        {report.File}: {report.Bytes:N0} bytes, {report.People:N0} people, of {report.HeadAt:u}. It was read back and is whole.
        The keys in it are as encrypted as in the database: without the certificate of Security:KeyCertificate it cannot be used.

        Head of its audit log: {report.Head}
        """);
}
