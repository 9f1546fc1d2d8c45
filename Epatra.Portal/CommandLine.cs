using System.CommandLine;
using Epatra.Portal.Security;

namespace Epatra.Portal;

/// <summary>What the program does beside serving: `keys create` and the like.</summary>
internal static class CommandLine
{
    private const int WrongCall = 2;

    /// <summary>Whether a command is asked for: its first word, or help. Settings begin with dashes.</summary>
    public static bool IsCommand(string[] args) => Words(args) is [var first, ..] && (first is "--help" or "-h" or "-?" || first is not ['-' or '/', ..]);

    /// <returns>The exit code: 0 done, 1 found something wrong, 2 wrong call.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? errors = null)
    {
        var root = new RootCommand("Epatra Portal. Without a command it serves; README.md names the settings.") { KeysCommand.Create() };
        var call = root.Parse(Words(args));
        var exitCode = await call.InvokeAsync(new InvocationConfiguration { Output = output ?? Console.Out, Error = errors ?? Console.Error });
        return call.Errors.Count > 0 ? WrongCall : exitCode;
    }

    /// <summary>A command as it is typed for this program: published, or in the repository.</summary>
    public static string Example(string command) => (Startup.IsPublished ? "dotnet Epatra.Portal.dll " : "dotnet run --project Epatra.Portal -- ") + command;

    /// <summary>`dotnet run` puts the environment before whatever is typed.</summary>
    private static string[] Words(string[] args) => args is ["--environment", _, .. var rest] ? rest : args;
}
