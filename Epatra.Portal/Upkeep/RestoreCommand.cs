using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Epatra.Portal.Audit;

namespace Epatra.Portal.Upkeep;

/// <summary>`restore FILE`, while no portal serves with the database.</summary>
internal static class RestoreCommand
{
    /// <param name="portal">Makes the portal whose database is replaced; it is not started.</param>
    public static Command Create(Func<IHost?> portal)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "What `backup` made, of this portal or of one on the other kind of database." };
        var expected = AuditCommand.ExpectHead("The head that the portal's log named when it stopped (SEQUENCE:HASH): refuses a backup that does not end there, so that nothing is lost on the way to another database.");
        var force = new Option<bool>("--force") { Description = "Also when there are people in the database, who are then replaced." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var restore = new Command("restore", "Puts a backup in the place of the database; stop the portal first, on every node. Ends every session, trusted browser, grant, link and recovery code in it, and refuses the codes up to now.") { file, expected, force, json };
        restore.SetAction((call, stopping) => CommandLine.OnPortalAsync(portal, call.InvocationConfiguration, async services =>
        {
            var restore = ActivatorUtilities.CreateInstance<Restore>(services);
            var (report, refusal) = await restore.RunAsync(call.GetRequiredValue(file).FullName, call.GetValue(expected), call.GetValue(force), stopping);
            var console = call.InvocationConfiguration;
            (report is null ? console.Error : console.Output).WriteLine(report is null ? refusal : call.GetValue(json) ? JsonSerializer.Serialize(report, CommandLine.Indented) : Text(report));
            return report is null ? CommandLine.FoundWrong : CommandLine.Done;
        }));
        return restore;
    }

    private static string Text(RestoreReport report) => string.Create(CultureInfo.InvariantCulture,
        $"""
        The database is that of {report.BackupAt:u}, with {report.People:N0} people. What happened since is lost: who was locked,
        frozen, invited or given another role or password since is as before. Authenticators that were removed or reset since, old
        mail addresses and the limits of agents count again as they were then: what was reset since has to be reset again.

        Ended: {string.Join(", ", report.Ended.Where(kind => kind.Value > 0).Select(kind => $"{kind.Value:N0} {kind.Key}").DefaultIfEmpty("nothing"))}.
        People who now have to go to the desk, with a password and no authenticator: {report.ForDesk:N0}.
        People who have to be invited anew, as they have no password: {report.ForInvitation:N0}.
        {(report.Replaced is null ? "" : $"\nThe database that was there is {report.Replaced} now; delete it when nobody needs it any more.\n")}
        Head of the audit log: {report.Head}
        """);
}
