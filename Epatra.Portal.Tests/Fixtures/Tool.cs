using System.Diagnostics;

namespace Epatra.Portal.Fixtures;

/// <summary>Runs the real tools that tests use.</summary>
internal static class Tool
{
    /// <summary>What the program printed; its error output is part of the failure when it fails.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program}: {await errors}{output}");
    }
}
