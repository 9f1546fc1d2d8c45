using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Security;
using Xunit;

namespace Epatra.Portal.Settings;

/// <summary>A published portal, started from another folder as a service manager does.</summary>
public sealed class PublishedPortalTests(PublishedPortalTests.Publication publication) : IClassFixture<PublishedPortalTests.Publication>
{
    [Fact]
    public async Task It_serves_the_sign_in_page_with_its_style_sheet_and_reads_the_settings_beside_it()
    {
        await using var portal = publication.Start([]);
        using var visitor = new Visitor(await portal.AddressAsync());
        await visitor.GoAsync("/sign-in");

        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        Assert.Equal("Name of the file", Name(visitor));
        var styles = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, visitor.Page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")));
        Assert.Equal((HttpStatusCode.OK, "text/css"), (styles.StatusCode, styles.Content.Headers.ContentType?.MediaType));
        Assert.Contains("{", await styles.Content.ReadAsStringAsync());
        var script = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/_framework/blazor.web.js"));
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(publication.Elsewhere));
    }

    [Fact]
    public async Task The_environment_goes_before_the_file_and_the_command_line_before_both()
    {
        Assert.Equal("Name of the environment", await NameAsync([("Portal__Name", "Name of the environment")]));
        Assert.Equal("Name of the command line", await NameAsync([("Portal__Name", "Name of the environment")], "--Portal:Name", "Name of the command line"));
    }

    [Fact]
    public async Task Sigterm_lets_a_request_that_is_under_way_end_and_the_process_ends_with_code_0()
    {
        await using var portal = publication.Start([]);
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var http = new HttpClient(handler) { BaseAddress = await portal.AddressAsync() };
        using var body = new SlowBody("culture=fr&returnUrl=%2Fhelp");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = body };
        request.Headers.ExpectContinue = true; // the answer to it means that the portal reads the body
        var answer = http.SendAsync(request);
        await body.Asked.WaitAsync(Ear.Guard);

        await portal.TerminateAsync();
        await portal.LineAsync("Application is shutting down");
        body.Finish();
        using var response = await answer.WaitAsync(Ear.Guard);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode); // without an antiforgery token, but answered
        Assert.Contains("</html>", await response.Content.ReadAsStringAsync());
        Assert.Equal((0, ""), await portal.EndAsync() is var (exitCode, _, errors) ? (exitCode, errors) : default);
    }

    [Theory]
    [InlineData("systemd/epatra-portal.service", @"^Environment=""?([A-Za-z_]+)=([^""\n]*)""?$")]
    [InlineData("container/Containerfile", @"^\s*(?:ENV )?([A-Z][A-Za-z_]+)=""?([^""\\]*?)""?(?: \\)?$")]
    public async Task It_starts_in_Production_with_what_a_service_file_sets_and_asks_for(string file, string setting)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", file));
        var set = Regex.Matches(text, setting, RegexOptions.Multiline).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(("Production", true), (set["ASPNETCORE_ENVIRONMENT"], set["ASPNETCORE_URLS"].EndsWith(":5080", StringComparison.Ordinal)));
        Assert.Equal("Data Source=/var/lib/portal/portal.db", set["Database__ConnectionString"]);
        Assert.EndsWith("/keys.pfx", set["Security__KeyCertificate"], StringComparison.Ordinal);
        KeyCertificate.Write(publication.File($"{Path.GetFileName(file)}.pfx"), null, TimeProvider.System).Dispose();

        (set["Database__ConnectionString"], set["Security__KeyCertificate"]) = ($"Data Source={publication.File($"{Path.GetFileName(file)}.db")}", publication.File($"{Path.GetFileName(file)}.pfx"));
        await using var portal = publication.Start([.. set.Select(one => (one.Key, one.Value)), ("Portal__PublicUrl", "https://portal.example.com"), ("Mail__PickupDirectory", publication.File("mail"))]);
        using var http = new HttpClient { BaseAddress = await portal.AddressAsync() };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        Assert.Contains("https://portal.example.com/set-up?token=", await portal.LineAsync("/set-up"), StringComparison.Ordinal);
    }

    private async Task<string?> NameAsync((string, string)[] settings, params string[] arguments)
    {
        await using var portal = publication.Start(settings, arguments);
        using var visitor = new Visitor(await portal.AddressAsync());
        await visitor.GoAsync("/sign-in");
        return Name(visitor);
    }

    private static string? Name(Visitor visitor) => visitor.Page.QuerySelector(".brand")?.TextContent.Trim();

    /// <summary>A body whose second half waits for the test.</summary>
    private sealed class SlowBody(string text) : HttpContent
    {
        private readonly TaskCompletionSource asked = new();
        private readonly TaskCompletionSource finish = new();

        public Task Asked => asked.Task;

        public void Finish() => finish.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            await stream.WriteAsync(bytes.AsMemory(0, 5));
            await stream.FlushAsync();
            asked.SetResult();
            await finish.Task;
            await stream.WriteAsync(bytes.AsMemory(5));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = text.Length;
            Headers.ContentType = new("application/x-www-form-urlencoded");
            return true;
        }
    }

    /// <summary>What the build made, published as it is.</summary>
    public sealed class Publication : IAsyncLifetime
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");
        private int databases;

        internal string File(string name) => Path.Combine(folder.FullName, name);

        internal string Elsewhere => Path.Combine(folder.FullName, "elsewhere");
        private string Program => Path.Combine(folder.FullName, "program");

        public async Task InitializeAsync()
        {
            Directory.CreateDirectory(Elsewhere);
            await Tool.RunAsync(
                "dotnet", "publish", Path.Combine(Repository.Root, "Epatra.Portal"), "--no-build", "--nologo", "-c", Repository.Configuration, "-o", Program, "-nodeReuse:false");
            var file = Path.Combine(Program, "appsettings.json");
            var settings = await System.IO.File.ReadAllTextAsync(file);
            await System.IO.File.WriteAllTextAsync(file, settings.Replace("\"Name\": \"Epatra Portal\"", "\"Name\": \"Name of the file\"", StringComparison.Ordinal));
        }

        public Task DisposeAsync()
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        }

        internal PortalProcess Start((string, string)[] settings, params string[] arguments) => PortalProcess.Start(
            Program,
            Elsewhere,
            [("Database__ConnectionString", $"Data Source={folder.FullName}/data/{databases++}.db"), ("Portal__Demo", "false"), .. settings],
            ["--urls", "http://127.0.0.1:0", .. arguments]);
    }
}
