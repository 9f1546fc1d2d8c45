using System.Collections.Concurrent;
using System.Text;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Epatra.Portal.Telemetry;

/// <summary>The portal as a process of its own, and a receiver of OTLP over HTTP that keeps what it gets.</summary>
public sealed class TelemetryTests
{
    private const string DemoKey = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private const string Emma = "emma@demo.epatra.example";

    /// <summary>All of the portal's own, and of the frame's what the dashboard shows.</summary>
    private static readonly string[] Names =
    [
        "portal.sign_in.attempts", "portal.sign_in.result", "signed_in", "password_wrong", "portal.sign_in.factor",
        "portal.code.checks", "portal.code.diagnosis", "portal.code.type", "totp", "not_a_code",
        "portal.circuit.open", "portal.mail.queue.length", "portal.mail.queue.age", "portal.hashing.queue.length", "portal.hashing.wait.duration",
        "http.server.request.duration", "epatra-portal", "/sign-in/code",
    ];

    [Fact]
    public async Task What_happens_is_sent_where_the_standard_variable_says_and_without_whom_it_was_about()
    {
        await using var receiver = await Receiver.StartAsync();
        var folder = Directory.CreateTempSubdirectory("portal-");
        await using (var portal = Start(folder, ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "200")))
        {
            using var visitor = new Visitor(await portal.AddressAsync());
            await visitor.GoAsync("/sign-in?returnUrl=%2F%3Fsecret-of-a-link");
            await visitor.SubmitAsync("sign-in-form", ("Input.Email", Emma), ("Input.Password", "Wrong-password-1"));
            await visitor.SubmitAsync("sign-in-form", ("Input.Email", Emma), ("Input.Password", "Welkom-2026!"));
            await visitor.SubmitCodeAsync("abc");
            await visitor.SubmitCodeAsync(await Phone.CodeAsync(DemoKey, TimeProvider.System.GetUtcNow()));
            Assert.NotNull(visitor.Cookie("session"));
            await receiver.UntilAsync(Names);
            Assert.Contains("OpenTelemetry", await portal.MapsAsync(), StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
        Assert.All((string[])["emma", "Emma", "secret-of-a-link", "returnUrl", "127.0.0.1\"", "user_agent", "client.address", "url.path", "url.query"], person => Assert.DoesNotContain(person, receiver.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_no_receiver_is_named_nothing_of_it_is_loaded()
    {
        var folder = Directory.CreateTempSubdirectory("portal-");
        await using (var portal = Start(folder))
        {
            using var visitor = new Visitor(await portal.AddressAsync());
            await visitor.GoAsync("/sign-in");
            Assert.DoesNotContain("OpenTelemetry", await portal.MapsAsync(), StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    private static PortalProcess Start(DirectoryInfo folder, params (string Key, string Value)[] settings) => PortalProcess.Start(
        AppContext.BaseDirectory,
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Database__ConnectionString", $"Data Source={folder.FullName}/portal.db"),
            ("Passwords__Iterations", "1000"), ("Mail__PickupDirectory", Path.Combine(folder.FullName, "mail")), .. settings,
        ]);

    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> bodies = [];
        private readonly SemaphoreSlim came = new(0);

        public string Address => app.Urls.Single();

        /// <summary>All that has come, where names stand as they are between the bytes of protobuf.</summary>
        public string Text => string.Join('\n', bodies);

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var receiver = new Receiver(app);
            app.MapPost("/v1/{signal}", receiver.ReceiveAsync);
            await app.StartAsync();
            return receiver;
        }

        public async Task UntilAsync(string[] names)
        {
            while (names.Except(names.Where(name => Text.Contains(name, StringComparison.Ordinal))).ToList() is { Count: > 0 } missing)
            {
                Assert.True(await came.WaitAsync(Ear.Guard), $"missing: {string.Join(' ', missing)}");
            }
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task<IResult> ReceiveAsync(HttpRequest request)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            came.Release();
            return Results.Bytes([], "application/x-protobuf");
        }
    }
}
