using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Upkeep;

/// <summary>What a newcomer reads who asks a command for help.</summary>
public sealed class CommandHelpTests
{
    [Fact]
    public async Task The_help_of_every_command_says_how_it_is_typed_as_whom_and_how_it_ends_and_explains_all_that_it_takes()
    {
        var commands = await CommandsAsync([]).ToListAsync();
        Assert.Contains("people import", commands.Select(command => string.Join(' ', command)));
        foreach (var command in commands)
        {
            var help = await HelpAsync(command);
            Assert.Contains($"Typed as: dotnet run --project Epatra.Portal -- {string.Join(' ', command)}", help);
            Assert.Contains("as the user that the portal runs as", help);
            Assert.Contains("0 when done, 1 when something was found wrong, 2 for a wrong call", help);
            Assert.All(Rows(help, "Arguments:").Concat(Rows(help, "Options:")), row => Assert.Contains("  ", row)); // two columns
        }
    }

    [Fact]
    public async Task A_command_whose_database_is_out_of_reach_names_the_place_and_the_reason()
    {
        var (exitCode, output, errors) = await PortalProgram.RunAsync([("Database__Provider", "PostgreSql"), ("Database__ConnectionString", "Host=/not-there;Username=u;Database=d")], "restore", typeof(CommandHelpTests).Assembly.Location);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("/not-there", errors, StringComparison.Ordinal);
    }

    /// <summary>Each that has none below it, found by the help of the one above.</summary>
    private static async IAsyncEnumerable<string[]> CommandsAsync(string[] above)
    {
        foreach (var row in Rows(await HelpAsync(above), "Commands:"))
        {
            string[] command = [.. above, row.Split(' ')[0]];
            var any = false;
            await foreach (var below in CommandsAsync(command))
            {
                any = true;
                yield return below;
            }

            if (!any)
            {
                yield return command;
            }
        }
    }

    private static IEnumerable<string> Rows(string help, string heading) =>
        help.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line != heading).Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Trim());

    private static async Task<string> HelpAsync(string[] command)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync([.. command, "--help"], () => throw new InvalidOperationException("It asks for a portal."), output, errors));
        return output.ToString();
    }
}
