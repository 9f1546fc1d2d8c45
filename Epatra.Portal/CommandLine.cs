using System.CommandLine;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.People;
using Epatra.Portal.Security;
using Epatra.Portal.Upkeep;
using Epatra.Portal.Upkeep.Examinations;

namespace Epatra.Portal;

/// <summary>What the program does beside serving: `keys create` and the like.</summary>
internal static class CommandLine
{
    /// <summary>How commands write JSON.</summary>
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private const string Run = "Run it as the user that the portal runs as, with its settings. It ends with 0 when done, 1 when something was found wrong, 2 for a wrong call or wrong settings.";

    public const int Done = 0;
    public const int FoundWrong = 1;

    /// <summary>The exit code of a wrong call, and of wrong settings.</summary>
    public const int WrongCall = 2;

    /// <summary>Whether a command is asked for: its first word, or help. Settings begin with dashes.</summary>
    public static bool IsCommand(string[] args) => Words(args) is [var first, ..] && (first is "--help" or "-h" or "-?" || first is not ['-' or '/', ..]);

    /// <param name="args">What was typed.</param>
    /// <param name="portal">Makes the portal for a command that needs its settings and its database; null when its settings are wrong, which it says itself.</param>
    /// <param name="output">Instead of the standard output.</param>
    /// <param name="errors">Instead of the error output.</param>
    /// <param name="asItIs">Makes the portal even when its settings are wrong, for the command that says so.</param>
    /// <returns>The exit code: 0 done, 1 found something wrong, 2 wrong call.</returns>
    public static async Task<int> RunAsync(string[] args, Func<IHost?> portal, TextWriter? output = null, TextWriter? errors = null, Func<IHost?>? asItIs = null)
    {
        var root = new RootCommand("Epatra Portal. Without a command it serves. Settings come from appsettings.json, from environment variables (Section__Key), or stand before the command (--Section:Key=value); README.md names them.\n\n" + Run)
        {
            KeysCommand.Create(portal), AuditCommand.Create(portal), PeopleCommand.Create(portal), BackupCommand.Create(portal), RestoreCommand.Create(portal), DoctorCommand.Create(asItIs ?? portal),
        };
        var call = root.Parse(Words(args));
        Explain(call.CommandResult.Command);
        var exitCode = await call.InvokeAsync(new InvocationConfiguration { Output = output ?? Console.Out, Error = errors ?? Console.Error });
        return call.Errors.Count > 0 ? WrongCall : exitCode;
    }

    /// <summary>What a command does in the database of the portal, which may serve at the same time.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> OnDatabaseAsync(Func<IHost?> portal, InvocationConfiguration console, Func<IServiceProvider, Task<int>> run) =>
        OnPortalAsync(portal, console, async services => await services.GetRequiredService<PortalDbContext>().Database.CanConnectAsync()
            ? await run(services)
            : Failed(console, "There is no database, or it does not answer: see the setting Database:ConnectionString."));

    /// <summary>What a command does with the portal, whether or not there is a database.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> OnPortalAsync(Func<IHost?> portal, InvocationConfiguration console, Func<IServiceProvider, Task<int>> run)
    {
        using var host = portal();
        if (host is null)
        {
            return WrongCall;
        }

        await using var scope = host.Services.CreateAsyncScope();
        try
        {
            return await run(scope.ServiceProvider);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            return Failed(console, (e.InnerException as DbException ?? e).Message); // EF wraps what cannot be reached
        }
    }

    /// <summary>Whoever asks one command for help reads there all that there is to know, without the page of the others.</summary>
    private static void Explain(Command command)
    {
        if (command.Subcommands.Count == 0)
        {
            var path = command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name).Append(command.Name).Concat(command.Arguments.Select(argument => argument.Name));
            command.Description += $"\n\n{Run}\n\nTyped as: {Example(string.Join(' ', path))}";
        }
    }

    private static int Failed(InvocationConfiguration console, string why)
    {
        console.Error.WriteLine(why);
        return FoundWrong;
    }

    /// <summary>A command as it is typed for this program: published, or in the repository.</summary>
    public static string Example(string command) => (Startup.IsPublished ? "dotnet Epatra.Portal.dll " : "dotnet run --project Epatra.Portal -- ") + command;

    /// <summary>Settings may stand before a command, each in one word; `dotnet run` puts the environment there, in two.</summary>
    private static string[] Words(string[] args) =>
        [.. (args is ["--environment", _, .. var rest] ? rest : args).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal) && word.Contains('=', StringComparison.Ordinal))];
}
