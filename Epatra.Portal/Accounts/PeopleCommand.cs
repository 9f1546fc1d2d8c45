using System.CommandLine;
using System.Text.Json;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Accounts;

/// <summary>`people recover EMAIL`: for an administrator whom no other administrator can help.</summary>
internal static class PeopleCommand
{
    /// <param name="portal">Makes the portal whose people they are; it is not started.</param>
    public static Command Create(Func<IHost?> portal) => new("people", "The people who have an account.") { Recover(portal) };

    private static Command Recover(Func<IHost?> portal)
    {
        var email = new Argument<string>("EMAIL") { Description = "The address with which the person signs in." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var recover = new Command("recover", "Lets somebody who has lost the authenticator enrol a new one, within 24 hours, with the password. The person is told by mail.") { email, json };
        recover.SetAction((call, _) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            var person = await services.GetRequiredService<OperatorRecovery>().RecoverAsync(call.GetRequiredValue(email));
            var (said, console) = (call.GetValue(json), call.InvocationConfiguration);
            (person is null ? console.Error : console.Output).WriteLine(said ? JsonSerializer.Serialize(new { recovered = person is not null })
                : person is null ? "Nobody who may sign in has this address."
                : $"The authenticators of {person.Email} no longer count. For 24 hours the password opens the wizard. The person is told by mail.");
            return person is null ? CommandLine.FoundWrong : CommandLine.Done;
        }));
        return recover;
    }
}
