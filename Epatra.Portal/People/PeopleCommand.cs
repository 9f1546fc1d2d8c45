using System.CommandLine;
using System.Text.Json;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.People.Import;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Reset;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>`people …`: what an operator does with the people, beside a portal that serves or without one.</summary>
internal static class PeopleCommand
{
    /// <param name="portal">Makes the portal whose people they are; it is not started.</param>
    public static Command Create(Func<IHost?> portal) =>
        new("people", "The people who have an account.") { ImportCommand.Create(portal), Invite(portal), PeopleListCommand.Create(portal), Lock(portal), Recover(portal) };

    private static Command Invite(Func<IHost?> portal)
    {
        var email = new Argument<string>("EMAIL") { Description = "The address with which the person is to sign in." };
        var name = new Option<string>("--name") { Description = "The full name.", Required = true };
        var language = new Option<string?>("--language") { Description = "nl, fr or en; else the portal's own." };
        var company = new Option<string?>("--company") { Description = "The company." };
        var role = new Option<string?>("--role") { Description = "user, agent or administrator; else user." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var invite = new Command("invite", "Gives somebody an account, and mails the link to its first password: it works once, for seven days. Mail leaves while a portal serves.") { email, name, language, company, role, json };
        invite.SetAction((call, _) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            string[] values = [call.GetRequiredValue(name), call.GetRequiredValue(email), call.GetValue(company) ?? "", call.GetValue(language) ?? "", call.GetValue(role) ?? "", "", "", ""];
            var problems = await InviteAsync(services, values);
            var console = call.InvocationConfiguration;
            (problems.Count == 0 ? console.Output : console.Error).WriteLine(call.GetValue(json) ? JsonSerializer.Serialize(new { invited = problems.Count == 0, problems })
                : problems.Count == 0 ? $"{call.GetRequiredValue(email)} is invited. The mail leaves as soon as a portal on this database serves."
                : string.Join('\n', problems));
            return problems.Count == 0 ? CommandLine.Done : CommandLine.FoundWrong;
        }));
        return invite;
    }

    /// <summary>With the checks of an import of one line.</summary>
    /// <returns>Why nobody was invited; empty when somebody was.</returns>
    private static async Task<IReadOnlyList<string>> InviteAsync(IServiceProvider services, string[] values)
    {
        var line = services.GetRequiredService<LineCheck>().Read(Guid.Empty, new(1, values, ImportProblems.None));
        var invitations = services.GetRequiredService<Invitations>();
        if (line.Problems == ImportProblems.None)
        {
            await services.GetRequiredService<Transactions>().RunAsync(async effects =>
            {
                if ((await invitations.TakenAsync([line.Email])).Count > 0)
                {
                    line.Problems = ImportProblems.HasAccount;
                    effects.Undo();
                    return;
                }

                invitations.Invite([new(line.Name, line.Email, line.Language, Enum.Parse<Role>(line.Role), line.Company)], effects);
            });
        }

        return Language.Languages.In("en", () => ImportWords.Problems(line));
    }

    private static Command Lock(Func<IHost?> portal)
    {
        var email = new Argument<string>("EMAIL") { Description = "The address with which the person signs in." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var @lock = new Command("lock", "Lets somebody not sign in any more, and ends what is open: sessions, trusted browsers, links. An administrator can unlock.") { email, json };
        @lock.SetAction((call, _) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            var (found, console) = (await LockAsync(services, call.GetRequiredValue(email).Trim()), call.InvocationConfiguration);
            (found ? console.Output : console.Error).WriteLine(call.GetValue(json) ? JsonSerializer.Serialize(new { locked = found })
                : found ? "Locked. What was open has ended." : "Nobody who may sign in has this address.");
            return found ? CommandLine.Done : CommandLine.FoundWrong;
        }));
        return @lock;
    }

    /// <summary>Also the last administrator, who may be an intruder by now: the next start prints a set-up link.</summary>
    private static Task<bool> LockAsync(IServiceProvider services, string email)
    {
        var (database, address) = (services.GetRequiredService<PortalDbContext>(), services.GetRequiredService<ILookupNormalizer>().NormalizeName(email));
        return services.GetRequiredService<Transactions>().RunAsync(async effects =>
        {
            if (await database.Users.Where(u => u.NormalizedUserName == address && u.DisabledAt == null).Select(u => u.Id).SingleOrDefaultAsync() is not { } id)
            {
                return false;
            }

            await services.GetRequiredService<FailureCounts>().HoldAsync(id);
            await services.GetRequiredService<PersonChanges>().LockAsync(id, AuditKind.AccountLocked, effects);
            return true;
        });
    }

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
