using System.Diagnostics;
using System.Threading.Channels;

namespace Epatra.Portal.Fixtures;

/// <summary>The built or published portal as a process of its own, as an operator starts it.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly List<string> output = [];
    private readonly List<string> passed = [];
    private readonly Task<string> errors;
    private readonly Task reading;

    private PortalProcess(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
        reading = ReadAsync();
    }

    /// <param name="folder">Where the program lies.</param>
    /// <param name="from">The working directory.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">The command line.</param>
    public static PortalProcess Start(string folder, string from, (string Key, string Value)[] settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Epatra.Portal.dll"), .. arguments]) { WorkingDirectory = from };
        return Start(start, [("ASPNETCORE_ENVIRONMENT", "Development"), .. settings]);
    }

    /// <summary>As a newcomer does, with the first command of the README.</summary>
    public static PortalProcess Run(params (string Key, string Value)[] settings) => Start(
        new ProcessStartInfo("dotnet", ["run", "--no-build", "-c", Repository.Configuration, "--project", "Epatra.Portal"]) { WorkingDirectory = Repository.Root },
        settings);

    private static PortalProcess Start(ProcessStartInfo start, (string Key, string Value)[] settings)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        start.Environment.Remove("ASPNETCORE_URLS");
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return new PortalProcess(start);
    }

    /// <summary>The first address it says it listens on, in a log of either kind.</summary>
    public async Task<Uri> AddressAsync() => new((await LineAsync("Now listening on: ")).Split("Now listening on: ")[1].Split('"')[0]);

    /// <summary>Waits for a line of its output, unless it was there before: the log and what is printed have no order.</summary>
    public async Task<string> LineAsync(string part)
    {
        if (passed.Find(line => line.Contains(part, StringComparison.Ordinal)) is { } known)
        {
            return known;
        }

        await foreach (var line in lines.Reader.ReadAllAsync())
        {
            passed.Add(line);
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"It ended before '{part}': {string.Join('\n', output)}{await errors}");
    }

    /// <summary>Lets lines pass that it writes from now on: so many, or up to one that says something, or up to its end.</summary>
    public async Task LinesAsync(int count, string? until = null)
    {
        while (lines.Reader.TryRead(out _))
        {
            // written before
        }

        await foreach (var line in lines.Reader.ReadAllAsync())
        {
            if (--count <= 0 || (until is not null && line.Contains(until, StringComparison.Ordinal)))
            {
                return;
            }
        }
    }

    /// <summary>The files that it has loaded.</summary>
    public Task<string> MapsAsync() => File.ReadAllTextAsync($"/proc/{process.Id}/maps");

    public Task TerminateAsync() => Tool.RunAsync("kill", "-TERM", $"{process.Id}");

    /// <summary>Gone from one moment to the next.</summary>
    public Task KillAsync()
    {
        process.Kill();
        return process.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        await reading;
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', output), await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true); // `dotnet run` has the portal below it, which would keep the output open
        }

        await EndAsync();
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            lines.Writer.TryWrite(line);
        }

        lines.Writer.Complete();
    }
}
