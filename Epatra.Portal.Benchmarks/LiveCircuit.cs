using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// The live part of a page without a browser: it starts the circuit as Blazor's script does, takes what is rendered and says
/// so, and answers calls of scripts with nothing but the time. So the thousand of them cost the machine next to nothing.
/// </summary>
internal sealed partial class LiveCircuit : IAsyncDisposable
{
    private const byte HandshakeEnd = 0x1e;

    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly SemaphoreSlim rendered = new(0);
    private Task reading = Task.CompletedTask;

    private LiveCircuit()
    {
    }

    /// <summary>Bytes of what was rendered last.</summary>
    public int LastBatch { get; private set; }

    /// <param name="portal">Where it runs.</param>
    /// <param name="visitor">Whose page it is.</param>
    /// <param name="path">Of the page.</param>
    /// <param name="page">Its markup, in which the live parts are marked.</param>
    public static async Task<LiveCircuit> OpenAsync(RunningPortal portal, Visitor visitor, string path, string page)
    {
        var circuit = new LiveCircuit();
        var id = JsonDocument.Parse(await visitor.NegotiateAsync("/_blazor/negotiate?negotiateVersion=1")).RootElement.GetProperty("connectionToken").GetString()!;
        foreach (var (name, value) in visitor.Headers)
        {
            circuit.socket.Options.SetRequestHeader(name, value);
        }

        circuit.socket.Options.SetRequestHeader("Origin", portal.Address.GetLeftPart(UriPartial.Authority));
        await circuit.socket.ConnectAsync(new UriBuilder(portal.Address) { Scheme = "ws", Path = "/_blazor", Query = $"id={Uri.EscapeDataString(id)}" }.Uri, CancellationToken.None);
        await circuit.SendAsync((byte[])[.. """{"protocol":"blazorpack","version":1}"""u8, HandshakeEnd]);
        circuit.reading = circuit.ReadAsync();
        await circuit.SendAsync(BlazorPack.Call("0", "StartCircuit", portal.Address.ToString(), new Uri(portal.Address, path).ToString(), "[]", ""));
        var operations = Marker().Matches(page).Select((marker, number) => $$"""{"type":"add","ssrComponentId":{{number + 1}},"marker":{{marker.Groups[1].Value}}}""");
        var state = State().Match(page) is { Success: true } known ? known.Groups[1].Value : "";
        await circuit.SendAsync(BlazorPack.Call(null, "UpdateRootComponents", $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}""", state));
        return circuit;
    }

    /// <summary>Waits for what is rendered next, or for the page to be led elsewhere.</summary>
    public async Task RenderedAsync()
    {
        if (!await rendered.WaitAsync(TimeSpan.FromSeconds(30)))
        {
            throw new InvalidOperationException($"Nothing was rendered in 30 seconds; the circuit is {(reading.IsCompleted ? "over" : "open")}.");
        }
    }

    /// <summary>Forgets what was rendered so far.</summary>
    public void Forget()
    {
        while (rendered.Wait(0))
        {
            // rendered before
        }
    }

    /// <summary>Says that it is still there, as the script does every 15 seconds.</summary>
    public Task PingAsync() => SendAsync(BlazorPack.Hello);

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
        sending.Dispose();
        rendered.Dispose();
    }

    private async Task ReadAsync()
    {
        var (buffer, held, greeted) = (new byte[4096], 0, false);
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                if (held == buffer.Length)
                {
                    Array.Resize(ref buffer, 2 * held);
                }

                held += (await socket.ReceiveAsync(buffer.AsMemory(held), CancellationToken.None)).Count;
                var used = greeted ? 0 : Array.IndexOf(buffer, HandshakeEnd, 0, held) + 1;
                greeted |= used > 0;
                while (greeted && BlazorPack.Next(buffer.AsSpan(used, held - used)) is { Message: { } message, Length: var length })
                {
                    await HearAsync(message);
                    used += length;
                }

                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException && socket.State != WebSocketState.Open)
        {
            // aborted, here or there: whoever waits for it says so
        }
    }

    private async Task HearAsync(object?[] message)
    {
        if (message is not [(long)BlazorPack.Invocation, _, _, string target, object?[] arguments, ..])
        {
            return;
        }

        if (target == "JS.RenderBatch")
        {
            LastBatch = ((byte[])arguments[1]!).Length;
            await SendAsync(BlazorPack.Call(null, "OnRenderCompleted", arguments[0], null));
            rendered.Release();
        }
        else if (target == "JS.BeginInvokeJS" && arguments[0] is long call and not 0)
        {
            var function = (string)arguments[1]!;
            var answer = function == "Date.now" ? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "null";
            await SendAsync(BlazorPack.Call(null, "EndInvokeJSFromDotNet", call, true, string.Create(CultureInfo.InvariantCulture, $"[{call},true,{answer}]")));
            if (function.EndsWith("navigateTo", StringComparison.Ordinal))
            {
                rendered.Release();
            }
        }
        else if (target == "JS.Error")
        {
            throw new InvalidOperationException($"The circuit ended: {arguments[0]}");
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    [GeneratedRegex("""<!--Blazor:(\{"type":"server".*?"descriptor".*?\})-->""")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
