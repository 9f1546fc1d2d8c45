using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Epatra.Portal.Benchmarks;

/// <summary>A published program as a process of its own.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    /// <summary>Production asks for HTTPS, whose price is not the portal's.</summary>
    public const string EnvironmentName = "Development";

    private readonly Process process;

    private RunningPortal(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Milliseconds from the start of the process to its first page.</summary>
    public double FirstPage { get; private set; }

    /// <summary>Memory that the process holds now (resident set), in MB.</summary>
    public double Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Time that the process has spent on all cores, in milliseconds.</summary>
    public double Work
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalMilliseconds;
        }
    }

    /// <summary>Starts a program and waits for its first page.</summary>
    public static async Task<RunningPortal> StartAsync(string program, (string Key, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var info = new ProcessStartInfo("dotnet", [program, "--urls", address.ToString()]) { RedirectStandardOutput = true };
        foreach (var (key, value) in settings.Append(("ASPNETCORE_ENVIRONMENT", EnvironmentName)).Append(("Logging:Console:FormatterName", "json")).Append(("Portal__PublicUrl", address.ToString().TrimEnd('/'))))
        {
            info.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var http = new HttpClient { BaseAddress = address };
        var start = TimeProvider.System.GetTimestamp();
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, line) => // read, or it would wait for somebody who does
        {
            if (line.Data?.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) == true)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
        while (!await AnswersAsync(http))
        {
            await Task.Delay(2);
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
            }
        }

        return new(process, address) { FirstPage = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds };
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/sign-in", UriKind.Relative))).EnsureSuccessStatusCode().IsSuccessStatusCode;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
