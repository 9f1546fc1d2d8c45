using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.People.Import;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>`people list`: one line a person, for other programs.</summary>
internal static class PeopleListCommand
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static Command Create(Func<IHost?> portal)
    {
        var company = new Option<string?>("--company") { Description = "Only people of this company." };
        var role = new Option<Role?>("--role")
        {
            Description = "Only people with this role: user, agent or administrator.",
            CustomParser = result => ImportColumns.RoleOf(result.Tokens[0].Value) is { } known ? known : Wrong(result),
        };
        var json = new Option<bool>("--json") { Description = "A JSON object a line, instead of columns with tabs between them." };
        var list = new Command("list", "Names the people, by mail address: address, name, role, company, language, and whether they can sign in.") { company, role, json };
        list.SetAction((call, stopping) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            await foreach (var person in Find(services.GetRequiredService<PortalDbContext>(), services.GetRequiredService<TimeProvider>().Now(), call.GetValue(company), call.GetValue(role)).WithCancellation(stopping))
            {
                await call.InvocationConfiguration.Output.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(person, Web) : Columns(person));
            }

            return CommandLine.Done;
        }));
        return list;
    }

    /// <summary>Row by row, however many there are.</summary>
    private static IAsyncEnumerable<ListedPerson> Find(PortalDbContext database, DateTime now, string? company, Role? role) => database.Users.AsNoTracking()
        .Where(u => (company == null || u.Company == company) && (role == null || u.Role == role)).OrderBy(u => u.NormalizedUserName)
        .Select(ListedPerson.Of(database, now))
        .AsAsyncEnumerable();

    /// <summary>Names have no tabs; those that came by other ways lose them here.</summary>
    private static string Columns(ListedPerson person) =>
        string.Join('\t', new[] { person.Email, person.Name, $"{person.Role}", person.Company ?? "", person.Language, $"{person.State}" }.Select(value => value.Replace('\t', ' ').Replace('\n', ' ')));

    private static Role? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("--role takes user, agent or administrator.");
        return null;
    }
}
