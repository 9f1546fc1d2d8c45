using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Xunit;

namespace Epatra.Portal.Browser;

/// <summary>The portal as an operator starts it in Production, with HTTPS of its own: each start is a process.</summary>
[Collection(BrowserFixture.Collection)]
public sealed class FirstAdministratorTests(BrowserFixture browser) : IDisposable
{
    private const string Link = "/set-up?token=";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");
    /// <summary>In the settings of a portal in Production before it starts.</summary>
    private readonly string address = $"https://localhost:{Nginx.FreePort()}";

    [Fact]
    public async Task In_production_the_printed_link_leads_the_first_administrator_to_the_home_page_and_is_printed_until_then()
    {
        var first = await RunAsync(withLink: true);
        await using (var portal = Start("Production"))
        {
            await portal.AddressAsync();
            await HasNoPagesOfDevelopmentAsync();
            var link = (await portal.LineAsync(Link)).Trim();
            Assert.StartsWith(address + Link, link);
            Assert.DoesNotContain(link, first);
            await EnrolAsync(link);
            IsJsonInUtc(await StopAsync(portal, withLink: true), link);
        }

        Assert.DoesNotContain(Link, await RunAsync(withLink: false));
        await RefusesAsync(Start("Production", Certificate("another")), "does not open the keys in the database");
        await RefusesAsync(Start("Development", certificate: ""), "The keys in the database are encrypted.");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task EnrolAsync(string link)
    {
        var person = new TestPerson("", "ada@test.example", null);
        await using var context = await browser.OpenAsync(address: new Uri(address));
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await page.Locator("[name='Input.Name']").FillAsync("Ada Lovelace");
        await page.Locator("[name='Input.Email']").FillAsync(person.Email);
        await page.Locator("[name='Input.NewPassword']").FillAsync(TestPerson.Password);
        await page.Locator("[name='Input.ConfirmPassword']").FillAsync(TestPerson.Password);
        await page.Id("set-up-form").Locator("button[type=submit]").ClickAsync();
        await page.AtAsync("/sign-in");
        await page.SignInWithPasswordAsync(person);
        await page.StepAsync("app");
        await page.ChooseAsync();
        await page.EnrollFromScanAsync(TimeProvider.System); // a process of its own, so this once a clock that goes
        Assert.Equal("Hello Ada Lovelace", await page.Locator("h1").InnerTextAsync());
        Assert.StartsWith("You are the only administrator who can sign in.", await page.Id("notice").InnerTextAsync());
    }

    /// <summary>Programs read the log; the link is a secret and stands only where a person reads it.</summary>
    private static void IsJsonInUtc(string output, string link)
    {
        var log = output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(log, line => line.GetProperty("Message").GetString()!.StartsWith("Now listening on", StringComparison.Ordinal));
        Assert.All(log, line => Assert.EndsWith("Z", line.GetProperty("Timestamp").GetString()));
        Assert.DoesNotContain(log, line => line.GetRawText().Contains(link.Split('=')[1], StringComparison.Ordinal));
    }

    private static async Task<string> StopAsync(PortalProcess portal, bool withLink)
    {
        await portal.LineAsync(withLink ? Link : "Application started");
        await portal.AddressAsync();
        await portal.TerminateAsync();
        var (exitCode, output, errors) = await portal.EndAsync();
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }

    private async Task<string> RunAsync(bool withLink)
    {
        await using var portal = Start("Production");
        return await StopAsync(portal, withLink);
    }

    private async Task HasNoPagesOfDevelopmentAsync()
    {
        using var visitor = new Visitor(new Uri(address));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Head })
        {
            foreach (var path in new[] { "/dev/mail", $"/dev/mail/{Guid.NewGuid()}", $"/dev/mail/{Guid.NewGuid()}/html", "/dev" })
            {
                using var answer = await visitor.SendAsync(new HttpRequestMessage(method, path));
                Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
            }
        }
    }

    private static async Task RefusesAsync(PortalProcess portal, string reason)
    {
        await using (portal)
        {
            var (exitCode, output, errors) = await portal.EndAsync();
            Assert.Equal((2, ""), (exitCode, output));
            Assert.Contains(reason, errors);
            Assert.DoesNotContain("   at ", errors);
        }
    }

    private PortalProcess Start(string environment, string? certificate = null) => PortalProcess.Start(
        Path.Combine(Repository.Root, "Epatra.Portal", "bin", Repository.Configuration, "net10.0"),
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_ENVIRONMENT", environment),
            ("Database__ConnectionString", $"Data Source={folder.FullName}/portal.db"),
            ("Passwords__Iterations", "1000"),
            ("Portal__PublicUrl", address),
            ("Mail__PickupDirectory", $"{folder.FullName}/mail"),
            ("Security__KeyCertificate", certificate ?? Certificate("own")),
            ("Kestrel__Certificates__Default__Path", WebCertificate()),
        ],
        "--urls",
        address);

    private string Certificate(string name)
    {
        var path = Path.Combine(folder.FullName, name + ".pfx");
        if (!File.Exists(path))
        {
            KeyCertificate.Write(path, password: null, TimeProvider.System).Dispose();
        }

        return path;
    }

    private string WebCertificate()
    {
        var file = Path.Combine(folder.FullName, "web.pfx");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx));
        return file;
    }
}
