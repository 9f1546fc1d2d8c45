using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Epatra.Portal.Fixtures;

/// <summary>A real nginx with sites of a test, in a temporary folder; it ends with the pipe to this process, also when a test run is killed.</summary>
internal sealed partial class Nginx : IAsyncDisposable
{
    private readonly Process process;

    private Nginx(Process process) => this.process = process;

    /// <summary>A port that is free on every address of this machine, below those that the system gives to whoever asks for any: nobody else gets it before it is used.</summary>
    public static int FreePort() => Enumerable.Range(0, 1_000).Select(_ => RandomNumberGenerator.GetInt32(20_000, 32_000)).First(IsFree);

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A site as an operator gets it, listening on an address of this machine without a certificate.</summary>
    /// <param name="file">Below deploy/nginx.</param>
    /// <param name="listen">Address and port.</param>
    /// <param name="changes">What an operator changes in it.</param>
    public static string Site(string file, string listen, params (string From, string To)[] changes)
    {
        var site = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "nginx", file));
        site = ForHttps().Replace(site, "").Replace("listen 443 ssl http2;", $"listen {listen};", StringComparison.Ordinal);
        site = ServerName().Replace(site, "server_name _;");
        foreach (var (from, to) in changes)
        {
            site = site.Contains(from, StringComparison.Ordinal) ? site.Replace(from, to, StringComparison.Ordinal) : throw new ArgumentException($"{file} has no {from}");
        }

        return site;
    }

    /// <summary>Returns when it listens.</summary>
    public static async Task<Nginx> StartAsync(params string[] sites)
    {
        var folder = Directory.CreateTempSubdirectory("portal-nginx-").FullName;
        var temporary = string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(kind => $"{kind}_temp_path {folder}/{kind};\n"));
        await File.WriteAllTextAsync(
            $"{folder}/nginx.conf",
            $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            pid {{folder}}/pid;
            worker_processes 1;
            events { worker_connections 512; }
            http {
            access_log off;
            {{temporary}}
            {{string.Join('\n', sites)}}
            }
            """);
        var nginx = $"/usr/sbin/nginx -c {folder}/nginx.conf -e {folder}/error.log";
        var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"{nginx} && echo ready; cat; {nginx} -s stop; rm -rf {folder}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return await process.StandardOutput.ReadLineAsync() == "ready" ? new(process) : throw new InvalidOperationException("nginx does not start.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"^\s*(ssl_certificate.*|listen \[::\].*)\n", RegexOptions.Multiline)]
    private static partial Regex ForHttps();

    [GeneratedRegex("server_name .*;")]
    private static partial Regex ServerName();
}
