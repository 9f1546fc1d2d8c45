using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.Net.Http.Headers;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class PortalCookiesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");

    [Fact]
    public async Task Over_https_every_cookie_is_secure_and_bound_to_the_host()
    {
        await using var portal = PortalProcess.Start(
            AppContext.BaseDirectory,
            folder.FullName,
            [
                ("Database__ConnectionString", $"Data Source={folder.FullName}/portal.db"),
                ("Passwords__Iterations", "1000"),
                ("Portal__PublicUrl", "https://portal.example"),
                ("Kestrel__Certificates__Default__Path", Certificate()),
            ],
            "--urls",
            "https://127.0.0.1:0");
        var demo = new TestPerson("", "emma@demo.epatra.example", DemoPeople.Key);
        var cookies = await CookiesOfASignInAsync(await portal.AddressAsync(), demo, DemoPeople.Password, TimeProvider.System);

        Assert.Equal(
            ["__Host-epatra-antiforgery", "__Host-epatra-browser", "__Host-epatra-half-way", "__Host-epatra-known-…", "__Host-epatra-language", "__Host-epatra-session"],
            cookies.Select(cookie => WithoutPerson(cookie.Name.Value!)).Distinct().Order());
        Assert.All(cookies, cookie => Assert.Equal((true, ""), (cookie.Secure, cookie.Domain.ToString())));
        AllAreHiddenFromScriptsAndOtherSites(cookies);
    }

    [Fact]
    public async Task Over_http_the_names_are_plain()
    {
        await using var host = await PortalHost.StartAsync();
        var cookies = await CookiesOfASignInAsync(host.Address, await host.AddWithAuthenticatorAsync(), TestPerson.Password, host.Time);

        Assert.Equal(
            ["epatra-antiforgery", "epatra-browser", "epatra-half-way", "epatra-known-…", "epatra-language", "epatra-session"],
            cookies.Select(cookie => WithoutPerson(cookie.Name.Value!)).Distinct().Order());
        Assert.All(cookies, cookie => Assert.False(cookie.Secure));
        AllAreHiddenFromScriptsAndOtherSites(cookies);
    }

    /// <summary>Some end differently for each person.</summary>
    private static string WithoutPerson(string name) => name.Contains(KnownBrowser.Prefix) ? name[..^16] + "…" : name;

    public void Dispose() => folder.Delete(recursive: true);

    private static void AllAreHiddenFromScriptsAndOtherSites(List<SetCookieHeaderValue> cookies) =>
        Assert.All(cookies, cookie => Assert.Equal((cookie.Name, true, SameSiteMode.Lax, "/"), (cookie.Name, cookie.HttpOnly, cookie.SameSite, cookie.Path.ToString())));

    /// <summary>What every answer on the way in sets.</summary>
    private static async Task<List<SetCookieHeaderValue>> CookiesOfASignInAsync(Uri address, TestPerson person, string password, TimeProvider time)
    {
        using var visitor = new Visitor(address);
        var answers = new List<HttpResponseMessage>();
        await visitor.GoAsync("/sign-in");
        answers.Add(visitor.Response);
        answers.Add(await visitor.SendAsync(visitor.Prepare("sign-in-form", ("Input.Email", person.Email), ("Input.Password", password))));
        await visitor.GoAsync("/sign-in/code");
        var token = visitor.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        answers.Add(await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/language")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("culture", "fr"), KeyValuePair.Create("__RequestVerificationToken", token)]),
        }));
        answers.Add(await visitor.SendAsync(visitor.Prepare("code-form", ("Input.Code", await Phone.CodeAsync(person.Secret!, time.GetUtcNow())))));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.Redirect], answers.Select(answer => answer.StatusCode));
        return [.. answers.SelectMany(answer => SetCookieHeaderValue.ParseList([.. answer.Headers.GetValues(HeaderNames.SetCookie)]))];
    }

    /// <summary>A file with a certificate of this test.</summary>
    private string Certificate()
    {
        var file = Path.Combine(folder.FullName, "portal.pfx");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=portal.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx));
        return file;
    }
}
