using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Epatra.Portal.Fixtures;

/// <summary>
/// The program itself, from its first line to its exit code, as an operator starts it for a command; in this process, which
/// saves the seconds in which another one compiles. What it serves with is what stands before the command.
/// </summary>
internal static class PortalProgram
{
    static PortalProgram()
    {
        // To the streams, not to the writers of before: whoever writes to one of those, as loggers of hosts that run do, locks it
        // first and Console.Out next, and one that writes to Console.Out would do so the other way round (dotnet/runtime#133498).
        var (output, errors) = (Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()));
        Console.SetOut(new Ear(output, said => said.Output));
        Console.SetError(new Ear(errors, said => said.Errors));
    }

    /// <param name="settings">As environment variables are named.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync((string Key, string Value)[] settings, params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        string[] words = ["--applicationName=Epatra.Portal", .. settings.Prepend(("ASPNETCORE_ENVIRONMENT", "Development")).Select(setting => $"--{Key(setting.Item1)}={setting.Item2}"), .. arguments];
        var exitCode = await Task.Run(() =>
        {
            Ear.Said.Value = (output, errors);
            return (int)typeof(Program).Assembly.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [words], null)!;
        });
        CloseFile(settings.LastOrDefault(setting => setting.Key == "Database__ConnectionString").Value); // a process that ends keeps none open
        return (exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Of this database only: other tests are at work with theirs, whose connections would be taken from them in the middle.</summary>
    public static void CloseFile(string? connection)
    {
        if (connection?.StartsWith("Data Source=", StringComparison.Ordinal) == true)
        {
            using var own = new SqliteConnection(connection);
            SqliteConnection.ClearPool(own);
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream) { AutoFlush = true };

    private static string Key(string variable) => variable.Replace("ASPNETCORE_", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal);

    /// <summary>Tells apart what several tests say at once.</summary>
    private sealed class Ear(TextWriter everybody, Func<(StringWriter Output, StringWriter Errors), StringWriter> mine) : TextWriter
    {
        /// <summary>Here, so that whoever writes does not wait for the class around this to be ready, which waits for the console.</summary>
        public static readonly AsyncLocal<(StringWriter Output, StringWriter Errors)?> Said = new();

        public override Encoding Encoding => everybody.Encoding;

        private TextWriter Own => Said.Value is { } said ? mine(said) : everybody;

        public override void Write(char value) => Own.Write(value);

        public override void Write(string? value) => Own.Write(value);

        public override void WriteLine(string? value) => Own.WriteLine(value);
    }
}
