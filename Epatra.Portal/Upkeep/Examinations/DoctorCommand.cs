using System.CommandLine;
using System.Text.Json;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>`doctor`: what is wrong with the portal and what to do, whether or not it serves.</summary>
internal static class DoctorCommand
{
    /// <param name="portal">Makes the portal, also with wrong settings; it is not started.</param>
    public static Command Create(Func<IHost?> portal)
    {
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var doctor = new Command("doctor", "Looks at settings, files, disk, database, clock, keys, mail and audit log, and says what to do. Changes nothing; ends with 1 when something is wrong.") { json };
        doctor.SetAction((call, stopping) => CommandLine.OnPortalAsync(portal, call.InvocationConfiguration, async services =>
        {
            var found = new List<Finding>();
            await foreach (var finding in ActivatorUtilities.CreateInstance<Doctor>(services).RunAsync(stopping))
            {
                found.Add(finding);
                if (!call.GetValue(json))
                {
                    call.InvocationConfiguration.Output.WriteLine(Line(finding));
                }
            }

            if (call.GetValue(json))
            {
                call.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(found, CommandLine.Indented));
            }

            return found.Exists(finding => finding.Verdict == Verdict.Wrong) ? CommandLine.FoundWrong : CommandLine.Done;
        }));
        return doctor;
    }

    private static string Line(Finding finding)
    {
        var word = finding.Verdict switch
        {
            Verdict.Ok => "ok",
            Verdict.Warning => "warning",
            Verdict.Wrong => "wrong",
        };
        return $"{word,-8} {finding.Of,-9} {finding.Text}{(finding.Advice is null ? "" : $"\n{"",19}{finding.Advice}")}";
    }
}
