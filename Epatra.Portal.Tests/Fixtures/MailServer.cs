using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Epatra.Portal.Live;

namespace Epatra.Portal.Fixtures;

/// <summary>A real mail server, on a port of its own, that behaves as a test says (mailserver.py beside this file).</summary>
internal sealed class MailServer : IAsyncDisposable
{
    /// <summary>Debian's own, which has Debian's packages.</summary>
    public const string Python = "/usr/bin/python3";

    private readonly Process process;
    private readonly Channel<JsonElement> modes = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> asked = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> mails = Channel.CreateUnbounded<JsonElement>();
    private readonly Task reading;

    private MailServer(Process process)
    {
        this.process = process;
        reading = ReadAsync();
    }

    public static string Script { get; } = Path.Combine(Repository.Root, "Epatra.Portal.Tests", "Fixtures", "mailserver.py");

    public int Port { get; private set; }

    /// <summary>Settings of a portal that sends by it.</summary>
    public (string Key, string Value)[] Settings =>
        [("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", $"{Port}"), ("Mail:Smtp:StartTls", "false")];

    public static async Task<MailServer> StartAsync(params string[] arguments)
    {
        var server = new MailServer(Process.Start(new ProcessStartInfo(Python, [Script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
        server.Port = (await NextAsync(server.modes)).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>
    /// From now on it does this: accept, refuse-4, refuse-5, hold (what comes now waits for release, and what comes later does
    /// not), hold-after (it has the message, and says so at the release), drop (the line), drop-after (it has said so), away.
    /// </summary>
    public async Task BeAsync(string mode)
    {
        await process.StandardInput.WriteLineAsync(mode);
        await NextAsync(modes);
    }

    /// <summary>Waits until somebody wants to hand over this message, however that ends.</summary>
    public async Task AskedAsync(string subject)
    {
        while ((await NextAsync(asked)).GetProperty("subject").GetString() != subject)
        {
            // of an earlier test
        }
    }

    /// <summary>Waits for the next message that it takes.</summary>
    public async Task<ReceivedMail> NextMailAsync() => new(await NextAsync(mails));

    /// <summary>The next mail with one of these subjects; what else the portal tells people is passed over.</summary>
    public async Task<ReceivedMail> NextMailAsync(params string[] subjects)
    {
        while (true)
        {
            var mail = await NextMailAsync();
            if (subjects.Contains(mail.Subject))
            {
                return mail;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private static Task<JsonElement> NextAsync(Channel<JsonElement> events) => events.Reader.ReadAsync().AsTask().WaitAsync(Ear.Guard);

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var happened = JsonDocument.Parse(line).RootElement;
            var channel = happened.GetProperty("what").GetString() switch
            {
                "mode" => modes,
                "asked" => asked,
                _ => mails,
            };
            channel.Writer.TryWrite(happened);
        }
    }
}
